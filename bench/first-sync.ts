// A company's first sync: requests, CPU against a floor of tokens, fetch and JSON.parse of the same pages, and memory.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import house from '../package.json' with { type: 'json' }
import { type CompanyProcess, startCompany } from './company.ts'
import { atMost, type Figure, type Line, median, told } from './figure.ts'
import type { FloorCost } from './floor.ts'
import { withDatabase, withFolder } from './stores.ts'
import { figureName, nameOf, type Requests, type Vendor } from './vendors.ts'
import type { WatchingCost } from './watching.ts'

const CALENDARS = Number(process.env.BENCH_CALENDARS ?? 1_000)
/** A round takes a minute or two. */
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 1)

/** Embedded, and on the servers that BENCH_DATABASE_URL and BENCH_REDIS_URL name. */
export const firstSync = (vendor: Vendor): Figure => ({
  name: figureName('first-sync', vendor),
  title: `First sync of ${CALENDARS} calendars at ${nameOf[vendor]}: CPU of the service's process against its floor`,
  measure: async (say) => {
    say('making the company')
    const company = await startCompany(vendor, CALENDARS)
    try {
      return await measured(company, say)
    } finally {
      company.close()
    }
  },
})

interface Round {
  floor: FloorCost
  watching: WatchingCost
  requests: Requests
}

async function measured(company: CompanyProcess, say: (progress: string) => void): Promise<Line[]> {
  const { BENCH_DATABASE_URL: databaseUrl, BENCH_REDIS_URL: redisUrl } = process.env
  const homes: [string, () => Promise<Round>][] = [
    ['embedded', () => withFolder((folder) => embeddedRound(company, folder))],
  ]
  if (databaseUrl)
    homes.push([
      redisUrl ? 'PostgreSQL, Redis' : 'PostgreSQL',
      () => withDatabase(databaseUrl, (url) => round(company, onServers(url, redisUrl))),
    ])
  const lines: Line[] = []
  for (const [home, take] of homes) {
    const rounds: Round[] = []
    while (rounds.length < ROUNDS) {
      say(`${home}, round ${rounds.length + 1} of ${ROUNDS}`)
      rounds.push(await take())
    }
    lines.push(...linesOf(home, rounds, company))
  }
  return lines
}

const onServers = (databaseUrl: string, redisUrl: string | undefined) => ({
  DATABASE_URL: databaseUrl,
  SECRET_KEY: Buffer.alloc(32, 1).toString('base64'),
  ...(redisUrl ? { REDIS_URL: redisUrl } : {}),
})

/** In a folder that was started in before: the figure `start` tells what making a database takes. */
async function embeddedRound(company: CompanyProcess, folder: string): Promise<Round> {
  await inProcess<WatchingCost>('./watching.ts', { ...company, people: [] }, { DATA_DIR: folder })
  return round(company, { DATA_DIR: folder })
}

async function round(company: CompanyProcess, home: Record<string, string>): Promise<Round> {
  const floor = await inProcess<FloorCost>('./floor.ts', company, {})
  await company.requests()
  const watching = await inProcess<WatchingCost>('./watching.ts', company, home)
  return { floor, watching, requests: await company.requests() }
}

/** With the flags that `npm start` gives. */
async function inProcess<Answer>(
  file: string,
  company: CompanyProcess,
  home: Record<string, string>,
): Promise<Answer> {
  const env = {
    ...process.env,
    LOG_LEVEL: 'error',
    ...company.env,
    ...home,
  }
  const flags = house.scripts.start.split(' ').filter((word) => word.startsWith('--'))
  const child = fork(new URL(file, import.meta.url), { env, execArgv: ['--no-warnings', ...flags] })
  child.send(company)
  const [answer] = await Promise.race([once(child, 'message'), once(child, 'exit').then(() => [])])
  if (!answer) throw new Error(`${file} ended without an answer.`)
  await once(child, 'exit')
  return answer as Answer
}

function linesOf(home: string, rounds: Round[], { people }: CompanyProcess): Line[] {
  const middle = (of: (one: Round) => number) => median(rounds.map(of))
  const each = (of: (one: Round) => number) => middle(of) / people.length
  const tell = (what: string, value: number, unit = '', digits = 2) =>
    told(`${home}: ${what}`, value, unit, digits)
  const atFloor = ({ floor }: Round) => floor.tokens + floor.pages
  const ratio = (one: Round) => one.watching.first.cpu / atFloor(one)
  const reading = middle((one) => one.watching.peakOfReading)
  return [
    tell(
      'calls a calendar, both looks',
      each((one) => one.requests.calls),
    ),
    ...Object.keys(rounds[0]!.requests.kinds).map((kind) =>
      tell(
        `  ${kind}`,
        each((one) => one.requests.kinds[kind] ?? 0),
      ),
    ),
    tell(
      'token requests, all calendars together',
      middle((one) => one.requests.tokens),
      '',
      0,
    ),
    tell('floor, a calendar', each(atFloor), ' ms'),
    tell(
      'of it for its token',
      each((one) => one.floor.tokens),
      ' ms',
    ),
    atMost(`${home}: first sync, against the floor`, middle(ratio), 2, '×'),
    tell('the best of the rounds', Math.min(...rounds.map(ratio)), '×'),
    tell(
      'queries a calendar',
      each((one) => one.watching.first.queries),
      '',
      1,
    ),
    tell('on the clock', middle((one) => one.watching.first.time) / 1000, ' s', 1),
    atMost(`${home}: memory at its peak`, reading, 300, ' MB', 0),
    tell(
      'once all are judged, too',
      middle((one) => one.watching.peak),
      ' MB',
      0,
    ),
    tell(
      'judging a pair',
      middle((one) => one.watching.judging.cpu / one.watching.pairs),
      ' ms',
    ),
    tell(
      'second look, nothing changed, a calendar',
      each((one) => one.watching.again.cpu),
      ' ms',
    ),
    tell(
      'queries of it',
      each((one) => one.watching.again.queries),
      '',
      1,
    ),
  ]
}
