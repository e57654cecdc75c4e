// One meeting of the pair becomes a part of a series with its drafted slots, or single meetings (S4, S5, S8).
import { answerToSeries, type Presence } from './answers.ts'
import { localDay } from './clock.ts'
import { type Draft, draftOf, type Source } from './draft.ts'
import { believed, type Copy, headOf, isLiving, type Meeting } from './meeting.ts'
import { cadenceDays, lastOf, plan } from './recurrence.ts'
import { RuleError } from './rule.ts'
import { gapsAmong, standIns } from './standin.ts'
import type { CalendarEvent, Details, Instant, Recurrence, Refusal, Span, Zone } from './types.ts'
import type { Rules, Watched } from './watch.ts'

/** A series as one meeting (one UID) has it; S6 joins parts into a series. */
export interface Part {
  uid: string
  /** Null where only slots of it are remembered. */
  details: Details | null
  /** Planned length, minutes. */
  minutes: number
  zone: Zone
  /** W4 by a rule or dates; not so for habits and for instances without a master. */
  byRule: boolean
  /** A habit (H): never infrequent by rule. */
  habit: boolean
  cadence: number | null
  /** First and last planned date, called-off ones included; last null: without end. */
  first: Instant
  last: Instant | null
  /** The series is over then: its last date, of a habit five weeks later (H); null: never. */
  livesUntil: Instant | null
  /** When its dates last changed or ended (S4), where that is known. */
  changedAt: Instant | null
  /** By original start. */
  drafts: Draft[]
}

export type Reading = { part: Part } | { singles: Draft[]; details: Details } | { refusal: Refusal }

/** @param window the original starts wanted; a part's `first` and `last` do not depend on it. */
export function readMeeting(meeting: Meeting, watched: Watched, rules: Rules, window: Span): Reading {
  if (meeting.copies.some((copy) => copy.master?.recurrence))
    return readSeries(meeting, watched, rules, window)
  const seen = new Set(meeting.copies.flatMap((copy) => [...copy.instances.keys()]))
  if (seen.size > 0)
    return readInstances(
      meeting,
      watched,
      rules,
      [...seen].sort((a, b) => a - b),
      window,
    )
  return readSingle(meeting, watched, rules)
}

// --- a series with its rule --------------------------------------------------------------------------------

function readSeries(meeting: Meeting, watched: Watched, rules: Rules, window: Span): Reading {
  const master = masterOf(meeting)
  if (!master?.span) return { refusal: 'unknown' }
  const end = endOf(meeting, watched.pair, rules)
  if (end && end.at === null) return { refusal: end.refusal }
  const zone = master.zone ?? 'UTC'
  const life = lifeOf(master, end, window)
  const dates = new Dates(life)
  const source = sourceOf(meeting, watched, rules, dates)
  const drafts = datesOf(source, dates, master, life).map((original) => draftOf(source, original))
  moveToRdates(drafts, master, zone)
  const { first, last } = reachOf(master, zone, drafts, end?.at ?? null)
  return {
    part: {
      uid: meeting.uid,
      details: watched.details,
      minutes: (master.span.end - master.span.start) / 60_000,
      zone,
      byRule: true,
      habit: false,
      cadence: quietly(() => cadenceDays(master.recurrence!, master.span!.start, zone)) ?? null,
      first,
      last,
      livesUntil: last,
      changedAt: end ? end.at : master.ruleSince,
      drafts,
    },
  }
}

/**
 * The dates that may be slots: from the change of the rule on, up to the end of the series. Of a series that was
 * declined on a known day nothing is worked out anew: what had passed is remembered (S4).
 */
function lifeOf(master: CalendarEvent, end: Ending | null, window: Span): Span {
  const start = Math.max(window.start, master.ruleSince ?? -Infinity)
  if (end?.refusal === 'series-declined') return { start, end: start }
  return { start, end: Math.min(window.end, end?.at ?? Number.POSITIVE_INFINITY) }
}

interface Ending {
  /** Null: nobody knows when, so nothing of it is watched. */
  at: Instant | null
  refusal: Refusal
}

/** The rule in force: of the copy that is believed first among those that hold one, living ones first. */
function masterOf(meeting: Meeting): CalendarEvent | null {
  const masters = believed(meeting).flatMap(({ master }) =>
    master?.recurrence && master.span ? [master] : [],
  )
  return masters.find((master) => !master.removed) ?? masters[0] ?? null
}

/**
 * S4 and W: whether and when the series ended for the pair. An organizer's tombstone ends it at its last update, an
 * invitee's tombstone or answer declines it from the day that was seen; without such a day it is not watched at all.
 */
