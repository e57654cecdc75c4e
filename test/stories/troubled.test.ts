// Two weeks in which much is called off: by the organizer, by a guest, at the last minute, and once for another time.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ada, at, grace, linus } from '../sandbox/support.ts'
import { openStory, type Story } from '../support/story.ts'

let story: Story
let ids: { ada: string; linus: string }

beforeAll(async () => {
  story = await openStory(at('2026-03-01T12:00Z'))
  await story.app.store.settings.goLive(story.clock.now)
  const { company } = story.google
  const weekly = { recurrence: 'RRULE:FREQ=WEEKLY' }
  ids = {
    ada: company.createEvent(grace, {
      ...weekly,
      summary: 'Ada',
      start: at('2026-03-03T10:00Z'),
      guests: [ada],
    }),
    linus: company.createEvent(grace, {
      ...weekly,
      summary: 'Linus',
      start: at('2026-03-03T15:00Z'),
      guests: [linus],
    }),
  }
  await story.until(at('2026-03-01T18:00Z'))
})
afterAll(() => story.close())

test('two weeks of cancellations', async () => {
  const { company } = story.google
  company.cancelInstance(ids.ada, at('2026-03-03T10:00Z'))
  await story.until(at('2026-03-03T12:00Z'))
  company.respond(linus, { id: ids.linus, original: at('2026-03-03T15:00Z') }, 'declined')
  await story.until(at('2026-03-08T23:00Z'))
  const firstWeek = [
    '03-02 08:00 digest grace',
    '03-02 15:00 agenda grace',
    '03-02 15:00 agenda linus',
    '03-04 10:30 missed ada',
    // Both of hers fall due that day: one mail, at the later moment (M4).
    '03-04 15:30 missed grace',
    '03-04 15:30 missed linus',
  ]
  expect(story.arrived()).toEqual(firstWeek)
  const bundle = story.raw().find(({ kind, to }) => kind === 'missed' && to === grace)!
  expect(bundle.raw).toContain('Ada')
  expect(bundle.raw).toContain('Linus')
  const states = await story.app.store.mailings.list({ recipient: grace, states: ['sent'] })
  expect(states.filter(({ kind }) => kind === 'missed')).toHaveLength(2)

  // Ada's next one is called off for a time two days later; Linus' a minute before its agenda, which nothing tells of.
  await story.until(at('2026-03-09T08:30Z'))
  company.cancelInstance(ids.ada, at('2026-03-10T10:00Z'))
  company.createEvent(grace, { summary: 'Ada, instead', start: at('2026-03-12T10:00Z'), guests: [ada] })
  await story.until(at('2026-03-09T14:59Z'))
  story.quietly(() => company.cancelInstance(ids.linus, at('2026-03-10T15:00Z')))
  await story.until(at('2026-03-15T23:00Z'))
  expect(story.arrived().slice(firstWeek.length)).toEqual([
    '03-09 08:00 digest grace',
    '03-11 10:00 agenda ada',
    '03-11 10:00 agenda grace',
    '03-11 15:30 missed grace',
    '03-11 15:30 missed linus',
    '03-12 10:45 recap ada',
    '03-12 10:45 recap grace',
  ])
  expect(story.raw()).toHaveLength(story.arrived().length)
  await remembersWhatWasDropped()
})

/** A mail that the calendar no longer supported is seen, with the reason (M2). */
async function remembersWhatWasDropped() {
  const dropped = await story.app.store.mailings.list({ states: ['dropped'] })
  const agendas = dropped.filter(({ kind, slot }) => kind === 'agenda' && slot === at('2026-03-10T15:00Z'))
  expect(agendas.map(({ recipient, reason }) => [recipient, reason]).sort()).toEqual([
    [grace, 'withdrawn'],
    [linus, 'withdrawn'],
  ])
  expect(await (await story.page('/')).text()).toContain('Dropped, no longer called for')
}
