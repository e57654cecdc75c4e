// The audit for a terminal of 80 to 100 columns: a line per pair with a strip of its weeks, then what needs a look.
import { addDays, daysBetween, localDay } from '../domain/clock.ts'
import { mondayOf } from '../domain/digest-time.ts'
import type { Slot } from '../domain/judgement.ts'
import {
  flagLabel,
  infrequencySentence,
  reasonSentence,
  refusalSentence,
  stateLabel,
} from '../domain/reasons.ts'
import { type Day, type Instant, type Person, WEEK } from '../domain/types.ts'
import { bold, dim, paint, SIGNS, type Style, signOf } from '../terminal/signs.ts'
import { clipped, column, columnsOf, plain, wrapped } from '../terminal/text.ts'
import { type Audit, type Audited, isIn, type NotWatched, type Request } from './audit.ts'
import type { Problem } from './input.ts'

const WIDTH = Math.min(100, Math.max(80, columnsOf(process.stdout, 100)))
const NAMES = WIDTH - 62
const TITLES = WIDTH - 64
const STRIP = 26
const MOST_LISTED = 15

/** Lines without a line break at their end. */
export function auditTable(audit: Audit, request: Request, problems: readonly Problem[]): string[] {
  return [
    ...heading(audit, request),
    ...strips(audit.pairs, request),
    ...looks(audit.pairs, request),
    ...notWatchedLines(audit.notWatched),
    ...problemLines(problems),
  ]
}

function heading({ pairs }: Audit, { window, now }: Request): string[] {
  const troubled = pairs.filter((pair) => needsLook(pair, { window })).length
  const judged = new Date(now).toISOString().slice(0, 16).replace('T', ' ')
  const counted = pairs.length === 1 ? '1 pair' : `${pairs.length} pairs`
  const days = `${new Date(window.start).toISOString().slice(0, 10)} to ${new Date(window.end - 1).toISOString().slice(0, 10)}`
  const rhythm = pairs.length === 0 ? 'no 1-on-1 found' : `${pairs.length - troubled} of ${counted} on rhythm`
  return ['', `${bold(rhythm)}${dim(`  ·  ${days}, judged ${judged} UTC`)}`, '']
}

// --- the strips ---------------------------------------------------------------------------------------------

function strips(pairs: readonly Audited[], request: Request): string[] {
  if (pairs.length === 0) return []
  const weeks = weeksOf(request)
  const lines = pairs.map((pair) => stripLine(pair, weeks, request))
  const months = `${' '.repeat(NAMES + 2)}${dim(monthLine(weeks))}`
  return [months, ...lines, '', legend(pairs), '']
}

/** Mondays of the window; of a long one the weeks that fit, up to a few weeks after now. */
function weeksOf({ window, now }: Request): Day[] {
  const soon = Math.max(window.start, now + 5 * WEEK)
  const last = mondayOf(localDay(Math.min(window.end - 1, soon), 'UTC'))
  const fitting = addDays(last, -7 * (STRIP - 1))
  const first = mondayOf(localDay(window.start, 'UTC'))
  const weeks: Day[] = []
  for (let week = first > fitting ? first : fitting; week <= last; week = addDays(week, 7)) weeks.push(week)
  return weeks
}

/** Month names above the first week of each (a week is its Thursday's), where there is room before the next. */
function monthLine(weeks: readonly Day[]): string {
  const days = weeks.map((week) => addDays(week, 3))
  const firsts = days.flatMap((day, i) => (day.slice(0, 7) === days[i - 1]?.slice(0, 7) ? [] : [i]))
  const named = firsts.filter((at, i) => (firsts[i + 1] ?? Number.POSITIVE_INFINITY) - at > 3)
  return named.reduce((line, at) => line.padEnd(at) + monthName(days[at]!), '')
}

function monthName(day: Day): string {
  return new Intl.DateTimeFormat('en-GB', { month: 'short', timeZone: 'UTC' })
    .format(new Date(day))
    .slice(0, 3)
}

function stripLine({ judgement, facts }: Audited, weeks: readonly Day[], { now }: Request): string {
  const zone = facts.people[0].zone
  const byWeek = Map.groupBy(judgement.slots, (slot) => mondayOf(localDay(slot.original, zone)))
  const strip = weeks.map((week) => signOf(byWeek.get(week) ?? [])).join('')
  const fill = ' '.repeat(STRIP - weeks.length)
  return `  ${column(namesOf(facts.people), NAMES)}${strip}${fill}  ${dim(clipped(rhythmOf(judgement, now, zone), WIDTH - NAMES - STRIP - 4))}`
}

function rhythmOf({ lastMet, series, living }: Audited['judgement'], now: Instant, zone: string): string {
  const cadences = series.filter(({ ended }) => !ended).flatMap(({ cadenceDays }) => cadenceDays ?? [])
  const days = Math.round(Math.min(...cadences))
  const usually = cadences.length === 0 ? '' : days === 1 ? ', every day' : `, every ${days} days`
  const met =
    lastMet === null ? 'not met yet' : `met ${ago(daysBetween(localDay(lastMet, zone), localDay(now, zone)))}`
  return living ? `${met}${usually}` : `${met}, none planned`
}

function ago(days: number): string {
  return days === 0 ? 'today' : days === 1 ? 'yesterday' : `${days} days ago`
}

