// Google and Microsoft as one world: whatever happens, organizer and guest see the same meeting.
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { EventRef, GuestAnswer } from '../../src/sandbox/world/facts.ts'
import { newPost } from '../../src/sandbox/world/post.ts'
import { newWorld, type World } from '../../src/sandbox/world/world.ts'
import { runs } from '../support/chance.ts'
import { emptyGraph, type GraphEvent, type GraphScene, PREFER, window } from './graph-support.ts'
import { type Step, steps, take } from './steps.ts'
import { listAll, monday, type Scene, scene } from './support.ts'

let google: Scene
let graph: GraphScene
let world: World
/** Who lives in the world of this case: Ada and Grace at Google, Mary at Outlook. */
let [ada, mary, grace] = ['', '', '']
let cases = 0

beforeAll(async () => {
  const post = newPost()
  const limits = { perProjectPerMinute: 1e9, perUserPerMinute: 1e9 }
  google = await scene({ post, limits })
  graph = await emptyGraph({ post, tenant: 'contoso.com' })
})
afterAll(async () => {
  await google.google.close()
  await graph.graph.close()
})

function begin(): void {
  const name = ++cases
  ;[ada, mary, grace] = [`ada${name}@example.com`, `mary${name}@contoso.com`, `grace${name}@example.com`]
  google.google.company.addPerson(ada, { zone: 'Europe/Berlin', name: 'Ada' })
  google.google.company.addPerson(grace, { zone: 'Europe/London', name: 'Grace' })
  graph.graph.company.addPerson(mary, { zone: 'Europe/Berlin', name: 'Mary' })
  world = newWorld([google.google.company, graph.graph.company], () => monday)
}

/** One entry of somebody's calendar. `answers`: what it says that the guests said, by address. */
interface Entry {
  uid: string
  start: number
  organizer: string
  off: boolean
  own: string
  answers: Map<string, string>
}

async function atGoogle(person: string): Promise<Entry[]> {
  const span = { timeMin: window.startDateTime, timeMax: window.endDateTime, singleEvents: true }
  const { items } = await listAll(google.as(person), span)
  return items.map((event) => {
    const answers = new Map(event.attendees?.map(({ email, responseStatus }) => [email!, responseStatus!]))
    const start = Date.parse(event.start!.dateTime!)
    const organizer = event.organizer!.email!
    return { uid: event.iCalUID!, start, organizer, off: false, own: answers.get(person) ?? '', answers }
  })
}

async function atGraph(person: string): Promise<Entry[]> {
  const query = { ...window, $top: '1000' }
  const request = graph.client.api(`/users/${person}/calendarView`).query(query).header('Prefer', PREFER)
  return ((await request.get()).value as GraphEvent[]).map((event) => ({
    uid: event.uid as string,
    start: Date.parse(`${event.start!.dateTime.slice(0, 19)}Z`),
    organizer: (event.organizer as { emailAddress: { address: string } }).emailAddress.address,
    off: event.isCancelled!,
    own: event.responseStatus!.response,
    answers: new Map(
      event.attendees!.map(({ emailAddress, status }) => [emailAddress.address, status.response]),
    ),
  }))
}

const lines = (entries: Entry[]) =>
  entries.map(({ uid, start }) => `${uid.slice(-12)} ${new Date(start).toISOString()}`).sort()

/** What an organizer has of meetings that a guest is on the list of and did not decline, and what that guest has of them. */
function compared(organizer: string, host: Entry[], guest: string, theirs: Entry[]) {
  const asked = host.filter((entry) => entry.organizer === organizer && entry.answers.has(guest))
  const planned = asked.filter((entry) => entry.answers.get(guest) !== 'declined')
  const held = theirs.filter(
    (entry) => entry.organizer === organizer && !entry.off && entry.own !== 'declined',
  )
  return [lines(planned), lines(held)]
}

/**
 * Whoever says yes to all after deleting one has said both: what then holds for that one, no two calendars agree on. And
 * nobody hands a meeting over to who left it.
 */
function respond(person: string, event: EventRef, answer: GuestAnswer): void {
  if (!hasLeft(person, idOf(event))) world.respond(person, event, answer)
}

function changeOrganizer(uid: string, to: string): void {
  if (!hasLeft(to, uid)) world.changeOrganizer(uid, to)
}

const idOf = (event: EventRef) => (typeof event === 'string' ? event : event.id)

function hasLeft(person: string, uid: string): boolean {
  return world
    .log()
    .some(
      ({ did, with: what }) =>
        did === 'deleteFromOwnCalendar' && what.person === person && idOf(what.event) === uid,
    )
}

/** What Exchange lets nobody do is not done. */
function attempt(ids: string[], step: Step): void {
  try {
    take({ ...world, respond, changeOrganizer }, [ada, mary, grace], ids, step)
  } catch (error) {
    if (!(error as Error).message.startsWith('sandbox:')) throw error
  }
}

const step = (act: number, { event = 0, slot = 0, person = 0 }: Partial<Step> = {}): Step => ({
  ...{ act, event, slot, person },
})
const weekly = step(1)
const byMary = { person: 1 }

/** What chance found, each mended since. */
const mended: Record<string, Step[]> = {
  'taken off one date, Mary says yes to the series: she stays off it': [weekly, step(15), step(2, byMary)],
  'uninvited, Mary tidies one date away; invited again, she has all of them': [
    ...[weekly, step(6), step(12, { slot: 1 }), step(14, byMary), step(11, { slot: 1 })],
  ],
  'edited to the time that it has, a series keeps what was called off': [
    ...[weekly, step(4, { event: 2 }), step(10), step(4, { event: 12 })],
  ],
  'declined, then called off, a date does not come back with a yes to all': [
    ...[weekly, step(8, { slot: 2, ...byMary }), step(14, { slot: 2 }), step(2, byMary)],
  ],
  'declined, called off and back again, a date comes with a yes to all': [
    ...[weekly, step(8, byMary), step(10), step(11), step(2, byMary)],
  ],
}

async function compare(acts: Step[]): Promise<void> {
  begin()
  const ids: string[] = []
  for (const each of acts) attempt(ids, each)
  const [adas, marys] = [await atGoogle(ada), await atGraph(mary)]
  const pairs = [compared(ada, adas, mary, marys), compared(mary, marys, ada, adas)]
  for (const [planned, held] of pairs) expect(held).toEqual(planned)
}

test(
  'organizer and guest see the same, whoever of them is at Google or at Microsoft',
  {
    timeout: 1_200_000,
  },
  () => fc.assert(fc.asyncProperty(steps, compare), { numRuns: runs(60) }),
)

test.for(Object.entries(mended))('%s', ([_why, acts]) => compare(acts))

test('the log tells who did what, with UIDs for ids', () => {
  begin()
  const uid = world.createEvent(mary, {
    summary: '1:1',
    start: monday,
    recurrence: 'RRULE:FREQ=WEEKLY',
    guests: [ada],
  })
  world.respond(ada, uid, 'accepted')
  expect(world.log()).toMatchObject([
    { at: monday, did: 'createEvent', with: { organizer: mary, id: uid } },
    { did: 'respond', with: { person: ada, event: uid, answer: 'accepted' } },
  ])
  expect(() => world.createEvent('x@elsewhere.org', { summary: '', start: monday })).toThrow('lives nowhere')
})
