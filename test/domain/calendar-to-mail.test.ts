// From the calendar to the mail: what the service sends as time goes by is what a replay tells afterwards.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { CalendarEvent } from '../../src/domain/event.ts'
import { judgePair } from '../../src/domain/judge.ts'
import type { PairFacts } from '../../src/domain/judgement.ts'
import { planMailings } from '../../src/domain/mailings.ts'
import {
  isTooLate,
  liveWindow,
  type PlanContext,
  type PlannedMailing,
  replayWindow,
} from '../../src/domain/planning.ts'
import { HOUR, type Instant, WEEK } from '../../src/domain/types.ts'
import {
  ada,
  at,
  details,
  event,
  exception,
  factsOf,
  grace,
  guest,
  linus,
  person,
  recurrence,
  span,
  tombstone,
  weekly,
} from '../support/calendar.ts'
import { runs } from '../support/chance.ts'
import { line } from '../support/mailings.ts'

const begin = at('2026-02-27T12:00Z')
const end = at('2026-04-03T12:00Z')

const contextOf = (facts: PairFacts, changes: Partial<PlanContext> = {}): PlanContext => ({
  ...facts,
  settled: [],
  firstSeen: new Map(),
  pairSeen: null,
  alertsSince: null,
  ...changes,
})

function replayed(facts: PairFacts): PlannedMailing[] {
  const mailings = planMailings(judgePair(facts, end), contextOf(facts), replayWindow(begin, end))
  return mailings.filter((mailing) => !isTooLate(mailing))
}

/** The service in miniature: judges when the judgement asks to be made again, sends what is due, plans anew. */
function lived(factsAt: (now: Instant) => PairFacts): PlannedMailing[] {
  const sent: PlannedMailing[] = []
  for (let now = begin; now <= end; ) {
    const facts = factsAt(now)
    const judgement = judgePair(facts, now)
    const firstSeen = new Map(judgement.slots.map(({ original }) => [original, begin]))
    const known = contextOf(facts, { settled: sent, firstSeen, pairSeen: begin })
    const planned = planMailings(judgement, known, liveWindow(now))
    const due = planned.filter(({ dueAt, expiresAt }) => dueAt >= begin && dueAt <= now && now <= expiresAt)
    sent.push(...due)
    if (due.length > 0) continue
    const next = planned.map(({ dueAt }) => dueAt).filter((dueAt) => dueAt > now)
    now = Math.min(...next, judgement.judgeAt ?? Infinity, now + WEEK)
  }
  return sent
}

const told = (mailings: PlannedMailing[]) => mailings.map(line).sort()

/** What may become of the slot at `start`. */
const fates: Record<string, (start: string) => CalendarEvent[]> = {
  asPlanned: () => [],
  cancelled: (start) => [tombstone(start)],
  declined: (start) => [
    exception(start, { details: details({ attendees: [guest(grace), guest(ada, 'declined')] }) }),
  ],
  replaced: (start) => {
    const uid = `instead of ${start}`
    return [tombstone(start), event({ uid, id: uid, span: span(at(start) + 27 * HOUR, 45) })]
  },
  moved: (start) => [exception(start, { span: span(at(start) + 52 * HOUR) })],
  shortened: (start) => [exception(start, { span: span(start, 20) })],
  joined: (start) => [
    exception(start, { details: details({ attendees: [guest(grace), guest(ada), guest(linus)] }) }),
  ],
}
const starts = [
  '2026-03-03T09:00Z',
  '2026-03-10T09:00Z',
  '2026-03-17T09:00Z',
  '2026-03-24T09:00Z',
  '2026-03-31T08:00Z',
]

describe('a month of Ada and Grace, Tuesdays at ten in Berlin', () => {
  test('each slot brings its mails', () => {
    const events = [
      weekly(),
      ...fates.cancelled!(starts[1]!),
      ...fates.moved!(starts[2]!),
      ...fates.shortened!(starts[3]!),
    ]
    const hers = replayed(factsOf(events, end)).filter(({ recipient }) => recipient === ada)
    expect(told(hers)).toEqual([
      'agenda ada 2026-03-02 09:00',
      'agenda ada 2026-03-18 13:00',
      'agenda ada 2026-03-23 09:00',
      'agenda ada 2026-03-30 08:00',
      'missed ada 2026-03-11 09:30',
      'recap ada 2026-03-03 09:45',
      'recap ada 2026-03-19 13:45',
      'recap ada 2026-03-24 09:35',
      'recap ada 2026-03-31 08:45',
      'short ada 2026-03-25 09:20',
    ])
  })

  test('whatever becomes of the slots and whoever is away, the service sends what the replay tells', () => {
    const hours = (most: number) => fc.integer({ min: 1, max: most })
    const absence = fc
      .tuple(fc.constantFrom(ada, grace), hours(800), hours(240))
      .map(([who, after, length]) => {
        const start = begin + after * HOUR
        return { person: who, start, end: start + length * HOUR }
      })
    const holiday = fc.record({
      person: fc.constantFrom(ada, grace),
      day: fc.constantFrom('2026-03-09', '2026-03-10', '2026-03-11', '2026-03-20'),
    })
    const given = fc.record({
      fate: fc.tuple(...starts.map(() => fc.constantFrom(...Object.keys(fates)))),
      absences: fc.array(absence, { maxLength: 2 }),
      holidays: fc.array(holiday, { maxLength: 2 }),
      minutes: fc.constantFrom(25, 30),
      everyWeeks: fc.constantFrom(1, 1, 3),
      zone: fc.constantFrom('Europe/Berlin', 'America/Los_Angeles', 'Asia/Kolkata'),
    })
    fc.assert(
      fc.property(given, ({ fate, absences, holidays, minutes, everyWeeks, zone }) => {
        const rule = recurrence(`FREQ=WEEKLY;INTERVAL=${everyWeeks};BYDAY=TU`)
        const events = [
          weekly({ span: span('2026-01-06T09:00Z', minutes), recurrence: rule }),
          ...fate.flatMap((name, i) => fates[name]!(starts[i]!)),
        ]
        const people = [person(ada, { zone }), person(grace)] as const
        const facts = (now: Instant) => factsOf(events, now, { people, absences, holidays })
        expect(told(lived(facts))).toEqual(told(replayed(facts(end))))
      }),
      { numRuns: runs(60) },
    )
  })
})