function endOf(meeting: Meeting, pair: Watched['pair'], rules: Rules): Ending | null {
  const theirs = meeting.organizerCopy
  const gone = theirs ? (theirs.master ?? theirs.single) : null
  if (gone?.removed) return { at: gone.ruleSince ?? gone.updated, refusal: 'series-deleted' }
  const declined = meeting.copies.filter((copy) => isDeclinedBy(copy, meeting, pair, rules))
  const said = pair.some((who) => answerToSeries(who, meeting, rules.resolve) === 'declined')
  if (!said && declined.length === 0) return null
  const days = meeting.copies.flatMap(({ master }) => (master?.declinedSince ? [master.declinedSince] : []))
  return { at: days.length > 0 ? Math.min(...days) : null, refusal: 'series-declined' }
}

/**
 * A tombstone of the whole series in an invitee's copy. The former organizer's is none, and neither is a bare one
 * beside a living organizer's copy: who handed a meeting over leaves the same trace.
 */
function isDeclinedBy(copy: Copy, meeting: Meeting, pair: Watched['pair'], rules: Rules): boolean {
  if (isLiving(copy) || !pair.includes(copy.owner)) return false
  if (!meeting.organizerCopy) return true
  const organizer = (copy.master ?? copy.single)?.details?.organizer
  return !!organizer && rules.resolve(organizer) !== copy.owner
}

/** Which dates each copy's own series has, worked out once for equal rules. */
class Dates implements Presence {
  private plans = new Map<string, { on: Set<Instant>; off: Set<Instant>; failed: boolean }>()
  private within: Span
  constructor(within: Span) {
    this.within = within
  }

  of(master: CalendarEvent) {
    const { recurrence, span, zone } = master
    const key = JSON.stringify([recurrence, span!.start, zone])
    let known = this.plans.get(key)
    if (!known) {
      const dates = quietly(() => plan(recurrence!, span!.start, zone ?? 'UTC', this.within))
      known = { on: new Set(dates?.on), off: new Set(dates?.off), failed: dates === null }
      this.plans.set(key, known)
    }
    return known
  }

  has(copy: Copy, original: Instant): boolean {
    if (copy.instances.has(original) && !copy.instances.get(original)!.removed) return true
    const { master } = copy
    if (!master?.recurrence || !master.span || isExpandedFor(copy, original)) return false
    const dates = this.of(master)
    return dates.failed || dates.on.has(original)
  }

  tookOut(copy: Copy, original: Instant): boolean {
    if (copy.instances.has(original) || !copy.master?.recurrence || !copy.master.span) return false
    return this.of(copy.master).off.has(original)
  }
}

/** The copy lists its occurrences one by one for this date, so a date that is not listed is gone. */
function isExpandedFor(copy: Copy, original: Instant): boolean {
  const { window } = copy.calendar
  if (!window || original < window.start || original >= window.end) return false
  for (const row of copy.instances.values()) {
    if (!row.removed && row.details === null) return true
  }
  return false
}

function sourceOf(meeting: Meeting, watched: Watched, rules: Rules, dates: Dates): Source {
  const master = masterOf(meeting)!
  const unreadable = master.zone === null || dates.of(master).failed
  return { meeting, pair: watched.pair, presence: dates, head: master, rules, unreadable }
}

/** The rule's dates, the removed ones among them, and (S5) exceptions that are on without a date of the rule. */
function datesOf({ meeting }: Source, dates: Dates, master: CalendarEvent, life: Span): Instant[] {
  const { on, off, failed } = dates.of(master)
  const originals = new Set([...on, ...off])
  if (failed && isInside(master.span!.start, life)) originals.add(master.span!.start)
  const theirs = meeting.organizerCopy
  const tellers = theirs?.complete && theirs.master ? [theirs] : meeting.copies
  for (const copy of tellers) {
    for (const [original, row] of copy.instances) {
      if (!row.removed && isInside(original, life)) originals.add(original)
    }
  }
  return [...originals].sort((a, b) => a - b)
}

function isInside(instant: Instant, { start, end }: Span): boolean {
  return instant >= start && instant < end
}

/** S8: an RDATE with no rule date on its day that fits a removed slot by R means that slot moved there. */
function moveToRdates(drafts: Draft[], master: CalendarEvent, zone: Zone) {
  const extra = loneDates(master.recurrence!, master.span!.start, zone, drafts)
  if (extra.length === 0) return
  const planned = drafts.filter((draft) => !extra.includes(draft.original))
  const gaps = gapsAmong(planned, ({ off }) => off === 'removed' || off === 'cancelled')
  for (const [original, start] of standIns(extra, gaps)) {
    const at = drafts.findIndex((draft) => draft.original === start)
    const slot = drafts.findIndex((draft) => draft.original === original)
    drafts[slot] = { ...drafts[at]!, original }
    drafts.splice(at, 1)
  }
}

