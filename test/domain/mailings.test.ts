import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { localDay } from '../../src/domain/clock.ts'
import { openUntil, withinHours, workTimeOf } from '../../src/domain/hours.ts'
import type { Judgement, Slot } from '../../src/domain/judgement.ts'
import { planMailings } from '../../src/domain/mailings.ts'
import {
  isTooLate,
  type PlanContext,
  type PlannedMailing,
  pairKeyOf,
  replayWindow,
} from '../../src/domain/planning.ts'
import { DAY, HOUR } from '../../src/domain/types.ts'
import {
  at,
  judged,
  lapseAt,
  planning,
  shortByRule,
  shortened,
  skipped,
  slotAt,
  upcoming,
} from '../support/judgement.ts'
import { linesOf, live, march, stamp } from '../support/mailings.ts'
import { ada, grace, linus } from '../support/people.ts'

const kinds = (judgement: Judgement, context: PlanContext) =>
  [...new Set(planMailings(judgement, context, march).map(({ kind }) => kind))].sort()

const everything = judged(
  [
    slotAt('2026-03-03 10:00'),
    skipped('2026-03-10 10:00'),
    shortened('2026-03-17 10:00'),
    shortByRule('2026-03-24 10:00'),
  ],
  { lapses: [lapseAt('2026-02-20')] },
)

describe('W: who gets what', () => {
  test('a manager pair gets everything', () => {
    expect(kinds(everything, planning())).toEqual(['agenda', 'infrequent', 'missed', 'recap', 'short'])
  })

  test('a peer pair gets prompts and recaps only, as peers', () => {
    const peers = planning({ people: [ada, linus], management: [] })
    expect(kinds(everything, peers)).toEqual(['agenda', 'recap'])
    expect(new Set(planMailings(everything, peers, march).map(({ role }) => role))).toEqual(new Set(['peer']))
  })

  test('a pair that meets more than twice a week gets nothing', () => {
    expect(kinds({ ...everything, tooOften: true }, planning())).toEqual([])
  })

  test('only the mailed one of parallel series gets mails', () => {
    const slots = [slotAt('2026-03-03 10:00'), slotAt('2026-03-03 15:00', { series: 'other', mailed: false })]
    expect(planMailings(judged(slots), planning(), march).map(({ slot }) => slot)).toEqual(
      Array(4).fill(at('2026-03-03 10:00')),
    )
  })

  test('M: who is left out gets none, and the other still does', () => {
    const planned = planMailings(everything, planning({ spared: [ada.address] }), march)
    expect(new Set(planned.map(({ recipient }) => recipient))).toEqual(new Set([grace.address]))
  })

  test('W3: when one of the two has left, the mails of both drop', () => {
    const people = [ada, { ...grace, leftAt: at('2026-03-11 00:00') }] as const
    const lines = linesOf('all', everything, planning({ people }))
    expect(lines.map((line) => line.slice(-16)).filter((due) => due >= '2026-03-11 00:00')).toEqual([])
    expect(lines.length).toBeGreaterThan(0)
  })
})

describe('M1: once', () => {
  const slot = upcoming('2026-03-03 10:00')
  const [sent] = planMailings(judged([slot]), planning(), march)
  const moved = (start: string) =>
    judged([{ ...slot, moved: true, start: at(start), end: at(start) + HOUR / 2 }])
  const adasAgendas = (judgement: Judgement, settled: PlannedMailing[]) =>
    planMailings(judgement, planning({ settled }), march).filter(
      ({ kind, recipient }) => kind === 'agenda' && recipient === ada.address,
    )

  test('what was sent is not planned again, whatever became of the slot', () => {
    expect(adasAgendas(judged([slot]), [sent!])).toEqual([])
    expect(adasAgendas(moved('2026-03-03 15:00'), [sent!])).toEqual([])
    expect(adasAgendas(moved('2026-03-02 10:00'), [sent!])).toEqual([])
  })

  test('on a later local day it is repeated, under a subject of its own', () => {
    const [again] = adasAgendas(moved('2026-03-05 10:00'), [sent!])
    expect(again!.subject).toBe(`${sent!.subject} again`)
    expect(stamp(again!.dueAt)).toBe('2026-03-04 10:00')
  })

  test('but once only', () => {
    const [again] = adasAgendas(moved('2026-03-05 10:00'), [sent!])
    expect(adasAgendas(moved('2026-03-06 10:00'), [sent!, again!])).toEqual([])
  })

  test('the day is the recipient’s: in New York the meeting of 1 a.m. in Berlin is on the day before', () => {
    const people = [ada, { ...grace, zone: 'America/New_York' }] as const
    const late = upcoming('2026-03-03 22:00')
    const before = planMailings(judged([late]), planning({ people }), march).filter(
      ({ kind }) => kind === 'recap',
    )
    const later = judged([{ ...late, start: at('2026-03-03 23:30'), end: at('2026-03-04 00:00') }])
    const repeated = planMailings(later, planning({ people, settled: before }), march)
    expect(repeated.filter(({ kind }) => kind === 'recap').map(({ recipient }) => recipient)).toEqual([
      ada.address,
    ])
  })

  test('alerts are never repeated', () => {
    const judgement = judged([skipped('2026-03-03 10:00')])
    const settled = planMailings(judgement, planning(), march)
    const dragged = judged([
      skipped('2026-03-03 10:00', { start: at('2026-03-12 10:00'), end: at('2026-03-12 10:30') }),
    ])
    expect(linesOf('missed', dragged, planning({ settled }))).toEqual([])
  })
})

