// Two ordinary weeks: first dry, then live; the queues are flushed once; one of the three wants no recaps any more.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ada, at, grace, linus } from '../sandbox/support.ts'
import { openStory, publicUrl, type Story } from '../support/story.ts'

let story: Story
beforeAll(async () => {
  story = await openStory(at('2026-03-01T12:00Z'))
  const weekly = { recurrence: 'RRULE:FREQ=WEEKLY' }
  const { company } = story.google
  company.createEvent(grace, {
    ...weekly,
    summary: 'Ada / Grace',
    start: at('2026-03-03T10:00Z'),
    guests: [ada],
  })
  company.createEvent(grace, { ...weekly, summary: 'Linus', start: at('2026-03-05T15:00Z'), guests: [linus] })
  company.createEvent(grace, {
    ...weekly,
    summary: 'All',
    start: at('2026-03-04T15:00Z'),
    guests: [ada, linus],
  })
})
afterAll(() => story.close())

test('two ordinary weeks', async () => {
  await story.until(at('2026-03-04T12:00Z'))
  expect(await story.kept()).toEqual([
    '03-02 08:00 digest grace',
    '03-02 10:00 agenda ada',
    '03-02 10:00 agenda grace',
    '03-03 10:45 recap ada',
    '03-03 10:45 recap grace',
  ])
  expect(story.arrived()).toEqual([])

  await story.app.store.settings.goLive(story.clock.now)
  await story.until(at('2026-03-05T15:20Z'))
  await story.flush()
  await story.until(at('2026-03-10T12:00Z'))
  const firstDays = [
    '03-04 15:00 agenda grace',
    '03-04 15:00 agenda linus',
    '03-05 15:45 recap grace',
    '03-05 15:45 recap linus',
    '03-09 08:00 digest grace',
    '03-09 10:00 agenda ada',
    '03-09 10:00 agenda grace',
    '03-10 10:45 recap ada',
    '03-10 10:45 recap grace',
  ]
  expect(story.arrived()).toEqual(firstDays)
  expect(await story.kept()).toHaveLength(5)
  await introducesOnce()

  const recap = story.raw().find(({ kind, to }) => kind === 'recap' && to === ada)!
  await stopByMailProgram(recap.header('List-Unsubscribe'))
  await story.until(at('2026-03-18T00:00Z'))
  expect(story.arrived().slice(firstDays.length)).toEqual([
    '03-11 15:00 agenda grace',
    '03-11 15:00 agenda linus',
    '03-12 15:45 recap grace',
    '03-12 15:45 recap linus',
    '03-16 08:00 digest grace',
    '03-16 10:00 agenda ada',
    '03-16 10:00 agenda grace',
    '03-17 10:45 recap grace',
  ])
  await showsHowThingsStand()
})

/** The first mail that reaches somebody says who runs this, whatever the mailbox kept before. */
async function introducesOnce() {
  for (const who of [ada, grace, linus]) {
    const introduced = story
      .raw()
      .filter(({ to }) => to === who)
      .map(({ raw }) => raw.includes('your work calendar'))
    expect(introduced, who).toEqual(introduced.map((_, index) => index === 0))
  }
}

/** RFC 8058: a POST to the address in the header, nothing else. */
async function stopByMailProgram(header: string) {
  const url = header.slice(1, -1)
  expect(url.startsWith(`${publicUrl}/stop/`)).toBe(true)
  const answer = await story.page(new URL(url).pathname, {
    method: 'POST',
    body: 'List-Unsubscribe=One-Click',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  })
  expect(answer.status).toBe(200)
}

async function showsHowThingsStand() {
  await expect.poll(async () => (await story.page('/ready')).json()).toMatchObject({ ready: true })
  const page = await (await story.page('/')).text()
  expect(page).toContain('Watching 2 pairs in 3 calendars')
  expect(page).toContain('Mails go to people.')
}
