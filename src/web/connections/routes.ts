// The page of connections: how each stands, and what can be done about it. Looking never acts.
import type { FastifyInstance } from 'fastify'
import { companyOf } from '../../store/connections/options.ts'
import type { Standing } from '../../store/connections/standing.ts'
import type { Unwatched } from '../../store/directory/unwatched.ts'
import { consentWords, ownCalendarView } from '../consent/words.ts'
import { type Pages, REFRESH_SECONDS } from '../pages.ts'
import { withFormsTo } from '../security.ts'
import type { WebParts } from '../server.ts'
import { keyLines } from '../set-up/key.ts'
import { vendorsOf } from '../set-up/vendors.ts'
import { oneConnectionRoutes } from './one.ts'
import { type ConnectionsFacts, connectionsView, type StoredKey } from './view.ts'

export function connectionRoutes(app: FastifyInstance, parts: WebParts, pages: Pages): void {
  const { clock, connecting } = parts
  const consents = Object.values(connecting.consents)
  app.get('/connections', async (request, reply) => {
    const facts = await factsOf(parts, request.query as Record<string, unknown>)
    const own = Object.values(consentWords).map((words) =>
      ownCalendarView(words, connecting.consents[words.service] !== null, request.headers.host),
    )
    const live = { now: clock.now(), refreshSeconds: parts.refreshSeconds ?? REFRESH_SECONDS }
    withFormsTo(
      reply,
      consents.flatMap((consent) => consent?.origin ?? []),
    )
    return pages.send(reply, 'connections', { ...connectionsView(facts), own, ...live })
  })
  oneConnectionRoutes(app, parts, pages)
}

async function factsOf(parts: WebParts, query: Record<string, unknown>): Promise<ConnectionsFacts> {
  const { store, clock, config } = parts
  const standings = await store.standing.all({ now: clock.now(), wall: clock.wall() })
  const companies = standings.filter(companyOf)
  return {
    standings,
    unwatched: await unwatchedOf(parts, companies),
    keys: await keysOf(parts, companies),
    pushing: config.publicUrl?.startsWith('https:') ?? false,
    now: clock.now(),
    done: doneWords(query, standings),
  }
}

async function unwatchedOf({ store }: WebParts, companies: Standing[]) {
  const counts = new Map<number, Unwatched['counts']>()
  for (const { id } of companies)
    counts.set(id, (await store.people.unwatched({ connection: id, limit: 0 })).counts)
  return counts
}

async function keysOf({ store, clock, config, connecting }: WebParts, companies: Standing[]) {
  const vendors = vendorsOf(connecting)
  const keys = new Map<number, StoredKey>()
  for (const { id, kind } of companies) {
    const vendor = vendors[kind]
    if (!vendor) continue
    const lines = await keyLines(store, vendor, id, clock.wall(), config.defaultZone)
    keys.set(id, { another: vendor.words.newKey, lines })
  }
  return keys
}

/** What somebody just did, from the address they were sent on to: words of ours only. */
function doneWords({ done, of }: Record<string, unknown>, standings: Standing[]): string | null {
  const name = standings.find(({ id }) => String(id) === of)?.name
  const words: Record<string, string | undefined> = {
    disconnected: 'Disconnected.',
    saved: name && `Connected: ${name}. Its people and calendars are being read now.`,
    changed: name && `Changed: ${name}. Its people are read within a minute.`,
    key: name && `Saved: ${name}. Its people are read within a minute.`,
    consented: name && `Connected: ${name}. It is being read now.`,
    already: name && `Connected already: ${name}.`,
    people: name && `The people of ${name} are read within a minute.`,
  }
  return typeof done === 'string' && Object.hasOwn(words, done) ? (words[done] ?? null) : null
}
