// Two companies that meet: Adas at Google, Graces at Outlook; letters go between them, and one store watches both.
import type { Slot } from '../../src/domain/judgement.ts'
import { type Address, HOUR, type Instant } from '../../src/domain/types.ts'
import { judgePair } from '../../src/pipeline/judge.ts'
import { calendarSync } from '../../src/pipeline/sync.ts'
import type { Story as Google } from '../../src/sandbox/google/company/story.ts'
import type { Story as Graph } from '../../src/sandbox/graph/company/story.ts'
import type { GraphOptions } from '../../src/sandbox/graph/sandbox.ts'
import type { EventPlan } from '../../src/sandbox/world/plans.ts'
import { newPost } from '../../src/sandbox/world/post.ts'
import { openServices } from '../../src/services.ts'
import type { Store } from '../../src/store/open.ts'
import { credentials } from '../calendars/graph-support.ts'
import { emptyGraph } from '../sandbox/graph-support.ts'
import { monday, scene } from '../sandbox/support.ts'
import { empty } from './company.ts'

export type Side = 'google' | 'graph'

/** One Ada and one Grace. What happens to one couple happens to all; each is read in an order of its own. */
export interface Couple {
  ada: Address
  grace: Address
  organizer: Address
  guest: Address
  /** Stories of where the organizer and the guest are. */
  theirs: Google | Graph
  guests: Google | Graph
  google: Google
  graph: Graph
  /** The meeting as its organizer names it, and as the guest does. */
  id: string
  uid: string
}

/** Which calendars are read after each act, and in which order. */
export type Order = readonly ('ada' | 'grace')[]

export const orders: readonly Order[] = [
  ['ada', 'grace'],
  ['grace', 'ada'],
]

export interface Mixed {
  clock: { now: Instant }
  /** Couples of whom `side` organizes a meeting, one for each order of reading. Nothing was read yet. */
  couples(side: Side, plan: Omit<EventPlan, 'guests'>, read?: readonly Order[]): Promise<Couple[]>
  /** An hour later all of them do it, and their calendars are read. */
  act(couples: readonly Couple[], what?: (couple: Couple) => void): Promise<void>
  /** Reads both calendars of each, whatever was read before. */
  finish(couples: readonly Couple[]): Promise<void>
  /** Outlook does not know any more how far its calendar was read (410). */
  forget(couple: Couple): void
  /** Slots of the two, as judged now. */
  judge(couple: Couple): Promise<Slot[]>
  close(): Promise<void>
}

export async function openMixed(store: Store, options: Pick<GraphOptions, 'isBehind'> = {}): Promise<Mixed> {
  const clock = { now: monday }
  const post = newPost()
  const now = () => clock.now
  const here = await scene({ post, now, limits: { perProjectPerMinute: 1e9, perUserPerMinute: 1e9 } })
  const there = await emptyGraph({ post, now, tenant: 'contoso.com', ...options })
  await empty(store)
  const { google, key } = here
  const connections = {
    google: await connect(store, 'google', key, clock.now),
    graph: await connect(store, 'microsoft', credentials(there), clock.now),
  }
  const { serviceOf } = openServices(store, {
    googleRootUrl: google.url,
    googleTokenUrl: google.tokenUrl,
    microsoftGraphUrl: there.graph.url,
    microsoftLoginUrl: there.graph.loginUrl,
    allowPrivateFeeds: false,
  })
  const parts = { store, clock: { now, wall: Date.now }, serviceOf }
  const sync = calendarSync(parts)
  const order = new Map<Couple, Order>()
  let count = 0

  async function couple(side: Side, plan: Omit<EventPlan, 'guests'>, read: Order): Promise<Couple> {
    const name = ++count
    const [ada, grace] = [`ada${name}@example.com`, `grace${name}@contoso.com`]
    here.google.company.addPerson(ada, { zone: 'Europe/Berlin', name: 'Ada' })
    there.graph.company.addPerson(grace, { zone: 'Europe/London', name: 'Grace' })
    await store.people.save([ada, grace].map(colleague), 'test', clock.now)
    for (const [owner, connection] of [
      [ada, connections.google],
      [grace, connections.graph],
    ] as const)
      await store.calendars.add({ id: owner, connection, owner, providerId: owner, zone: null }, clock.now)
    const [organizer, guest] = side === 'google' ? [ada, grace] : [grace, ada]
    const [google, graph] = [here.google.company, there.graph.company]
    const [theirs, guests] = side === 'google' ? [google, graph] : [graph, google]
    const id = theirs.createEvent(organizer, { ...plan, guests: [guest] })
    const made = { ada, grace, organizer, guest, theirs, guests, google, graph, id, uid: theirs.uidOf(id) }
    order.set(made, read)
    return made
  }

  async function read(couple: Couple, which: Order): Promise<void> {
    for (const who of which) {
      const synced = await sync(couple[who])
      if (synced.state !== 'read') throw new Error(`${couple[who]} was not read: ${JSON.stringify(synced)}`)
    }
  }

  return {
    clock,
    couples: (side, plan, read = orders) => Promise.all(read.map((one) => couple(side, plan, one))),
    act: async (couples, what = () => {}) => {
      clock.now += HOUR
      for (const each of couples) what(each)
      clock.now += 1_000
      for (const each of couples) await read(each, order.get(each)!)
    },
    finish: async (couples) => {
      clock.now += 1_000
      for (const each of couples)
        await read(each, order.get(each)!.includes('grace') ? ['ada', 'grace'] : ['grace', 'ada'])
    },
    forget: ({ grace }) => there.graph.expireTokens(grace),
    judge: async ({ ada, grace }) => {
      const pair = await store.pairs.of([ada, grace])
      const judged = pair && (await judgePair(parts, pair.id))
      return judged?.judgement.slots ?? []
    },
    close: async () => {
      await google.close()
      await there.graph.close()
    },
  }
}

async function connect(store: Store, kind: 'google' | 'microsoft', credentials: unknown, now: Instant) {
  return store.connections.add({ kind, name: kind, credentials, options: {} }, store.secrets, now)
}

function colleague(address: Address) {
  return { address, aliases: [], name: null, zone: null, hours: null, locale: null, leftAt: null }
}
