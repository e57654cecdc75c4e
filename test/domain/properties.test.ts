// What holds for every history of a pair, whatever its calendars say.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toLocal } from '../../src/domain/clock.ts'
import type { CalendarEvent } from '../../src/domain/event.ts'
import { judgePair } from '../../src/domain/judge.ts'
import type { Judgement, PairFacts, Reason, Slot } from '../../src/domain/judgement.ts'
import { reasonSentence } from '../../src/domain/reasons.ts'
import { MINUTE, WEEK } from '../../src/domain/types.ts'
import { ada, details, event, grace, guest, linus, span, weekly } from '../support/calendar.ts'
import { runs } from '../support/chance.ts'
import {
  berlin,
  eventsOf,
  factsAt,
  type History,
  histories,
  instantOf,
  nows,
  type Telling,
} from '../support/history.ts'

const numRuns = runs(300)

const judged = (history: History, now: number, telling: Telling = berlin) =>
  judgePair(factsAt(history, now, telling), instantOf(now, telling))

/** Runs the property on histories and an instant of each. */
const holds = (property: (history: History, now: number) => void) =>
  fc.assert(fc.property(histories, nows, property), { numRuns })

/** A called-off slot is shown where its replacement is, which is no slot; after somebody's word only that is a reason. */
const standsElsewhere = (why: Reason) => why === 'replaced' || why === 'reported'

/** A slot is not over when what stands in for it was, but with the time that it had itself. */
const isOver = ({ original, seriesMinutes, end, reasons }: Slot, now: number) =>
  end <= now && (!reasons.includes('replaced') || original + seriesMinutes * MINUTE <= now)

const shuffled = (facts: PairFacts, seed: number): PairFacts => {
  const mix = <T>(all: T[]) => {
    const rest = [...all]
    const mixed: T[] = []
    for (let i = seed; rest.length > 0; i = i * 31 + 7)
      mixed.push(...rest.splice(Math.abs(i) % rest.length, 1))
    return mixed
  }
  return {
    ...facts,
    events: mix(facts.events),
    calendars: mix(facts.calendars),
    absences: mix(facts.absences),
    holidays: mix(facts.holidays),
    words: mix(facts.words),
    management: mix(facts.management),
  }
}

const verdictOf = ({ original, start, end, state, moved, flags, reasons }: Slot) => ({
  original,
  start,
  end,
  state,
  moved,
  flags,
  reasons,
})

/** Only the organizer's calendar tells whether the other cancelled a meeting or took it out. */
const withoutCulprit = ({ reasons, ...verdict }: ReturnType<typeof verdictOf>) => ({
  ...verdict,
  reasons: reasons.map((reason) => (reason === 'removed' ? 'cancelled' : reason)),
})

describe('every history', () => {
  it('is judged the same in whatever order it is told', () => {
    fc.assert(
      fc.property(histories, nows, fc.nat(1000), (history, now, seed) => {
        const facts = factsAt(history, now)
        const instant = instantOf(now, berlin)
        expect(judgePair(shuffled(facts, seed), instant)).toEqual(judgePair(facts, instant))
      }),
      { numRuns },
    )
  })

  it('is judged the same twice, and with the memory of the first time', () => {
    holds((history, now) => {
      const facts = factsAt(history, now)
      const instant = instantOf(now, berlin)
      const first = judgePair(facts, instant)
      expect(judgePair(facts, instant)).toEqual(first)
      expect(judgePair({ ...facts, memory: first.slots }, instant)).toEqual(first)
    })
  })

  it('is judged the same later whether or not it was judged before', () => {
    holds((history, now) => {
      const facts = factsAt(history, now)
      const memory = judgePair(facts, instantOf(now, berlin)).slots
      const then = { ...factsAt(history, now + 10 * 24), memory }
      const remembering = judgePair(then, instantOf(now + 10 * 24, berlin))
      expect(remembering.slots.map(verdictOf)).toEqual(judged(history, now + 10 * 24).slots.map(verdictOf))
    })
  })

  it('is judged the same from a few weeks back as from the beginning, once it is remembered', () => {
    holds((history, now) => {
      const memory = judged(history, now).slots
      const instant = instantOf(now + 10 * 24, berlin)
      const facts = { ...factsAt(history, now + 10 * 24), memory }
      const window = { ...facts.window, start: instant - 7 * WEEK }
      expect(judgePair({ ...facts, window }, instant)).toEqual(judgePair(facts, instant))
    })
  })

  it('keeps every verdict of what had passed when its series end', () => {
    holds((history, now) => {
      const instant = instantOf(now, berlin)
      const memory = judged(history, now).slots
      const then = factsAt(history, now + 10 * 24)
      const events = then.events
        .filter(({ kind }) => kind === 'master')
        .map((master): CalendarEvent => ({ ...master, removed: true, ruleSince: instant }))
      const { slots } = judgePair({ ...then, events, memory }, instantOf(now + 10 * 24, berlin))
      const passed = memory.filter((slot) => isOver(slot, instant))
      const ends = new Set(passed.map(({ original }) => original))
      expect(slots.filter(({ original }) => ends.has(original)).map(verdictOf)).toEqual(passed.map(verdictOf))
    })
  })

  it('has the same slots from either side and from both', () => {
    holds((history, now) => {
      const [both, one, other] = [[ada, grace], [ada], [grace]].map((sides) =>
        judged(history, now, { ...berlin, sides } as Telling)
          .slots.map(verdictOf)
          .map(withoutCulprit),
      )
      expect(one).toEqual(both)
      expect(other).toEqual(both)
    })
  })

  it('has slots that neither share a start nor overlap', () => {
    holds((history, now) => {
      const { slots } = judged(history, now)
      expect(new Set(slots.map(({ original }) => original)).size).toBe(slots.length)
      const drafted = slots
        .filter(({ calledOff, reasons }) => !(calledOff && reasons.some(standsElsewhere)))
        .sort((a, b) => a.start - b.start)
      expect(drafted.filter((slot, i) => i > 0 && slot.start < drafted[i - 1]!.end)).toEqual([])
    })
  })

  it('gives each slot one state and reasons that have a sentence', () => {
    const states = ['upcoming', 'held', 'skipped', 'excused', 'excluded', 'unknown']
    holds((history, now) => {
      for (const { state, flags, reasons, moved } of judged(history, now).slots) {
        expect(states).toContain(state)
        expect(flags.includes('skipped')).toBe(state === 'skipped')
        expect(new Set(reasons).size).toBe(reasons.length)
        expect(reasons.every((reason) => reasonSentence(reason) !== '')).toBe(true)
        if (moved) expect(['held', 'upcoming', 'excluded']).toContain(state)
      }
    })
  })
})

