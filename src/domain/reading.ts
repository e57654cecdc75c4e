// One meeting of the pair is read as a part of a series, or as single meetings (S8).
import { answerTo } from './answers.ts'
import type { Copy } from './copy.ts'
import { type Draft, draftOf } from './draft.ts'
import type { CalendarEvent, Details } from './event.ts'
import { believed, type Meeting } from './meeting.ts'
import { CLOSED_AFTER } from './memory.ts'
import { medianDays, type Part, type Reading } from './part.ts'
import { Presence } from './presence.ts'
import { readSeries } from './ruled.ts'
import type { Source } from './source.ts'
import { type Instant, MINUTE, type Span } from './types.ts'
import type { Rules, Watched } from './watch.ts'

/** How many instances without a master make a series. */
const FEWEST = 3

/** @param window the original starts wanted; a part's `first` and `last` do not depend on it. */
export function readMeeting(meeting: Meeting, watched: Watched, rules: Rules, window: Span): Reading {
  if (meeting.copies.some((copy) => copy.master?.recurrence))
    return readSeries(meeting, watched, rules, window)
  const told = meeting.copies.some((copy) => copy.instances.size > 0) ? meeting : asInstance(meeting)
  const seen = [...new Set(told.copies.flatMap((copy) => [...copy.instances.keys()]))].sort((a, b) => a - b)
  const head = usualRow(told)
  if (!head) return { refusal: 'unknown' }
  const presence = new Presence(window)
  const source: Source = { meeting: told, pair: watched.pair, presence, head, rules, unreadable: false }
  const isWanted = (at: Instant) => told !== meeting || (at >= window.start && at < window.end)
  const headFor = (original: Instant) => usualRow(told, original + CLOSED_AFTER) ?? head
  const drafts = seen
    .filter(isWanted)
    .map((original) => draftOf({ ...source, head: headFor(original) }, original))
  if (seen.length < FEWEST) return { singles: drafts, details: watched.details }
  if (isDeclinedThroughout(seen, source)) return { refusal: 'series-declined' }
  return { part: seriesOf(meeting.uid, watched.details, head, seen, drafts) }
}

/** W: where no master tells the answer to the whole series, somebody who declines all of its instances gives it. */
function isDeclinedThroughout(seen: readonly Instant[], { meeting, pair, presence, rules }: Source): boolean {
  return pair.some((who) =>
    seen.every((original) => answerTo(original, who, meeting, presence, rules.resolve) === 'declined'),
  )
}

/** A single is the one instance of itself, named by the start that the speaking copy gives it. */
function asInstance(meeting: Meeting): Meeting {
  const spoken = believed(meeting).find(({ single }) => single?.span && single.details)
  if (!spoken) return meeting
  const original = spoken.single!.span!.start
  const turned = new Map(meeting.copies.map((copy) => [copy, turn(copy, original)]))
  const { organizerCopy } = meeting
  return {
    ...meeting,
    copies: [...turned.values()],
    organizerCopy: organizerCopy && turned.get(organizerCopy)!,
  }
}

function turn(copy: Copy, original: Instant): Copy {
  const { single } = copy
  return { ...copy, single: null, instances: new Map(single ? [[original, single]] : []) }
}

/**
 * Instances tell no planned length: a row of the commonest one, the latest of these, of the first copy that tells.
 * @param until only rows that start by then count, where there are any: no later one changes a closed slot (V)
 */
function usualRow(meeting: Meeting, until = Number.POSITIVE_INFINITY): CalendarEvent | null {
  for (const copy of believed(meeting)) {
    const rows = [...copy.instances.values()].filter((row) => row.span && row.details)
    const living = rows.filter((row) => !row.removed)
    const told = (living.length > 0 ? living : rows).sort((a, b) => b.original! - a.original!)
    const near = told.filter((row) => row.span!.start <= until)
    const groups = Map.groupBy(near.length > 0 ? near : told.slice(-1), lengthOf)
    const [usual] = [...groups.values()].sort((a, b) => b.length - a.length)
    if (usual) return usual[0]!
  }
  return null
}

function lengthOf({ span }: CalendarEvent): number {
  return span!.end - span!.start
}

/** S8: a series without a rule, of which nothing is missing. */
function seriesOf(
  uid: string,
  details: Details,
  head: CalendarEvent,
  seen: readonly Instant[],
  drafts: Draft[],
): Part {
  const zone = head.zone ?? 'UTC'
  return {
    uid,
    details,
    minutes: (head.span!.end - head.span!.start) / MINUTE,
    zone,
    byRule: false,
    habit: false,
    cadence: medianDays(seen, zone),
    first: seen[0]!,
    last: seen.at(-1)!,
    livesUntil: seen.at(-1)!,
    changedAt: null,
    drafts,
  }
}
