// The Monday digest of a manager (M): last week and this week of all their pairs, null when there is nothing to say.
import { addDays, localDay, startOfDay } from './clock.ts'
import { mondayOf } from './digest-time.ts'
import type { Infrequency, Judgement, Slot } from './judgement.ts'
import type { Address, Day, Instant, Person, Span } from './types.ts'

export type Look = 'skipped' | 'short' | 'infrequent' | 'none-planned'

export interface DigestLine {
  about: Address
  /** Why it needs a look; none on the other lists. */
  looks: Look[]
  /** The slots meant, by start: skipped or short ones, those unknown, those coming up. */
  slots: Slot[]
  infrequent: Infrequency | null
  lastMet: Instant | null
}

export interface Digest {
  manager: Address
  /** Monday of the week that begins. */
  week: Day
  needsLook: DigestLine[]
  unknown: DigestLine[]
  comingUp: DigestLine[]
  /** Reports of all pairs that need no look and hold nothing unknown. */
  onRhythm: Address[]
  /** Pairs at all: "5 of 6 on rhythm". */
  pairs: number
  openItems: number
}

export interface DigestSource {
  manager: Person
  /** All pairs of the manager's; those of who left, or whom they manage no more, are passed over. */
  pairs: readonly { judgement: Judgement; report: Person }[]
  /** Action items of the manager's own that are still open. */
  openItems: number
}

/**
 * What the digest of the week around `now` says. "As of now" is the judgements' own: a replay judges as of that Monday.
 */
export function digestOf({ manager, pairs: all, openItems }: DigestSource, now: Instant): Digest | null {
  const week = mondayOf(localDay(now, manager.zone))
  const weeks = {
    start: startOfDay(addDays(week, -7), manager.zone),
    end: startOfDay(addDays(week, 7), manager.zone),
  }
  const pairs = all
    .filter(({ judgement, report }) => judgement.manager === manager.address && !hasLeft(report, now))
    .filter(({ judgement }) => isShown(judgement))
    .map(({ judgement, report }) => pairOf(judgement, report, weeks, now))
    .sort((a, b) => (a.about < b.about ? -1 : 1))
  const lists = {
    needsLook: pairs.map((pair) => pair.needsLook).filter((line) => line.looks.length > 0),
    unknown: pairs.map((pair) => pair.unknown).filter((line) => line.slots.length > 0),
    comingUp: pairs.map((pair) => pair.comingUp).filter((line) => line.slots.length > 0),
  }
  const steady = pairs.filter((pair) => pair.needsLook.looks.length === 0 && pair.unknown.slots.length === 0)
  const nothing = openItems === 0 && Object.values(lists).every((list) => list.length === 0)
  if (nothing && !pairs.some((pair) => pair.met)) return null
  const onRhythm = steady.map((pair) => pair.about)
  return { manager: manager.address, week, ...lists, onRhythm, pairs: pairs.length, openItems }
}

function hasLeft({ leftAt }: Person, now: Instant): boolean {
  return leftAt !== null && leftAt <= now
}

/** Pairs that have, or had, a series; of those that meet more than twice a week by plan nothing is mailed (W). */
function isShown({ tooOften, series, slots }: Judgement): boolean {
  return !tooOften && (series.length > 0 || slots.length > 0)
}

function pairOf(judgement: Judgement, report: Person, weeks: Span, now: Instant) {
  const { infrequent, lastMet } = judgement
  const about = report.address
  const slots = slotsWithin(weeks, judgement)
  const line = (of: Slot[], looks: Look[] = []): DigestLine => ({
    about,
    looks,
    slots: of,
    infrequent,
    lastMet,
  })
  return {
    about,
    needsLook: line(
      slots.filter((slot) => slot.flags.length > 0),
      looksAt(judgement, slots),
    ),
    unknown: line(slots.filter((slot) => slot.state === 'unknown')),
    comingUp: line(slots.filter((slot) => slot.state === 'upcoming' && slot.start >= now)),
    met: slots.some((slot) => slot.state === 'held'),
  }
}

/** Of parallel series only the one that gets mails. */
function slotsWithin({ start, end }: Span, { slots }: Judgement): Slot[] {
  return slots
    .filter((slot) => slot.mailed && slot.start >= start && slot.start < end)
    .sort((a, b) => a.start - b.start)
}

function looksAt({ infrequent, living }: Judgement, slots: readonly Slot[]): Look[] {
  const looks: Look[] = []
  if (slots.some((slot) => slot.flags.includes('skipped'))) looks.push('skipped')
  if (slots.some((slot) => slot.flags.includes('short'))) looks.push('short')
  if (infrequent) looks.push('infrequent')
  if (!living) looks.push('none-planned')
  return looks
}
