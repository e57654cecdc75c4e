// Invitations between a company at Google and one at Microsoft: one meeting, a copy on either side, answers both ways.
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { DAY, HOUR, WEEK } from '../../src/domain/types.ts'
import type { Story as GoogleStory } from '../../src/sandbox/google/company/story.ts'
import type { Story as GraphStory } from '../../src/sandbox/graph/company/story.ts'
import { newPost, type Post } from '../../src/sandbox/world/post.ts'
import { emptyGraph, type GraphEvent, type GraphScene, PREFER, window } from './graph-support.ts'
import { ada, grace, listAll, type Scene, scene, tuesday } from './support.ts'

const mary = 'mary@contoso.com'
const mark = 'mark@contoso.com'
const weekly = { summary: '1:1', start: tuesday, recurrence: 'RRULE:FREQ=WEEKLY;COUNT=4' }

let post: Post
let here: Scene
let there: GraphScene
let google: GoogleStory
let graph: GraphStory

beforeEach(async () => {
  post = newPost()
  here = await scene({ post })
  there = await emptyGraph({ post, tenant: 'contoso.com' })
  google = here.google.company
  graph = there.graph.company
  graph.addPerson(mary, { zone: 'Europe/London', name: 'Mary', aliases: ['m@contoso.com'] })
  graph.addPerson(mark, { zone: 'Asia/Tokyo', name: 'Mark' })
})
afterEach(async () => {
  await here.google.close()
  await there.graph.close()
})

/** Somebody's calendar, expanded: start, subject, and what they or the others said. */
async function atGoogle(person: string) {
  const span = { timeMin: window.startDateTime, timeMax: window.endDateTime, singleEvents: true }
  const { items } = await listAll(here.as(person), span)
  const shown = items.map((event) => ({
    start: new Date(event.start!.dateTime!).toISOString().slice(5, 16),
    summary: event.summary,
    answers: (event.attendees ?? []).map(
      ({ email, responseStatus }) => `${email!.split('@')[0]} ${responseStatus}`,
    ),
    organizer: event.organizer?.email,
    uid: event.iCalUID,
  }))
  return shown.sort((a, b) => (a.start < b.start ? -1 : 1))
}

async function atGraph(person: string) {
  const request = there.client.api(`/users/${person}/calendarView`).query(window).header('Prefer', PREFER)
  return ((await request.get()).value as GraphEvent[]).map((event) => ({
    start: event.start!.dateTime.slice(5, 16),
    subject: event.subject,
    answers: event.attendees!.map(
      ({ emailAddress, status }) => `${emailAddress.address.split('@')[0]} ${status.response}`,
    ),
    own: event.responseStatus!.response,
    organizer: (event.organizer as { emailAddress: { address: string } }).emailAddress.address,
    uid: event.uid,
  }))
}

const starts = (events: { start: string }[]) => events.map(({ start }) => start.slice(0, 5))

describe('from Google to Microsoft', () => {
  const invite = (more: object = {}) => google.createEvent(ada, { ...weekly, guests: [mary], ...more })

  test('an invitation is a copy with the same UID and a foreign organizer', async () => {
    const id = invite()
    const copies = await atGraph(mary)
    expect(copies[0]).toMatchObject({
      subject: '1:1',
      own: 'notResponded',
      organizer: ada,
      uid: google.uidOf(id),
    })
    expect(copies).toHaveLength(4)
  })

  test('an answer comes back, to all or to one; declining leaves a gap', async () => {
    const uid = google.uidOf(invite())
    graph.respond(mary, uid, 'accepted')
    graph.respond(mary, { id: uid, original: tuesday + WEEK }, 'declined')
    const seen = await atGoogle(ada)
    expect(seen.map(({ answers }) => answers[1])).toEqual([
      'mary accepted',
      'mary declined',
      'mary accepted',
      'mary accepted',
    ])
    expect(starts(await atGraph(mary))).toEqual(['03-03', '03-17', '03-24'])
  })

  test('moves, calls off and brings back one instance', async () => {
    const id = invite()
    google.moveInstance(id, tuesday + WEEK, tuesday + WEEK + DAY)
    google.cancelInstance(id, tuesday + 2 * WEEK)
    expect((await atGraph(mary)).map(({ start, subject }) => `${start} ${subject}`)).toEqual([
      '03-03T09:00 1:1',
      '03-11T09:00 1:1',
      '03-17T09:00 Canceled: 1:1',
      '03-24T09:00 1:1',
    ])
    google.restoreInstance(id, tuesday + 2 * WEEK)
    expect((await atGraph(mary))[2]).toMatchObject({ subject: '1:1' })
  })

  test('changes all of it, ends it, splits it', async () => {
    const id = invite()
    google.editSeries(id, { summary: 'Sync', start: tuesday + HOUR })
    const newer = google.splitSeries(id, tuesday + HOUR + 2 * WEEK, { summary: 'Later' })
    expect((await atGraph(mary)).map(({ start, subject }) => `${start} ${subject}`)).toEqual([
      '03-03T10:00 Sync',
      '03-10T10:00 Sync',
      '03-17T10:00 Later',
      '03-24T10:00 Later',
    ])
    google.endSeries(newer, tuesday + HOUR + 3 * WEEK)
    expect(await atGraph(mary)).toHaveLength(3)
  })

  test('calls all of it off; who was asked later and uninvited sees that as well', async () => {
    const id = invite()
    google.editSeries(id, { addGuests: [mark] })
    expect(await atGraph(mark)).toHaveLength(4)
    google.editSeries(id, { removeGuests: [mark] })
    expect((await atGraph(mark))[0]).toMatchObject({ subject: 'Canceled: 1:1' })
    google.cancelSeries(id)
    expect((await atGraph(mary)).every(({ subject }) => subject === 'Canceled: 1:1')).toBe(true)
  })

  test('days that are left out of the rule are left out there too', async () => {
    invite({ recurrence: [weekly.recurrence, 'EXDATE:20260310T090000Z'] })
    expect(starts(await atGraph(mary))).toEqual(['03-03', '03-17', '03-24'])
  })

  test('a hidden guest list is not in the mail', async () => {
    invite({ guests: [mary, mark, grace], guestsCanSeeOtherGuests: false })
    expect((await atGraph(mary))[0]!.answers).toEqual(['mary none'])
  })

  test('deleting it there declines it here', async () => {
    const id = invite()
    graph.deleteFromOwnCalendar(mary, google.uidOf(id))
    expect((await atGoogle(ada))[0]!.answers).toEqual(['ada accepted', 'mary declined'])
  })
})

