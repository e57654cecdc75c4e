import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DAY, HOUR, type Instant, MINUTE, type Span, WEEK } from '../../src/domain/types.ts'
import { aroundNow, defaultLooks, nextLook, placeOf } from '../../src/pipeline/look.ts'
import { at } from '../support/facts.ts'

const now = at('2026-03-02T08:00Z')
const meeting = (start: number): Span => ({ start, end: start + 30 * MINUTE })
/** This calendar's place is where it is looked at now. */
const next = (meetings: Span[], isPushed = false, place = 0) =>
  (nextLook(now, { meetings, isPushed, place }, defaultLooks) - now) / MINUTE

test.each<[string, Span[], number]>([
  ['no meeting is near', [], 60],
  ['a meeting tomorrow', [meeting(now + DAY)], 60],
  ['one becomes near soon', [meeting(now + 2 * HOUR + 20 * MINUTE)], 20],
  ['one in two hours', [meeting(now + 2 * HOUR)], 15],
  ['one that runs', [meeting(now - MINUTE)], 15],
  ['one that runs and ends in a minute', [meeting(now - 29 * MINUTE)], 3],
  ['one that has just ended', [meeting(now - 30 * MINUTE)], 2],
  ['one that ended and was looked at', [meeting(now - 33 * MINUTE)], 60],
  ['one yesterday', [meeting(now - 23 * HOUR)], 60],
  ['several: the nearest decides', [meeting(now + 7 * DAY), meeting(now - 29 * MINUTE)], 3],
])('%s', (_why, meetings, minutes) => expect(next(meetings)).toBe(minutes))

describe('where changes are pushed', () => {
  // 08:00 is two hours into the six that begin at 06:00.
  test.each<[string, Span[], number]>([
    ['no meeting is near', [], 240],
    ['one in an hour', [meeting(now + HOUR)], 92],
    ['one that runs', [meeting(now - MINUTE)], 31],
    ['one that has just ended', [meeting(now - 30 * MINUTE)], 2],
  ])('%s', (_why, meetings, minutes) => expect(next(meetings, true)).toBe(minutes))
})

const anyMeetings = fc.array(fc.integer({ min: -2 * DAY, max: 7 * DAY }).map((from) => meeting(now + from)))

test('no look is at once, none is put off longer than one and a half pauses, each end has its own', () => {
  fc.assert(
    fc.property(
      anyMeetings,
      fc.boolean(),
      fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
      (meetings, isPushed, place) => {
        const look = nextLook(now, { meetings, isPushed, place }, defaultLooks)
        expect(look).toBeGreaterThan(now)
        expect(Number.isInteger(look)).toBe(true)
        expect(nextLook(look, { meetings, isPushed, place }, defaultLooks)).toBeGreaterThan(look)
        expect(look).toBeLessThanOrEqual(
          now + 1.5 * (isPushed ? defaultLooks.pushed : defaultLooks.usual) + 1,
        )
        const { end } = aroundNow(now, defaultLooks)
        expect(look).toBeLessThanOrEqual(end)
        for (const each of meetings)
          if (each.end >= now) expect(look).toBeLessThanOrEqual(each.end + 2 * defaultLooks.settled)
      },
    ),
  )
})

/** Every look at a calendar from its first reading on. */
function looksAt(calendar: string, meetings: Span[], isPushed: boolean, until: Instant): Instant[] {
  const place = placeOf(calendar)
  const looks: Instant[] = []
  for (let time = now; time < until; ) {
    time = nextLook(time, { meetings, isPushed, place }, defaultLooks)
    looks.push(time)
  }
  return looks
}

test('a thousand calendars that were connected together come due evenly', () => {
  const minutes = new Map<number, number>()
  for (let n = 0; n < 1_000; n++)
    for (const look of looksAt(`3:person${n}@example.com`, [], false, now + 5 * HOUR)) {
      const minute = Math.floor((look - now) / MINUTE)
      minutes.set(minute, (minutes.get(minute) ?? 0) + 1)
    }
  // 1,000 an hour are 17 a minute; were they drawn by lot, 40 would come once in a million minutes.
  expect(Math.max(...minutes.values())).toBeLessThan(40)
})

test.each([
  ['polling', false, 1, 1.2],
  ['with push', true, 0.17, 0.2],
])('%s, two 1-on-1s a week: calls in an hour', (_how, isPushed, least, most) => {
  const meetings = [now + DAY, now + 3 * DAY + 5 * HOUR].map(meeting)
  const looks = Array.from(
    { length: 100 },
    (_, n) => looksAt(`person${n}`, meetings, isPushed, now + WEEK).length,
  )
  const anHour = looks.reduce((sum, some) => sum + some, 0) / looks.length / (WEEK / HOUR)
  expect(anHour).toBeGreaterThanOrEqual(least)
  expect(anHour).toBeLessThan(most)
})
