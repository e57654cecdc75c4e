// A meeting with a rule or dates becomes a part with its drafted slots (S4, S5, S8).
import { draftOf } from './draft.ts'
import { type Ending, endOf, unswept } from './ending.ts'
import type { CalendarEvent } from './event.ts'
import { believed, type Meeting } from './meeting.ts'
import type { Part, Reading } from './part.ts'
import { Presence, quietly } from './presence.ts'
import { moveToRdates } from './rdates.ts'
import { cadenceDays, lastOf, plan } from './recurrence.ts'
import type { Source } from './source.ts'
import { type Instant, MINUTE, type Span, WEEK } from './types.ts'
import type { Rules, Watched } from './watch.ts'

/** @param window the original starts wanted. */
export function readSeries(meeting: Meeting, watched: Watched, rules: Rules, window: Span): Reading {
  const master = masterOf(meeting)
  if (!master) return { refusal: 'unknown' }
  const end = endOf(meeting, watched.pair, rules)
  if (end && end.at === null) return { refusal: end.refusal }
  const life = lifeOf(master, end, window)
  const presence = new Presence(life)
  const unreadable = master.zone === null || presence.of(master).failed
  const told = unswept(meeting, end)
  const source = { meeting: told, pair: watched.pair, presence, head: master, rules, unreadable }
  return { part: partOf(source, watched, life, end) }
}

function partOf(source: Source, { details }: Watched, life: Span, end: Ending | null): Part {
  const { head: master, meeting } = source
  const zone = master.zone ?? 'UTC'
  const drafts = draftsOf(source, life)
  moveToRdates(drafts, master, zone)
  const first = Math.max(master.span!.start, master.ruleSince ?? -Infinity)
  const last =
    end?.at == null ? lastDate(master, drafts.at(-1)?.original ?? first) : lastBefore(master, end.at)
  return {
    uid: meeting.uid,
    details,
    minutes: (master.span!.end - master.span!.start) / MINUTE,
    zone,
    byRule: true,
    habit: false,
    cadence: quietly(() => cadenceDays(master.recurrence!, master.span!.start, zone)),
    first,
    last,
    livesUntil: last,
    changedAt: end ? end.at : master.ruleSince,
    drafts,
  }
}

/** The rule in force: of the copy that is believed first among those that hold one, living ones first. */
function masterOf(meeting: Meeting): CalendarEvent | null {
  const masters = believed(meeting).flatMap(({ master }) =>
    master?.recurrence && master.span ? [master] : [],
  )
  return masters.find((master) => !master.removed) ?? masters[0] ?? null
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

/** The rule's dates, the removed ones among them, and (S5) exceptions that are on without a date of the rule. */
function draftsOf(source: Source, life: Span) {
  const { head, presence, meeting } = source
  const { on, off, failed } = presence.of(head)
  const planned = new Set([...on, ...off])
  if (failed && isInside(head.span!.start, life)) planned.add(head.span!.start)
  const stray = strays(meeting, life).filter((original) => !planned.has(original))
  return [...planned, ...new Set(stray)]
    .sort((a, b) => a - b)
    .map((original) => draftOf(source, original))
    .filter((draft) => !draft.off || planned.has(draft.original))
}

function strays({ organizerCopy, copies }: Meeting, life: Span): Instant[] {
  const tellers = organizerCopy?.complete && organizerCopy.master ? [organizerCopy] : copies
  return tellers.flatMap(({ instances }) =>
    [...instances].flatMap(([original, { removed }]) =>
      !removed && isInside(original, life) ? [original] : [],
    ),
  )
}

function isInside(instant: Instant, { start, end }: Span): boolean {
  return instant >= start && instant < end
}

/**
 * The last planned date, null: without end; a rule that cannot be read reaches as far as what was seen of it. A stray
 * exception (S5) makes no series longer: it would depend on how far ahead one looks.
 */
function lastDate({ recurrence, span, zone }: CalendarEvent, seen: Instant): Instant | null {
  const rules = quietly(() => ({ last: lastOf(recurrence!, span!.start, zone ?? 'UTC') }))
  return rules ? rules.last : seen
}

/** The last date before the series was ended, looked for in steps that grow. */
function lastBefore({ recurrence, span, zone }: CalendarEvent, end: Instant): Instant {
  const first = span!.start
  for (let back = 8 * WEEK; ; back *= 8) {
    const start = Math.max(first, end - back)
    const dates = quietly(() => plan(recurrence!, first, zone ?? 'UTC', { start, end }))
    const last = Math.max(dates?.on.at(-1) ?? first, dates?.off.at(-1) ?? first)
    if (last > first || start === first) return last
  }
}
