// Builders of judgements and of what mails are planned from: a sound weekly pair, changed where a test says so.

import type { Infrequency, Judgement, Series, Slot } from '../../src/domain/judgement.ts'
import type { PlanContext } from '../../src/domain/planning.ts'
import { defaultPolicy } from '../../src/domain/policy.ts'
import { type Instant, MINUTE } from '../../src/domain/types.ts'
import { ada, grace, graceManagesAda } from './people.ts'

/** '2026-03-03 09:00' as UTC, or any ISO instant. */
export const at = (text: string): Instant =>
  Date.parse(text.includes('T') ? text : `${text.replace(' ', 'T')}:00Z`)

/** A held slot of the series 'weekly' at `start` (as in `at`), 30 minutes long. */
export function slotAt(start: string, changes: Partial<Slot> = {}): Slot {
  const original = at(start)
  return {
    original,
    start: original,
    end: original + 30 * MINUTE,
    series: 'weekly',
    uid: 'weekly',
    seriesMinutes: 30,
    state: 'held',
    moved: false,
    flags: [],
    reasons: [],
    calledOff: false,
    mailed: true,
    away: false,
    ...changes,
  }
}

export const upcoming = (start: string, changes: Partial<Slot> = {}): Slot =>
  slotAt(start, { state: 'upcoming', ...changes })

export const skipped = (start: string, changes: Partial<Slot> = {}): Slot =>
  slotAt(start, { state: 'skipped', calledOff: true, flags: ['skipped'], reasons: ['cancelled'], ...changes })

/** The series itself is 25 minutes long. */
export const shortByRule = (start: string, changes: Partial<Slot> = {}): Slot =>
  slotAt(start, {
    end: at(start) + 25 * MINUTE,
    seriesMinutes: 25,
    flags: ['short'],
    reasons: ['short-by-rule'],
    ...changes,
  })

export const shortened = (start: string, changes: Partial<Slot> = {}): Slot =>
  slotAt(start, { end: at(start) + 20 * MINUTE, flags: ['short'], reasons: ['shortened'], ...changes })

export const weekly: Series = {
  key: 'weekly',
  uids: ['weekly'],
  title: 'Ada / Grace',
  private: false,
  minutes: 30,
  cadenceDays: 7,
  ended: false,
  byRule: true,
}

export function lapseAt(since: string, changes: Partial<Infrequency> = {}): Infrequency {
  return { reason: 'gap', since, days: 18, lastMet: null, noticed: at(`${since} 23:00`), ...changes }
}

/** The judgement of Ada and Grace with these slots. */
export function judged(slots: Slot[], changes: Partial<Judgement> = {}): Judgement {
  return {
    people: [ada.address, grace.address],
    manager: grace.address,
    series: [weekly],
    slots: slots.toSorted((a, b) => a.original - b.original),
    oneOffs: [],
    refused: [],
    infrequent: null,
    lapses: [],
    lastMet: null,
    living: true,
    tooOften: false,
    judgeAt: null,
    ...changes,
  }
}

/** Ada, managed by Grace, both in Berlin, in Monday-to-Friday 08:00–18:00; everything seen long ago, nothing sent yet. */
export function planning(changes: Partial<PlanContext> = {}): PlanContext {
  return {
    people: [ada, grace],
    management: [graceManagesAda],
    absences: [],
    holidays: [],
    words: [],
    policy: defaultPolicy,
    settled: [],
    firstSeen: new Map(),
    pairSeen: null,
    alertsSince: null,
    ...changes,
  }
}

/** Every slot was first seen at `seen`. */
export const seenAt = (seen: string, slots: readonly Slot[]): Map<Instant, Instant> =>
  new Map(slots.map((slot) => [slot.original, at(seen)]))
