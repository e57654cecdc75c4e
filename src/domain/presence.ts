// What each copy of a meeting says of a date: there it is, it was taken out, or the copy cannot know (S2, S3).
import type { Copy } from './copy.ts'
import type { CalendarEvent } from './event.ts'
import { plan } from './recurrence.ts'
import { RuleError } from './rule.ts'
import type { Instant, Span } from './types.ts'

/** Dates of one series. */
interface Dates {
  on: ReadonlySet<Instant>
  /** Those of the rule that an EXDATE takes out. */
  off: ReadonlySet<Instant>
  /** The rule cannot be expanded. */
  failed: boolean
}

/** Which dates each copy's own series has, worked out once for equal rules. */
export class Presence {
  private plans = new Map<string, Dates>()
  private known = new Map<CalendarEvent, Dates>()
  private within: Span

  constructor(within: Span) {
    this.within = within
  }

  of(master: CalendarEvent): Dates {
    const known = this.known.get(master)
    if (known) return known
    const dates = this.expand(master)
    this.known.set(master, dates)
    return dates
  }

  private expand({ recurrence, span, zone }: CalendarEvent): Dates {
    const key = JSON.stringify([recurrence, span!.start, zone])
    const known = this.plans.get(key)
    if (known) return known
    const found = quietly(() => plan(recurrence!, span!.start, zone ?? 'UTC', this.within))
    const dates = { on: new Set(found?.on), off: new Set(found?.off), failed: found === null }
    this.plans.set(key, dates)
    return dates
  }

  /** The copy's own series gives this date, or a row names it. */
  has(copy: Copy, original: Instant): boolean {
    const row = copy.instances.get(original)
    if (row) return !row.removed
    const { master } = copy
    if (!master?.recurrence || !master.span || listsDate(copy, original)) return false
    const dates = this.of(master)
    return dates.failed || dates.on.has(original)
  }

  /** The copy's own rule has this date, or had it taken out; where no rule tells, it may have. */
  mayHave({ master }: Copy, original: Instant): boolean {
    if (!master?.recurrence || !master.span) return true
    const { on, off, failed } = this.of(master)
    return failed || on.has(original) || off.has(original)
  }

  /** The date was taken out by name in this copy; what a row says goes before it. */
  tookOut(copy: Copy, original: Instant): boolean {
    const { master, instances } = copy
    if (instances.has(original) || !master?.recurrence || !master.span) return false
    return this.of(master).off.has(original)
  }
}

/**
 * The copy was wholly read for this date, so that what it does not say is not so (S3). A master gone without its rule
 * leaves nothing to compare with; instances without a master tell of the dates they were read for, or where these are
 * not known of the time from the first to the last of them.
 */
export function isReadFor(copy: Copy, original: Instant): boolean {
  if (!copy.complete || !isWithin(copy, original)) return false
  const { master, single, instances } = copy
  if (master) return !master.removed || master.recurrence !== null
  if (single) return single.span?.start === original
  if (copy.calendar.window) return instances.size > 0
  let [before, after] = [false, false]
  for (const known of instances.keys()) {
    before ||= known <= original
    after ||= known >= original
  }
  return before && after
}

export function holdsSeries({ master, instances }: Copy): boolean {
  return master !== null || instances.size > 0
}

/**
 * The copy lists its occurrences one by one around this date (a calendar view does), so a date that is not listed is
 * gone. Exceptions alone are no such list.
 */
export function listsDate(copy: Copy, original: Instant): boolean {
  const { master, instances, calendar } = copy
  if (!master || !calendar.window || calendar.exceptionsOnly || !isWithin(copy, original)) return false
  for (const row of instances.values()) if (isPlain(row, master)) return true
  return false
}

/** An occurrence as the series has it: bare, or told in full without any change. */
function isPlain(row: CalendarEvent, master: CalendarEvent): boolean {
  const { details, span, original, removed } = row
  if (removed) return false
  if (!details) return true
  const isUnmoved = span?.start === original && lengthOf(row) === lengthOf(master)
  return isUnmoved && essence(row) === essence(master)
}

function lengthOf({ span }: CalendarEvent): number | null {
  return span && span.end - span.start
}

function essence({ details }: CalendarEvent): string {
  return JSON.stringify([details?.title, details?.attendees.map(({ address }) => address).sort()])
}

function isWithin({ calendar: { window } }: Copy, instant: Instant): boolean {
  return !window || (instant >= window.start && instant < window.end)
}

/** Null where the rule cannot be expanded: its slots are unknown then (V6), not an error of the whole pair. */
export function quietly<T>(work: () => T): T | null {
  try {
    return work()
  } catch (error) {
    if (error instanceof RuleError) return null
    throw error
  }
}
