// Everything an audit reads: calendar files, who manages whom, public holidays, a policy. Nothing here judges.
import { basename } from 'node:path'
import { z } from 'zod'
import { readCalendarFile } from '../calendars/file.ts'
import { addDays, localDay, startOfDay } from '../domain/clock.ts'
import type { CalendarCopy, CalendarEvent } from '../domain/event.ts'
import { defaultPolicy, type Policy } from '../domain/policy.ts'
import { plan } from '../domain/recurrence.ts'
import type { Address, Day, Instant, Management, Span } from '../domain/types.ts'
import { FileError, UsageError } from '../errors.ts'
import { managementOf, readRoster, textOf } from '../roster/read.ts'

export interface Problem {
  /** As named on the command line, without its folder. */
  file: string
  problem: string
}

export interface Calendars {
  copies: CalendarCopy[]
  events: CalendarEvent[]
  /** Owners that were named or told by their file. */
  owners: Address[]
  problems: Problem[]
}

export interface CalendarArgument {
  path: string
  owner: Address | null
}

/** EMAIL=FILE or FILE. A path may hold '=' itself, so only an address before it counts as an owner. */
export function calendarArgument(text: string): CalendarArgument {
  const named = /^([^\s=/\\]+@[^\s=/\\]+)=(.+)$/.exec(text)
  return named ? { owner: named[1]!.toLowerCase(), path: named[2]! } : { owner: null, path: text }
}

/** Throws a UsageError where no file can be read at all; one that can be read in part is judged as far as it goes. */
export async function readCalendars(
  files: readonly CalendarArgument[],
  now: Instant,
  onProgress: (done: number, total: number) => void,
): Promise<Calendars> {
  const calendars: Calendars = { copies: [], events: [], owners: [], problems: [] }
  const unreadable: string[] = []
  for (const [number, { path, owner }] of files.entries()) {
    try {
      await readInto(calendars, number, path, owner, now, onProgress)
    } catch (error) {
      if (!(error instanceof FileError)) throw error
      unreadable.push(error.message)
      calendars.problems.push({ file: basename(path), problem: error.message })
    }
  }
  if (calendars.copies.length === 0) throw new UsageError(unreadable.join(' '))
  return calendars
}

async function readInto(
  into: Calendars,
  number: number,
  path: string,
  named: Address | null,
  now: Instant,
  onProgress: (done: number, total: number) => void,
) {
  const file = await readCalendarFile(path, { ...(named ? { owner: named } : {}), now, onProgress })
  const id = `${number} ${path}`
  const { owner } = file.copy
  for (const problem of file.problems) into.problems.push({ file: basename(path), problem })
  if (owner) into.owners.push(owner)
  else
    into.problems.push({
      file: basename(path),
      problem: `The file does not tell whose calendar it is; name the owner: EMAIL=${path}`,
    })
  into.copies.push({ ...file.copy, id, owner: owner ?? `owner of ${basename(path)}` })
  for (const event of file.events) into.events.push({ ...event, calendar: id })
}

export interface Managers {
  management: Management[]
  problems: Problem[]
}

/** managers.csv: a header and the columns person, manager; the last row of a person wins. Throws a UsageError. */
export async function readManagers(path: string): Promise<Managers> {
  const roster = await readRoster(path)
  const problems = roster.problems.map((problem) => ({ file: basename(path), problem }))
  return { management: managementOf(roster), problems }
}

/** All-day entries of an .ics file: public holidays of everybody. Throws a UsageError. */
export async function readHolidays(path: string, now: Instant, within: Span): Promise<Set<Day>> {
  try {
    const { events } = await readCalendarFile(path, { owner: 'holidays', now })
    return new Set(
      events.filter(({ allDay, removed }) => allDay && !removed).flatMap((event) => daysOf(event, within)),
    )
  } catch (error) {
    throw error instanceof FileError ? new UsageError(error.message) : error
  }
}

/** Local days of an all-day entry; it was read from local midnight to local midnight. */
function daysOf({ span, zone, recurrence }: CalendarEvent, within: Span): Day[] {
  if (!span) return []
  const local = zone ?? 'UTC'
  const starts = recurrence ? plan(recurrence, span.start, local, within).on : [span.start]
  return starts.flatMap((start) => {
    const days: Day[] = []
    const end = start + (span.end - span.start)
    for (let day = localDay(start, local); startOfDay(day, local) < end; day = addDays(day, 1)) days.push(day)
    return days
  })
}

const hours = z.strictObject({
  startMinute: z.int().min(0).max(1439),
  endMinute: z.int().min(1).max(1440),
  days: z.array(z.int().min(1).max(7)),
})
const words = z.array(z.string().min(1))
const policyFile = z
  .strictObject({
    minimumMinutes: z.number().min(1).max(240),
    toleranceMinutes: z.number().min(0).max(60),
    longestGapDays: z.int().min(1).max(365),
    gapGraceDays: z.int().min(0).max(60),
    promptHoursBefore: z.number().min(1).max(168),
    recapMinutesAfter: z.number().min(0).max(1440),
    alertHoursAfter: z.number().min(0).max(336),
    defaultHours: hours,
    digestMinute: z.int().min(0).max(1439),
    vetoWords: words,
    absenceWords: words,
    assistants: words,
  })
  .partial()

/** A policy file names what differs from the default. Throws a UsageError that names the setting. */
export async function readPolicy(path: string): Promise<Policy> {
  const text = await textOf(path)
  const json = jsonOf(text, path)
  const policy = policyFile.safeParse(json)
  if (policy.success) return { ...defaultPolicy, ...(policy.data as Partial<Policy>) }
  const issue = policy.error.issues[0]!
  const where = issue.path.length > 0 ? `${issue.path.join('.')}: ` : ''
  throw new UsageError(
    `${path} is no policy: ${where}${issue.message}. It may set ${Object.keys(policyFile.shape).join(', ')}.`,
  )
}

function jsonOf(text: string, path: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new UsageError(`${path} is no JSON file: ${(error as Error).message}`)
  }
}