function legend(pairs: readonly Audited[]): string {
  const slots = pairs.flatMap(({ judgement }) => judgement.slots)
  const used = SIGNS.filter(({ fits }) => slots.some(fits))
  return `  ${used.map(({ sign, means, style }) => `${paint(style, sign)} ${means}`).join('   ')}`
}

// --- what needs a look --------------------------------------------------------------------------------------

function needsLook({ judgement }: Audited, { window }: Pick<Request, 'window'>): boolean {
  return (
    judgement.infrequent !== null ||
    judgement.slots.some((slot) => isIn(slot.original, window) && isTold(slot))
  )
}

function isTold({ flags, state }: Slot): boolean {
  return flags.length > 0 || state === 'unknown'
}

function looks(pairs: readonly Audited[], request: Request): string[] {
  const told = pairs.filter((pair) => needsLook(pair, request))
  if (told.length === 0) return []
  return [bold('Needs a look'), '', ...told.flatMap((pair) => pairLooks(pair, request))]
}

function pairLooks({ judgement, facts }: Audited, { window }: Request): string[] {
  const manager = facts.people.find(({ address }) => address === judgement.manager)
  const head = `  ${bold(clipped(namesOf(facts.people), 70))}${manager ? dim(`  ${nameOf(manager)} manages`) : ''}`
  const slots = judgement.slots.filter((slot) => isIn(slot.original, window) && isTold(slot))
  const zone = (manager ?? facts.people[0]).zone
  const lines = runsOf(slots.map((slot) => lookOf(slot, zone))).flatMap(lookLines)
  if (judgement.infrequent)
    lines.push(...row('~', 'yellow', '', flagLabel('infrequent'), infrequencySentence(judgement.infrequent)))
  return [head, ...lines, '']
}

interface Look {
  sign: (typeof SIGNS)[number]
  day: string
  time: string
  label: string
  why: string
}

function lookOf(slot: Slot, zone: string): Look {
  const minutes = Math.round((slot.end - slot.start) / 60_000)
  const why = slot.reasons.map((reason) => reasonSentence(reason, { minutes })).join(' ')
  const label = slot.flags.includes('short') ? flagLabel('short') : stateLabel(slot.state)
  return { sign: SIGNS.find(({ fits }) => fits(slot))!, ...dateOf(slot.original, zone), label, why }
}

/** Looks that say the same one after the other. */
function runsOf(looks: readonly Look[]): Look[][] {
  const runs: Look[][] = []
  for (const look of looks) {
    const before = runs.at(-1)?.[0]
    if (before?.label === look.label && before.why === look.why) runs.at(-1)!.push(look)
    else runs.push([look])
  }
  return runs
}

/** A long run is told by its first, how many there are, and the last. */
function lookLines(run: readonly Look[]): string[] {
  const [first, last] = [run[0]!, run.at(-1)!]
  if (run.length < 4) return run.flatMap((look) => lookLine(look, look.why))
  return lookLine(first, `${first.why} ${run.length - 1} more like it, the last on ${last.day}.`)
}

function lookLine({ sign, day, time, label }: Look, why: string): string[] {
  return row(sign.sign, sign.style, `${day} ${time}`, label, why)
}

function row(sign: string, style: Style, when: string, label: string, why: string): string[] {
  const [first = '', ...rest] = wrapped(why, WIDTH - 44)
  const indent = ' '.repeat(44)
  return [
    `    ${paint(style, sign)} ${column(when, 23)} ${column(label, 13)} ${first}`,
    ...rest.map((line) => indent + line),
  ]
}

function dateOf(instant: Instant, timeZone: string) {
  const day = new Intl.DateTimeFormat('en-GB', {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    timeZone,
  })
  const time = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone })
  return { day: day.format(instant).replaceAll(',', ''), time: time.format(instant) }
}

// --- what is not watched ------------------------------------------------------------------------------------

function notWatchedLines(notWatched: readonly NotWatched[]): string[] {
  if (notWatched.length === 0) return []
  const shown = notWatched.slice(0, MOST_LISTED)
  const more = notWatched.length - shown.length
  return [
    bold('Not watched, and why'),
    '',
    ...shown.map(({ title, reason, count }) => {
      const times = column(count > 1 ? `${count}×` : '', 5)
      return `  ${times}${column(title || '(no title)', TITLES)} ${dim(clipped(refusalSentence(reason), WIDTH - TITLES - 8))}`
    }),
    ...(more > 0 ? [dim(`  … and ${more} more titles; --json lists them all`)] : []),
    '',
  ]
}

function problemLines(problems: readonly Problem[]): string[] {
  if (problems.length === 0) return []
  const shown = problems.slice(0, MOST_LISTED)
  const more = problems.length - shown.length
  return [
    bold('Could not be read'),
    '',
    ...shown.flatMap(({ file, problem }) =>
      wrapped(`${file}: ${problem}`, WIDTH - 4).map((line, i) => (i ? '    ' : '  ') + line),
    ),
    ...(more > 0 ? [dim(`  … and ${more} more; --json lists them all`)] : []),
    '',
  ]
}

// --- words --------------------------------------------------------------------------------------

function namesOf(people: readonly [Person, Person]): string {
  return people.map(nameOf).join(' · ')
}

function nameOf({ name, address }: Person): string {
  return plain(name ?? address.slice(0, address.indexOf('@')))
}