function loneDates(recurrence: Recurrence, first: Instant, zone: Zone, drafts: Draft[]): Instant[] {
  if (recurrence.dates.length === 0 || recurrence.rules.length === 0) return []
  const extra = new Set(recurrence.dates)
  extra.delete(first)
  const days = new Set(
    drafts.filter((one) => !extra.has(one.original)).map((one) => localDay(one.original, zone)),
  )
  return drafts.map((one) => one.original).filter((at) => extra.has(at) && !days.has(localDay(at, zone)))
}

/** First and last planned date; a rule that cannot be read reaches as far as what was seen of it. */
function reachOf(master: CalendarEvent, zone: Zone, drafts: Draft[], endedAt: Instant | null) {
  const first = Math.max(master.span!.start, master.ruleSince ?? -Infinity)
  const seen = drafts.at(-1)?.original ?? first
  if (endedAt !== null) return { first, last: seen }
  const byRule = quietly(() => ({ last: lastOf(master.recurrence!, master.span!.start, zone) }))
  if (byRule?.last === null) return { first, last: null }
  return { first, last: Math.max(byRule?.last ?? seen, seen) }
}

/** Null where the rule cannot be expanded: its slots are unknown then (V6), not an error of the whole pair. */
function quietly<T>(work: () => T): T | null {
  try {
    return work()
  } catch (error) {
    if (error instanceof RuleError) return null
    throw error
  }
}

// --- instances without their master, and singles ------------------------------------------------------------

/** S8: three or more are a series without a rule, nothing of it is missing; fewer are one-offs. */
function readInstances(
  meeting: Meeting,
  watched: Watched,
  rules: Rules,
  seen: Instant[],
  window: Span,
): Reading {
  const head = believed(meeting)
    .map(headOf)
    .find((row) => row?.span && row.details)
  if (!head) return { refusal: 'unknown' }
  const presence: Presence = { has: (copy, at) => copy.instances.has(at), tookOut: () => false }
  const source: Source = { meeting, pair: watched.pair, presence, head, rules, unreadable: false }
  const drafts = seen.filter((at) => isInside(at, window)).map((original) => draftOf(source, original))
  if (seen.length < 3) return { singles: drafts, details: watched.details }
  return { part: seriesOfInstances(meeting.uid, watched.details, head, seen, drafts) }
}

function seriesOfInstances(
  uid: string,
  details: Details,
  head: CalendarEvent,
  seen: Instant[],
  drafts: Draft[],
): Part {
  return {
    uid,
    details,
    minutes: (head.span!.end - head.span!.start) / 60_000,
    zone: head.zone ?? 'UTC',
    byRule: false,
    habit: false,
    cadence: medianDays(seen),
    first: seen[0]!,
    last: seen.at(-1)!,
    livesUntil: seen.at(-1)!,
    changedAt: null,
    drafts,
  }
}

/** The median distance of dates in days, rounded to whole days; null for fewer than two. */
export function medianDays(sorted: Instant[]): number | null {
  const steps = sorted
    .slice(1)
    .map((at, i) => at - sorted[i]!)
    .sort((a, b) => a - b)
  if (steps.length === 0) return null
  const middle = (steps[(steps.length - 1) >> 1]! + steps[steps.length >> 1]!) / 2
  return Math.round(middle / 86_400_000)
}

/** A single is the one instance of itself, named by the start that the speaking copy gives it. */
function readSingle(meeting: Meeting, watched: Watched, rules: Rules): Reading {
  const head = believed(meeting)
    .map((copy) => copy.single)
    .find((row) => row?.span && row.details)
  if (!head?.span) return { refusal: 'unknown' }
  const original = head.span.start
  const copies = meeting.copies.map((copy) => ({
    ...copy,
    single: null,
    instances: new Map([[original, copy.single!]]),
  }))
  const theirs = meeting.organizerCopy
  const alone: Meeting = {
    ...meeting,
    copies,
    organizerCopy: theirs && copies[meeting.copies.indexOf(theirs)]!,
  }
  const presence: Presence = { has: () => true, tookOut: () => false }
  const source: Source = { meeting: alone, pair: watched.pair, presence, head, rules, unreadable: false }
  return { singles: [draftOf(source, original)], details: watched.details }
}
