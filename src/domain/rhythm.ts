// Whether the two meet often enough (F): by rule, and by what happened.

import { mergeAbsences } from './absences.ts'
import { addDays, daysBetween, localDay, startOfDay } from './clock.ts'
import type { Part } from './part.ts'
import type { Chain } from './series.ts'
import {
  type Absence,
  DAY,
  type Day,
  type Holiday,
  type Infrequency,
  type Instant,
  type Person,
  type Policy,
  type Slot,
  type Span,
  type Zone,
} from './types.ts'
import { covers } from './verdict.ts'

export interface Rhythm {
  people: readonly [Person, Person]
  /** The deciding zone: the manager's; of peers the first's. */
  zone: Zone
  policy: Policy
  chains: readonly Chain[]
  /** By original start. */
  slots: readonly Slot[]
  /** Starts of everything that was held: slots and one-offs, sorted. */
  met: readonly Instant[]
  absences: readonly Absence[]
  holidays: readonly Holiday[]
}

/** How far F1 looks ahead. */
const AHEAD = 92 * DAY

/** F1: the longest planned distance in local days over the next three months, if it is over the policy's. */
export function infrequentByRule(rhythm: Rhythm, now: Instant): number | null {
  const living = livingParts(rhythm.chains, now).filter((part) => !part.habit)
  if (living.length === 0) return null
  const uids = new Set(living.flatMap((part) => part.uid))
  const planned = rhythm.slots
    .filter((slot) => slot.original >= now && slot.original < now + AHEAD && uids.has(slot.uid))
    .map((slot) => localDay(slot.original, rhythm.zone))
  const longest = planned.length > 1 ? longestStep(planned) : sparsest(living)
  return longest !== null && longest > rhythm.policy.longestGapDays ? longest : null
}

function longestStep(days: readonly Day[]): number {
  return Math.max(...days.slice(1).map((day, i) => daysBetween(days[i]!, day)))
}

/** Fewer than two dates in three months: the rules themselves tell. */
function sparsest(living: readonly Part[]): number | null {
  const cadences = living.flatMap(({ cadence }) => (cadence === null ? [] : [cadence]))
  return cadences.length > 0 ? Math.min(...cadences) : null
}

export function livingParts(chains: readonly Chain[], now: Instant): Part[] {
  return chains.flat().filter((part) => part.livesUntil === null || part.livesUntil > now)
}

/** Every lapse up to now, in order: F2's gaps, and F1 as it stands now. The last one with `isOpen` is the present. */
export function lapsesOf(rhythm: Rhythm, now: Instant): { lapse: Infrequency; isOpen: boolean }[] {
  const byRule = infrequentByRule(rhythm, now)
  const limit = (byRule ?? rhythm.policy.longestGapDays) + rhythm.policy.gapGraceDays
  const found = gapsOf(rhythm, limit, now)
  if (byRule !== null) found.unshift({ lapse: ruleLapse(rhythm, byRule, now), isOpen: true })
  return found
}

/** Known by the first date of the rule that makes it: that stays while the rule does. */
function ruleLapse({ chains, zone, met }: Rhythm, days: number, now: Instant): Infrequency {
  const living = livingParts(chains, now).filter((part) => !part.habit)
  const first = Math.min(...living.map((part) => part.first))
  return {
    reason: 'by-rule',
    since: localDay(first, zone),
    days,
    lastMet: met.at(-1) ?? null,
    noticed: Math.min(first, now),
  }
}

/** F2 over all stretches between two meetings, and from the last one to now. */
function gapsOf(rhythm: Rhythm, limit: number, now: Instant) {
  const firstSlot = rhythm.slots[0]
  const starts: Instant[] = [...rhythm.met]
  if (firstSlot && firstSlot.end <= now && !(starts[0]! <= firstSlot.start)) starts.unshift(firstSlot.start)
  return starts.flatMap((from, i) => {
    const until = starts[i + 1] ?? now
    if (until - from <= limit * DAY) return []
    const lapse = gapIn(rhythm, limit, from, until, rhythm.met.includes(from))
    return lapse ? [{ lapse, isOpen: i === starts.length - 1 && isStillOpen(rhythm, from, now) }] : []
  })
}