describe('clocks', () => {
  const zones = ['UTC', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe', 'America/Sao_Paulo']
  const onTheClock = ({ slots, infrequent }: Judgement, zone: string, later = 0) => ({
    slots: slots.map((slot) => ({
      ...verdictOf(slot),
      original: toLocal(slot.original, zone) - later * WEEK,
      start: toLocal(slot.start, zone) - later * WEEK,
      end: slot.end - slot.start,
    })),
    infrequent: infrequent && { ...infrequent, since: null, noticed: null, lastMet: null },
  })

  it('do not matter: the same history in another zone is the same', () => {
    fc.assert(
      fc.property(histories, nows, fc.constantFrom(...zones), (history, now, zone) => {
        const there = judged(history, now, { ...berlin, zone })
        expect(onTheClock(there, zone)).toEqual(onTheClock(judged(history, now), berlin.zone))
      }),
      { numRuns },
    )
  })

  it('move nothing when they change: the same history some weeks later is the same', () => {
    const plain = histories.map((history) => ({
      ...history,
      series: history.series.filter(({ rhythm }) => rhythm !== 'monthly'),
    }))
    fc.assert(
      fc.property(plain, nows, fc.integer({ min: 1, max: 60 }), (history, now, later) => {
        const then = judged(history, now, { ...berlin, later })
        expect(onTheClock(then, berlin.zone, later)).toEqual(onTheClock(judged(history, now), berlin.zone))
      }),
      { numRuns },
    )
  })
})

/**
 * Meetings of another history that begin from an instant on, and instances that its series have from then on in common.
 * Instances alone make no rule: what is seen of them later tells how long their series ran (S6), so they are left out.
 */
const laterThan = (from: number, history: History, { events }: PairFacts) => {
  const masters = new Set(events.filter(({ kind }) => kind === 'master').map(({ uid }) => uid))
  const known = new Set(events.map(({ uid, original }) => `${uid} ${original}`))
  const isLater = ({ span, original }: CalendarEvent) =>
    (span?.start ?? from) >= from && (original ?? from) >= from
  return eventsOf(history)
    .filter(isLater)
    .map((row) =>
      masters.has(row.uid) && row.kind === 'instance' ? row : { ...row, uid: `later ${row.uid}` },
    )
    .filter(({ uid, original }) => !known.has(`${uid} ${original}`))
}

describe('what is added', () => {
  it('more than five weeks after a slot never changes its verdict', () => {
    fc.assert(
      fc.property(histories, histories, nows, (history, more, now) => {
        const facts = factsAt(history, now)
        const instant = instantOf(now, berlin)
        const from = instantOf(110 * 24, berlin)
        const later = laterThan(from, more, facts)
        const early = ({ slots }: Judgement) =>
          slots.filter(({ end, original }) => Math.max(end, original) + 5 * WEEK < from)
        const before = early(judgePair(facts, instant))
        const after = early(judgePair({ ...facts, events: [...facts.events, ...later] }, instant))
        const kept = new Set(before.map(({ original }) => original))
        expect(after.filter(({ original }) => kept.has(original)).map(verdictOf)).toEqual(
          before.map(verdictOf),
        )
      }),
      { numRuns },
    )
  })

  it('of another pair changes nothing', () => {
    const strangers = (a: string, b: string) => [
      weekly({
        uid: `${a} ${b}`,
        id: `${a} ${b}`,
        details: details({ organizer: a, attendees: [guest(a), guest(b)] }),
      }),
      event({
        uid: `once ${a} ${b}`,
        id: 'once',
        span: span('2026-03-05T13:00Z'),
        details: details({ organizer: a, attendees: [guest(a), guest(b)] }),
      }),
    ]
    const theirs = [...strangers(ada, linus), ...strangers(grace, linus), ...strangers(linus, ada)]
    holds((history, now) => {
      const facts = factsAt(history, now)
      const instant = instantOf(now, berlin)
      expect(judgePair({ ...facts, events: [...facts.events, ...theirs] }, instant)).toEqual(
        judgePair(facts, instant),
      )
    })
  })
})
