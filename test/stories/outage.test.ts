// A week in which first Google refuses us and then the mail server is away: nothing wrong, nothing twice, nothing lost.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { MINUTE } from '../../src/domain/types.ts'
import { ada, at, grace, linus } from '../sandbox/support.ts'
import { openStory, type Story } from '../support/story.ts'

let story: Story
beforeAll(async () => {
  story = await openStory(at('2026-03-01T12:00Z'))
  await story.app.store.settings.goLive(story.clock.now)
  const { company } = story.google
  const weekly = { recurrence: 'RRULE:FREQ=WEEKLY' }
  company.createEvent(grace, { ...weekly, summary: 'Ada', start: at('2026-03-03T10:00Z'), guests: [ada] })
  company.createEvent(grace, { ...weekly, summary: 'Linus', start: at('2026-03-05T15:00Z'), guests: [linus] })
})
afterAll(() => story.close())

test('a week with both outages', async () => {
  await story.until(at('2026-03-02T12:00Z'))
  const before = ['03-02 08:00 digest grace', '03-02 10:00 agenda ada', '03-02 10:00 agenda grace']
  expect(story.arrived()).toEqual(before)

  await googleRefusesUs()
  await story.until(at('2026-03-04T12:00Z'))
  // Whether they met cannot be known: nobody is told anything, but the admin is, at once and then daily.
  expect(story.arrived().slice(before.length)).toEqual([
    '03-02 12:01 trouble admin',
    '03-03 08:00 trouble admin',
    '03-04 08:00 trouble admin',
  ])
  expect(await (await story.page('/')).text()).toContain('Cannot be read')
  await googleIsBack()
  await story.until(at('2026-03-04T13:00Z'))
  const mended = story.arrived().slice(before.length + 3)
  expect(whats(mended)).toEqual(['recap ada', 'recap grace', 'trouble admin'])
  expect(mended.every((line) => line.startsWith('03-04 12:'))).toBe(true)

  await story.until(at('2026-03-05T15:40Z'))
  story.sink.away(true)
  await story.until(at('2026-03-05T17:00Z'))
  expect((await story.page('/ready')).status).toBe(503)
  const soFar = story.arrived()
  story.sink.away(false)
  await story.until(at('2026-03-05T19:00Z'))
  expect(whats(story.arrived().slice(soFar.length))).toEqual(['recap grace', 'recap linus'])
  await expect.poll(async () => (await story.page('/ready')).status).toBe(200)

  await answersAreLost()
  expect(story.arrived().slice(soFar.length + 2)).toEqual([
    '03-09 08:00 digest grace',
    '03-09 10:00 agenda ada',
    '03-09 10:00 agenda grace',
  ])
})

/** Pauses between tries are spread by chance: which mails they are, not when. */
const whats = (lines: string[]) => lines.map((line) => line.slice(12)).sort()

let newer: string

/** The key was deleted; a change in a calendar makes us look at once. */
async function googleRefusesUs() {
  newer = (await story.google.oauth.createServiceAccount()).private_key_id
  story.google.oauth.revokeTokens()
  story.google.company.createEvent(ada, { summary: 'Dentist', start: at('2026-03-06T10:00Z') })
}

async function googleIsBack() {
  expect(newer).not.toBe(story.key.private_key_id)
  story.google.oauth.registerServiceAccount(story.key)
}

/** The server takes the mail and falls silent: once more under the same Message-ID, which mail systems fold. */
async function answersAreLost() {
  await story.until(at('2026-03-09T09:59Z'))
  story.sink.script = { body: 'drop' }
  await story.until(at('2026-03-09T10:00Z'))
  story.sink.script = {}
  const first = story.raw().filter(({ at: when }) => when === at('2026-03-09T10:00Z'))
  expect(first).toHaveLength(2)
  await story.until(at('2026-03-09T10:00Z') + 30 * MINUTE)
  const ids = first.map(({ id }) => id)
  expect(story.raw().filter(({ id }) => ids.includes(id))).toHaveLength(4)
}