describe('from Microsoft to Google', () => {
  const invite = (more: object = {}) => graph.createEvent(mary, { ...weekly, guests: [ada], ...more })

  test('an invitation is an event with a foreign organizer, who takes part', async () => {
    const id = invite()
    const [event] = await atGoogle(ada)
    expect(event).toMatchObject({ summary: '1:1', organizer: mary, uid: graph.uidOf(id) })
    expect(event!.answers).toEqual(['mary accepted', 'ada needsAction'])
    expect(await atGoogle(ada)).toHaveLength(4)
  })

  test('an answer comes back, to all or to one', async () => {
    const uid = graph.uidOf(invite())
    google.respond(ada, uid, 'tentative')
    google.respond(ada, { id: uid, original: tuesday + WEEK }, 'declined')
    expect((await atGraph(mary)).map(({ answers }) => answers[0])).toEqual([
      'ada tentativelyAccepted',
      'ada declined',
      'ada tentativelyAccepted',
      'ada tentativelyAccepted',
    ])
  })

  test('an answer stays when the organizer changes something', async () => {
    const id = invite()
    google.respond(ada, graph.uidOf(id), 'accepted')
    graph.editSeries(id, { summary: 'Sync' })
    expect((await atGoogle(ada))[0]).toMatchObject({
      summary: 'Sync',
      answers: ['mary accepted', 'ada accepted'],
    })
  })

  test('moves and calls off one instance, then all', async () => {
    const id = invite()
    graph.moveInstance(id, tuesday + WEEK, tuesday + WEEK + DAY)
    graph.cancelInstance(id, tuesday + 2 * WEEK)
    expect(starts(await atGoogle(ada))).toEqual(['03-03', '03-11', '03-24'])
    graph.cancelSeries(id)
    expect(await atGoogle(ada)).toEqual([])
  })

  test('ends and splits', async () => {
    const id = invite()
    graph.splitSeries(id, tuesday + 2 * WEEK, { summary: 'Later' })
    expect((await atGoogle(ada)).map(({ start, summary }) => `${start.slice(0, 5)} ${summary}`)).toEqual([
      '03-03 1:1',
      '03-10 1:1',
      '03-17 Later',
      '03-24 Later',
    ])
  })

  test('uninvites one guest: the others keep it', async () => {
    const id = invite({ guests: [ada, grace] })
    graph.editSeries(id, { removeGuests: [grace] })
    expect(await atGoogle(grace)).toEqual([])
    expect((await atGoogle(ada))[0]!.answers).toEqual(['mary accepted', 'ada needsAction'])
  })

  test('asks somebody to one instance only', async () => {
    const id = invite()
    graph.changeInstance(id, tuesday + WEEK, { addGuests: [grace] })
    expect(starts(await atGoogle(grace))).toEqual(['03-10'])
  })

  test('is forwarded across: who answers is on the list', async () => {
    const id = invite({ guests: [mark] })
    graph.forward(mark, id, ada)
    google.respond(ada, graph.uidOf(id), 'accepted')
    expect((await atGraph(mary))[0]!.answers).toEqual(['mark none', 'ada accepted'])
    expect(await atGoogle(ada)).toHaveLength(4)
  })

  test('deleting it there declines it here', async () => {
    const id = invite()
    google.deleteFromOwnCalendar(ada, { id: graph.uidOf(id), original: tuesday })
    expect((await atGraph(mary))[0]!.answers).toEqual(['ada declined'])
    expect(starts(await atGoogle(ada))).toEqual(['03-10', '03-17', '03-24'])
  })
})

test('mail to the rest of the world is lost; nobody within a company gets any', () => {
  google.createEvent(ada, { ...weekly, guests: [grace] })
  expect(post.sent()).toEqual([])
  google.createEvent(ada, { ...weekly, guests: ['x@elsewhere.org'] })
  expect(post.sent()).toMatchObject([{ method: 'REQUEST', to: 'x@elsewhere.org' }])
})
