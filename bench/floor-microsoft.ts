// The floor of reading Outlook: one token for all, a mailbox's settings, the pages of a delta round, its series in batches.
import { deltaPath, seriesPaths, userPath } from '../src/calendars/graph/mailbox.ts'
import { NEWER } from '../src/calendars/graph/newer.ts'
import { windowAt } from '../src/calendars/graph/window.ts'
import { PREFER } from '../src/calendars/graph/wire.ts'
import type { Floor } from './floor.ts'
import type { Served } from './vendors.ts'

/** Two requests for each, of twenty in a batch. */
const SERIES_OF_A_BATCH = 10

let asked: Promise<string> | undefined

export const microsoft: Floor = {
  token: (served) => {
    asked ??= askForToken(served)
    return asked
  },
  read: async ({ env }, token, person) => {
    const root = env.MICROSOFT_GRAPH_URL!
    const headers = { authorization: `Bearer ${token}`, prefer: PREFER, 'content-type': 'application/json' }
    const ask = async (url: string, body?: object) => {
      const sent = body ? { method: 'POST', body: JSON.stringify(body) } : {}
      return JSON.parse(await (await fetch(url, { headers, ...sent })).text())
    }
    const user = userPath({ kind: 'app' }, person)
    const window = windowAt(Date.now())
    await ask(`${root}${user}/mailboxSettings`)
    const { events, series } = await round(ask, `${root}${deltaPath(user, window)}`)
    for (let at = 0; at < series.length; at += SERIES_OF_A_BATCH) {
      const some = series.slice(at, at + SERIES_OF_A_BATCH)
      const paths = some.flatMap((id) => seriesPaths(user, id, window, NEWER))
      const requests = paths.map((url, id) => ({
        ...{ id: `${id}`, method: 'GET', url, headers: { Prefer: PREFER } },
        ...(id > 0 ? { dependsOn: [`${id - 1}`] } : {}),
      }))
      await ask(`${root}/$batch`, { requests })
    }
    return events
  },
}

interface Item {
  id: string
  type: string
}

async function round(ask: (url: string) => Promise<Record<string, unknown>>, first: string) {
  let events = 0
  const series: string[] = []
  for (let url: unknown = first; typeof url === 'string'; ) {
    const page = await ask(url)
    const items = page.value as Item[]
    events += items.length
    for (const { id, type } of items) if (type === 'seriesMaster') series.push(id)
    url = page['@odata.nextLink']
  }
  return { events, series }
}

async function askForToken({ env, credentials }: Served): Promise<string> {
  const { tenant, client_id, client_secret } = credentials as Record<string, string>
  const scope = 'https://graph.microsoft.com/.default'
  const body = new URLSearchParams({
    ...{ client_id: client_id!, client_secret: client_secret!, scope },
    grant_type: 'client_credentials',
  })
  const url = `${env.MICROSOFT_LOGIN_URL}${tenant}/oauth2/v2.0/token`
  return JSON.parse(await (await fetch(url, { method: 'POST', body })).text()).access_token
}
