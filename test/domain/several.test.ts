// Several singles of one UID as dates of a series: in any order the same, and nothing that was moved is called off.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { copyOf } from '../../src/domain/copy.ts'
import type { CalendarEvent } from '../../src/domain/event.ts'
import { DAY, HOUR } from '../../src/domain/types.ts'
import { at, copyOf as calendarOf, event, grace } from '../support/calendar.ts'
import { runs } from '../support/chance.ts'

const first = at('2026-03-03T09:00Z')
const alone = (start: number, more: Partial<CalendarEvent> = {}) =>
  event({ id: `at ${start}`, span: { start, end: start + HOUR / 2 }, ...more })
const datesOf = (rows: CalendarEvent[]) => {
  const { instances } = copyOf(calendarOf(grace, first), rows[0]!.uid, rows, grace)
  return [...instances.values()].sort((a, b) => a.original! - b.original!)
}

it('are the same in any order', () => {
  const single = fc.record({
    start: fc.nat(60).map((halfDays) => first + (halfDays * DAY) / 2),
    id: fc.uuid(),
    removed: fc.boolean(),
    updated: fc.nat(3),
    isTold: fc.boolean(),
  })
  const rows = fc.array(
    single.map(({ start, isTold, ...more }) =>
      alone(start, { ...more, ...(isTold ? {} : { details: null }) }),
    ),
    { minLength: 1, maxLength: 12 },
  )
  const property = fc.property(rows, (all) => {
    expect(datesOf([...all].reverse())).toEqual(datesOf(all))
    expect(datesOf(all.toSorted((a, b) => (a.id < b.id ? -1 : 1)))).toEqual(datesOf(all))
  })
  fc.assert(property, { numRuns: runs(300) })
})

it('one that goes on under another id within the week is moved and not called off', () => {
  const weeks = fc.integer({ min: 1, max: 4 })
  const away = fc.integer({ min: 1, max: 166 }).chain((hours) => fc.constantFrom(hours, -hours))
  const moves = fc.property(
    weeks,
    fc.integer({ min: 3, max: 8 }),
    fc.nat(7),
    away,
    (every, count, n, hours) => {
      const starts = Array.from({ length: count }, (_, at) => first + at * every * 7 * DAY)
      const was = starts[n % count]!
      const moved = [alone(was, { id: 'before', removed: true }), alone(was + hours * HOUR, { id: 'after' })]
      const dates = datesOf([
        ...starts.filter((start) => start !== was).map((start) => alone(start)),
        ...moved,
      ])
      expect(dates.filter(({ removed }) => removed)).toEqual([])
      expect(dates).toHaveLength(count)
    },
  )
  fc.assert(moves, { numRuns: runs(300) })
})
