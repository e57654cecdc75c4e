// Once a day a calendar is compared with its service's own expansion; what differs is mended by reading it anew.
import { type Difference, differencesBetween, type Occurrence, occurrencesOf } from '../domain/occurrences.ts'
import { HOUR, type Instant, type Span, WEEK } from '../domain/types.ts'
import type { Saved } from '../store/calendars/events.ts'
import { pauseIfUsedUp } from './busy.ts'
import { defaultLooks, placeOf } from './look.ts'
import type { Subject, SyncParts } from './parts.ts'

/** Before that slots are closed; F1 looks three months ahead. One page holds it, whatever the window. */
const BEHIND = 5 * WEEK
const AHEAD = 14 * WEEK
/** So often a calendar may change while it is compared. */
const ROUNDS = 3
/** As many are told in the log. */
const TOLD = 10

/** Never fails the reading it comes after. @param read what is new, and saves it */
export async function checkIfDue(
  parts: SyncParts,
  subject: Subject,
  read: () => Promise<Saved>,
): Promise<void> {
  const { store, clock, warn, looks = defaultLooks } = parts
  const { id, connection, checkAt } = subject.calendar
  const now = clock.now()
  if (!subject.service.occurrences) return
  if (checkAt === null) return store.checks.planned(id, now + Math.round(placeOf(id) * looks.checked))
  if (checkAt > now) return
  try {
    const found = await check(parts, subject, read)
    await store.checks.noted(id, { at: now, next: now + looks.checked, ...found })
  } catch (error) {
    await store.checks.planned(id, now + HOUR)
    if (!(await pauseIfUsedUp(parts, connection, error)))
      warn?.({ calendar: id, err: error }, 'a calendar could not be checked; it is tried again')
  }
}

interface Found {
  differences: number
  unexplained: number
}

async function check(parts: SyncParts, subject: Subject, read: () => Promise<Saved>): Promise<Found> {
  const { store, clock, warn } = parts
  const { id } = subject.calendar
  const compare = () => lasting(parts, subject, read)
  const found = await compare()
  if (found.length === 0) return { differences: 0, unexplained: 0 }
  warn?.({ calendar: id, ...told(found) }, 'a calendar differs from what its service says; it is read anew')
  await store.calendars.startOver(id, clock.now())
  await read()
  const left = await compare()
  if (left.length > 0) warn?.({ calendar: id, ...told(left) }, 'it still differs: this is a fault of ours')
  return { differences: found.length, unexplained: left.length }
}

const told = (found: Difference[]) => ({ differences: found.length, some: found.slice(0, TOLD) })

/**
 * Differences between two readings that are alike, and seen in two expansions: whatever changed at the service before or during
 * the comparison is none, nor is what an expansion lacked because it was changed between two pages of it. Throws where the
 * calendar never stood still.
 */
async function lasting(
  parts: SyncParts,
  subject: Subject,
  read: () => Promise<Saved>,
): Promise<Difference[]> {
  for (let round = 0; round < ROUNDS; round++) {
    const within = spanFor(subject, parts.clock.now())
    const theirs = await expandedByService(subject, within)
    if ((await differences(parts, subject, theirs, within)).length === 0) return []
    const { changed } = await read()
    const left = await differences(parts, subject, theirs, within)
    if (left.length === 0 || (changed === 0 && round > 0)) return left
  }
  throw new Error(`${subject.calendar.id} changes too fast to be compared.`)
}

function spanFor({ calendar: { window } }: Subject, now: Instant): Span {
  const [start, end] = [now - BEHIND, now + AHEAD]
  return window ? { start: Math.max(start, window.start), end: Math.min(end, window.end) } : { start, end }
}

async function expandedByService({ service, calendar }: Subject, within: Span): Promise<Occurrence[]> {
  const occurrences: Occurrence[] = []
  for await (const page of service.occurrences?.(calendar, within) ?? []) occurrences.push(...page)
  return occurrences
}

/** Absence from a half-read calendar proves nothing (S3); one that was put to rest meanwhile is left alone. */
async function differences(
  { store }: SyncParts,
  { calendar: { id } }: Subject,
  theirs: Occurrence[],
  within: Span,
): Promise<Difference[]> {
  const calendar = await store.calendars.byId(id)
  if (!calendar?.complete || calendar.lookAt === null) return []
  return differencesBetween(occurrencesOf(await store.checks.rowsOf(id), calendar, within), theirs)
}
