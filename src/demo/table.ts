// What the demo shows in the end: a table of the pairs, and whether all came as the script says.
import { localDay } from '../domain/clock.ts'
import { mondayOf } from '../domain/digest-time.ts'
import type { Slot } from '../domain/judgement.ts'
import type { Address } from '../domain/types.ts'
import { counted } from '../domain/written.ts'
import type { SampleCompany } from '../sandbox/sample-company/company.ts'
import type { ActualMail } from '../sandbox/sample-company/differences.ts'
import { bold, dim, paint, SIGNS, signOf } from '../terminal/signs.ts'
import { clipped, column, wrapped } from '../terminal/text.ts'
import type { Outcome } from './outcome.ts'
import { say, terminalWidth } from './screen.ts'

const KINDS: ActualMail['kind'][] = ['agenda', 'recap', 'missed', 'short', 'infrequent']

const columnOf = (kind: string) => kind.length + 2
const USED = KINDS.reduce((sum, kind) => sum + columnOf(kind), 2 + 16 + 9 + 9)
/** Fewer columns would tell nothing of the cases. */
const LEAST_ROOM = 20

/**
 * A line per pair: where its two have their calendars, its weeks, how many mails of each kind they got, and which cases of
 * the rules it shows.
 */
export function showTable({ pairs, mails }: Outcome, company: SampleCompany): void {
  const names = new Map(company.people.map(({ address, name }) => [address, name]))
  const at = placesOf(company)
  const cases = casesByPair(company)
  const room = terminalWidth() - USED
  const shown = (text: string) => (room < LEAST_ROOM ? '' : clipped(text, room))
  const heads = KINDS.map((kind) => column(kind, columnOf(kind))).join('')
  say()
  say(dim(`  ${column('', 16)}${column('at', 9)}${column('weeks', 9)}${heads}${shown('shows')}`))
  for (const { people, slots } of pairs) {
    const who = people.map((one) => names.get(one) ?? one).join(' · ')
    const counts = KINDS.map((kind) => column(countOf(mails, kind, people), columnOf(kind))).join('')
    const shows = shown(cases.get(people.join(' ')) ?? '')
    say(`  ${column(who, 16)}${dim(column(at(people), 9))}${stripOf(slots)}  ${counts}${dim(shows)}`)
  }
  say()
  for (const line of legend(terminalWidth() - 2)) say(`  ${line}`)
  const digests = mails.filter(({ kind }) => kind === 'digest').length
  say(dim(`  and ${counted(digests, 'digest', 'digests')} to managers`))
}

function placesOf({ people }: SampleCompany): (pair: readonly Address[]) => string {
  const homes = new Map(people.map(({ address, home }) => [address, home]))
  return (pair) => {
    const [one, other] = pair.map((address) => homes.get(address))
    if (one !== other) return 'both'
    return one === 'google' ? 'Google' : 'Outlook'
  }
}

/** The signs and what they mean, on as many lines as it takes. */
function legend(width: number): string[] {
  const lines: { text: string; used: number }[] = []
  for (const { sign, means, style } of SIGNS) {
    const [last, used] = [lines.at(-1), means.length + 5]
    const text = `${paint(style, sign)} ${means}   `
    if (last && last.used + used <= width + 3)
      Object.assign(last, { text: last.text + text, used: last.used + used })
    else lines.push({ text, used })
  }
  return lines.map(({ text }) => text.trimEnd())
}

function stripOf(slots: readonly Slot[]): string {
  const weeks = Map.groupBy(slots, ({ original }) => mondayOf(localDay(original, 'UTC')))
  const first = Date.parse('2026-02-23')
  const strip = Array.from({ length: 7 }, (_, i) => {
    const week = new Date(first + i * 7 * 86_400_000).toISOString().slice(0, 10)
    return signOf(weeks.get(week) ?? [])
  })
  return strip.join('')
}

function countOf(mails: readonly ActualMail[], kind: ActualMail['kind'], people: readonly Address[]): string {
  const count = mails.filter(
    ({ kind: other, to, about }) =>
      other === kind && people.includes(to) && about.some((one) => one !== to && people.includes(one)),
  ).length
  return count === 0 ? '·' : String(count)
}

function casesByPair({ cases }: SampleCompany): Map<string, string> {
  const byPair = new Map<string, string>()
  for (const [name, pairs] of Object.entries(cases)) {
    for (const pair of pairs) {
      const key = pair.join(' ')
      byPair.set(key, byPair.has(key) ? `${byPair.get(key)}, ${name}` : name)
    }
  }
  return byPair
}

/** True where all that came out is what the script says. */
export function showDifferences({ pairs, mails, differences: { missing, unexpected } }: Outcome): boolean {
  const slots = pairs.reduce((sum, pair) => sum + pair.slots.length, 0)
  say()
  if (missing.length + unexpected.length === 0) {
    const told = `${slots} verdicts and ${mails.length} mails, each as the company's script says, and none besides.`
    const lines = wrapped(told, terminalWidth() - 4).map(bold)
    say(`  ${paint('green', '✓')} ${lines.join('\n    ')}`)
    return true
  }
  say(`  ${paint('red', '✗')} ${bold('Not what the company’s script says.')}`)
  for (const line of missing) say(`    expected, did not come: ${line}`)
  for (const line of unexpected) say(`    came, was not expected: ${line}`)
  return false
}