/** The first day that makes it one too many, if they had not met by then and a series lived. */
function gapIn(
  rhythm: Rhythm,
  limit: number,
  from: Instant,
  until: Instant,
  haveMet: boolean,
): Infrequency | null {
  const { zone } = rhythm
  const last = localDay(from, zone)
  const end = localDay(until, zone)
  const spared = sparedDays(rhythm, from, until)
  let days = 0
  for (let day = addDays(last, 1); day <= end; day = addDays(day, 1)) {
    if (!spared.has(day)) days += 1
    if (days <= limit) continue
    const noticed = startOfDay(day, zone)
    if (!lives(rhythm, noticed) || hasUnknown(rhythm, from, noticed)) return null
    const total = days + daysLeft(day, end, spared)
    return { reason: 'gap', since: addDays(last, 1), days: total, lastMet: haveMet ? from : null, noticed }
  }
  return null
}

function daysLeft(day: Day, end: Day, spared: ReadonlySet<Day>): number {
  let left = 0
  for (let at = addDays(day, 1); at <= end; at = addDays(at, 1)) if (!spared.has(at)) left += 1
  return left
}

function isStillOpen(rhythm: Rhythm, from: Instant, now: Instant): boolean {
  return lives(rhythm, now) && !hasUnknown(rhythm, from, now)
}

function lives({ chains }: Rhythm, at: Instant): boolean {
  return chains.some(
    (chain) =>
      chain[0]!.first <= at && chain.some((part) => part.livesUntil === null || part.livesUntil > at),
  )
}

function hasUnknown({ slots }: Rhythm, from: Instant, until: Instant): boolean {
  return slots.some((slot) => slot.state === 'unknown' && slot.start > from && slot.start <= until)
}

/** Days that are not counted, each once: somebody away or on holiday all day; from an excused slot to the next planned. */
function sparedDays(rhythm: Rhythm, from: Instant, until: Instant): Set<Day> {
  const spared = new Set<Day>()
  for (const { person, day } of rhythm.holidays) {
    if (rhythm.people.some(({ address }) => address === person)) spared.add(day)
  }
  const absences = mergeAbsences(rhythm.absences)
  for (const person of rhythm.people) {
    for (const day of wholeDays(absences.get(person.address) ?? [], person.zone, { start: from, end: until }))
      spared.add(day)
  }
  for (const day of excusedDays(rhythm, until)) spared.add(day)
  return spared
}

function wholeDays(spans: readonly Span[], zone: Zone, within: Span): Day[] {
  const days: Day[] = []
  for (const span of spans) {
    const until = localDay(Math.min(span.end, within.end + DAY), zone)
    for (let day = localDay(Math.max(span.start, within.start), zone); day <= until; day = addDays(day, 1)) {
      if (covers([span], startOfDay(day, zone), startOfDay(addDays(day, 1), zone))) days.push(day)
    }
  }
  return days
}

function excusedDays({ slots, zone }: Rhythm, until: Instant): Day[] {
  const days: Day[] = []
  slots.forEach((slot, i) => {
    if (slot.state !== 'excused' || slot.original > until) return
    const next = localDay(slots[i + 1]?.original ?? until, zone)
    for (let day = localDay(slot.original, zone); day < next; day = addDays(day, 1)) days.push(day)
  })
  return days
}

/** When the present stretch would become a lapse if they did not meet: for the next look. Null: not in sight. */
export function nextLapseAt(rhythm: Rhythm, now: Instant): Instant | null {
  const ahead = now + 60 * DAY
  const gap = lapsesOf(rhythm, ahead).at(-1)
  return gap && gap.lapse.reason === 'gap' && gap.lapse.noticed > now ? gap.lapse.noticed : null
}