test('the service plans eight days ahead', () => {
  const slots = ['03', '10', '12', '13', '17'].map((day) => upcoming(`2026-03-${day} 10:00`))
  const due = linesOf('agenda', judged(slots), planning(), live('2026-03-03 12:00'))
  expect([...new Set(due.map((line) => line.slice(-16)))]).toEqual(['2026-03-09 10:00', '2026-03-11 10:00'])
})

test('a pair has one name, whoever comes first', () => {
  expect(pairKeyOf([grace, ada])).toBe(pairKeyOf([ada, grace]))
})

// --- properties ------------------------------------------------------------------------------------------

const day = fc.integer({ min: 0, max: 40 })
const hour = fc.integer({ min: 0, max: 23 })
const instant = fc.tuple(day, hour).map(([d, h]) => at('2026-03-01 00:00') + d * DAY + h * HOUR)
const kindOfSlot = fc.constantFrom(slotAt, upcoming, skipped, shortByRule, shortened)
const slots = fc
  .uniqueArray(fc.tuple(instant, kindOfSlot), { selector: ([start]) => start, maxLength: 8 })
  .map((all): Slot[] => all.map(([start, build]) => build(new Date(start).toISOString())))
const absences = fc.array(
  fc
    .tuple(fc.constantFrom(ada, grace), instant, fc.integer({ min: 1, max: 200 }))
    .map(([person, start, hours]) => ({ person: person.address, start, end: start + hours * HOUR })),
  { maxLength: 4 },
)
const holidays = fc.array(
  fc
    .tuple(fc.constantFrom(ada, grace), instant)
    .map(([person, on]) => ({ person: person.address, day: localDay(on, 'UTC') })),
  { maxLength: 4 },
)
const lapse = fc.option(
  instant.map((noticed) => lapseAt(localDay(noticed, 'UTC'), { noticed })),
  { nil: null },
)
const given = fc.record({ slots, absences, holidays, lapse }).map((all) => ({
  judgement: judged(all.slots, { infrequent: all.lapse, lapses: all.lapse ? [all.lapse] : [] }),
  context: planning({
    absences: all.absences,
    holidays: all.holidays,
    people: [ada, { ...grace, zone: 'America/New_York' }],
  }),
}))
const windows = fc.oneof(
  fc.constant(replayWindow(at('2026-02-01 00:00'), at('2026-05-01 00:00'))),
  instant.map((now) => live(new Date(now).toISOString())),
)
const nameOf = ({ kind, recipient, subject }: PlannedMailing) => `${kind} ${recipient} ${subject}`

describe('whatever the pair, the absences and the holidays', () => {
  test('planning twice plans the same', () => {
    fc.assert(
      fc.property(given, windows, ({ judgement, context }, window) => {
        expect(planMailings(judgement, context, window)).toEqual(planMailings(judgement, context, window))
      }),
    )
  })

  test('what was planned and sent is not planned again', () => {
    fc.assert(
      fc.property(given, windows, ({ judgement, context }, window) => {
        const settled = planMailings(judgement, context, window)
        const names = new Set(settled.map(nameOf))
        const later = planMailings(judgement, { ...context, settled }, window)
        expect(later.filter((mailing) => names.has(nameOf(mailing)))).toEqual([])
      }),
    )
  })

  test('the order of absences and holidays changes nothing', () => {
    fc.assert(
      fc.property(given, windows, ({ judgement, context }, window) => {
        const turned = {
          ...context,
          absences: context.absences.toReversed(),
          holidays: context.holidays.toReversed(),
        }
        expect(planMailings(judgement, turned, window)).toEqual(planMailings(judgement, context, window))
      }),
    )
  })

  test('there is at most one row per kind, recipient and subject', () => {
    fc.assert(
      fc.property(given, windows, ({ judgement, context }, window) => {
        const names = planMailings(judgement, context, window).map(nameOf)
        expect(new Set(names).size).toBe(names.length)
      }),
    )
  })

  test('nobody gets a recap or an alert outside working hours, and no mail at all while away', () => {
    fc.assert(
      fc.property(given, ({ judgement, context }) => {
        const planned = planMailings(judgement, context, march).filter((mailing) => !isTooLate(mailing))
        for (const { kind, recipient, dueAt } of planned) {
          const person = context.people.find(({ address }) => address === recipient)!
          const work = workTimeOf(person, context.holidays, context.policy)
          const own = context.absences.filter((away) => away.person === recipient)
          expect(own.some((away) => away.start <= dueAt && dueAt < away.end)).toBe(false)
          const open = withinHours(dueAt, kind === 'recap' ? openUntil(20 * 60, work) : work)
          // At 17:00 of a working day is within these hours: so agendas need no exception here.
          expect(open).toBe(true)
        }
      }),
    )
  })

  test('an agenda that goes leaves an hour', () => {
    fc.assert(
      fc.property(given, windows, ({ judgement, context }, window) => {
        for (const { kind, dueAt, slot } of planMailings(judgement, context, window)) {
          const start = judgement.slots.find(({ original }) => original === slot)?.start
          if (kind === 'agenda') expect(dueAt).toBeLessThanOrEqual(start! - HOUR + 1)
        }
      }),
    )
  })
})
