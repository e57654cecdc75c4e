// Acts that cross from one sandbox to the other, one by one.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { DAY, WEEK } from '../../src/domain/types.ts'
import { newPost } from '../../src/sandbox/world/post.ts'
import { newWorld, type World } from '../../src/sandbox/world/world.ts'
import { emptyGraph, type GraphEvent, type GraphScene, graphRefusal, PREFER } from './graph-support.ts'
import { ada, grace, listAll, monday, refusal, type Scene, scene } from './support.ts'

const mary = 'mary@contoso.com'
let google: Scene
let graph: GraphScene
let world: World

beforeAll(async () => {
  const post = newPost()
  google = await scene({ post })
  graph = await emptyGraph({ post, tenant: 'contoso.com' })
  graph.graph.company.addPerson(mary, { zone: 'Europe/Berlin', name: 'Mary' })
  world = newWorld([google.google.company, graph.graph.company], () => monday)
})
afterAll(async () => {
  await google.google.close()
  await graph.graph.close()
})

/** What stands in Mary's calendar on the day of her second date. */
async function marysDay(): Promise<GraphEvent[]> {
  const day = monday + WEEK
  const bounds = {
    startDateTime: new Date(day).toISOString(),
    endDateTime: new Date(day + DAY).toISOString(),
  }
  const request = graph.client.api(`/users/${mary}/calendarView`).query(bounds).header('Prefer', PREFER)
  return (await request.get()).value
}

/** What it says that Ada answered. */
async function answerAtMarys(summary: string): Promise<string | undefined> {
  const date = (await marysDay()).find(({ subject }) => subject === summary)
  return date?.attendees?.find(({ emailAddress }) => emailAddress.address === ada)?.status.response
}

test.each([
  ['says yes to it', 'accepted', (uid: string) => world.respond(ada, dateOf(uid), 'accepted')],
  ['says no to it', 'declined', (uid: string) => world.respond(ada, dateOf(uid), 'declined')],
  ['deletes it', 'declined', (uid: string) => world.deleteFromOwnCalendar(ada, dateOf(uid))],
])('whoever at Google is asked to one date of a meeting at Microsoft %s', async (summary, answer, act) => {
  const weekly = { summary, start: monday, recurrence: 'RRULE:FREQ=WEEKLY', guests: [grace] }
  const uid = world.createEvent(mary, weekly)
  world.changeInstance(uid, monday + WEEK, { addGuests: [ada] })
  const { items } = await listAll(google.as(ada))
  expect(items.filter((event) => event.iCalUID === uid)).toHaveLength(1)
  expect(await answerAtMarys(summary)).toBe('none')
  act(uid)
  expect(await answerAtMarys(summary)).toBe(answer)
})

const dateOf = (id: string) => ({ id, original: monday + WEEK })

test('a calendar is switched off and on again, wherever it is', async () => {
  const adas = () => listAll(google.as(ada))
  for (const person of [ada, mary]) world.switchCalendar(person, false)
  expect((await graphRefusal(marysDay())).code).toBe('MailboxNotEnabledForRESTAPI')
  expect((await refusal(adas())).reason).toBe('notACalendarUser')
  for (const person of [ada, mary]) world.switchCalendar(person, true)
  await Promise.all([marysDay(), adas()])
})
