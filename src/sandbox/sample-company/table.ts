// Reads a chapter's table: a row per slot, its verdict, and what of its mails is not as usual.
//
//   Tue 10 Mar 10:00 held                                      where and when planned, what it comes to
//   Tue 10 Mar 10:00 → Wed 11 Mar 15:00 held moved             where it went
//   Tue 10 Mar 10:00 25 min held short (shortened)             another length than planned; reasons in brackets
//   Tue 10 Mar 10:00 skipped (declined) | missed Wed 11 Mar 10:30 | agenda Mon 9 Mar 10:00
//   Tue 10 Mar 10:00 held | agenda mia Tue 10 Mar 08:00 | no recap ann
//
// Usual is: of a held slot both get an agenda 24 hours before its start and a recap 15 minutes after its end; of any
// other slot nobody gets anything. What falls outside somebody's working hours must be said.
import type { Reason, State } from '../../domain/judgement.ts'
import { type Address, HOUR, type Instant, MINUTE } from '../../domain/types.ts'
import type { Chapter } from './chapter.ts'
import type { ExpectedMail, ExpectedSlot, MailKind } from './expected.ts'
import { isAtWork } from './hours.ts'
import { addressOf } from './people.ts'

const ROW =
  /^(\w{3} +\d+ \w{3} \d\d:\d\d)(?: → (\w{3} +\d+ \w{3} \d\d:\d\d))?(?: (\d+) min)? (held|skipped|excused|excluded|upcoming|unknown)( moved)?( short)?(?: \(([a-z, -]+)\))?$/
const NOTE =
  /^(agenda|recap|missed|short|infrequent)( again)?(?: ([a-z]+))? (\w{3} +\d+ \w{3} \d\d:\d\d)( at once)?$/
const WITHOUT = /^no (agenda|recap|mails)(?: ([a-z]+))?$/

/** 'at once' is as soon as the calendars were read again. */
const AT_ONCE = 10 * MINUTE
const RECAPS_UNTIL = 20

export function slotsOf(chapter: Chapter): ExpectedSlot[] {
  return rowsOf(chapter).map(({ slot }) => slot)
}

export function mailsOf(chapter: Chapter): ExpectedMail[] {
  const apart = (chapter.mails ?? '').split('\n').filter((line) => line.trim() !== '')
  return [
    ...rowsOf(chapter).flatMap((row) => mailsOfRow(row, chapter)),
    ...apart.flatMap((line) => notedMails(line.trim(), null, chapter)),
  ]
}

interface Row {
  slot: ExpectedSlot
  start: Instant
  end: Instant
  notes: string[]
}

function rowsOf(chapter: Chapter): Row[] {
  const lines = chapter.slots.split('\n').map((line) => line.trim())
  return lines.filter((line) => line !== '').map((line) => rowOf(line, chapter))
}

function rowOf(line: string, { local, minutes, pair }: Chapter): Row {
  const [said = '', ...notes] = line.split('|').map((part) => part.trim().replace(/ +/g, ' '))
  const [, planned, moved, length, state, isMoved, isShort, reasons] = ROW.exec(said) ?? []
  if (!planned || !state) throw new Error(`sample company: cannot read '${line}' of ${pair.join(' and ')}`)
  const original = local.on(planned)
  const start = moved ? local.on(moved) : original
  const slot: ExpectedSlot = {
    original,
    state: state as State,
    moved: isMoved !== undefined,
    flags: state === 'skipped' ? ['skipped'] : isShort ? ['short'] : [],
    reasons: reasons ? (reasons.split(', ') as Reason[]) : [],
  }
  return { slot, start, end: start + Number(length ?? minutes) * MINUTE, notes }
}

function mailsOfRow({ slot, start, end, notes }: Row, chapter: Chapter): ExpectedMail[] {
  const without = notes.flatMap((note) => WITHOUT.exec(note) ?? [])
  const noted = notes
    .filter((note) => !WITHOUT.test(note))
    .flatMap((note) => notedMails(note, slot.original, chapter))
  if (slot.state !== 'held' || without[1] === 'mails') return noted
  const usual = (['agenda', 'recap'] as const).flatMap((kind) =>
    chapter.pair.flatMap((name) => {
      const isOtherwise = noted.some((mail) => mail.kind === kind && mail.to === addressOf(name))
      if (isOtherwise || notes.includes(`no ${kind}`) || notes.includes(`no ${kind} ${name}`)) return []
      const at = kind === 'agenda' ? start - 24 * HOUR : end + 15 * MINUTE
      if (!isAtWork(addressOf(name), at, kind === 'recap' ? RECAPS_UNTIL : null))
        throw new Error(
          `sample company: say when ${name} gets the ${kind} of ${new Date(start).toISOString()}`,
        )
      return [mailTo(name, kind, { at, until: at }, slot.original, chapter)]
    }),
  )
  return [...usual, ...noted]
}

function notedMails(note: string, original: Instant | null, chapter: Chapter): ExpectedMail[] {
  const [, kind, , name, time, atOnce] = NOTE.exec(note) ?? []
  if (!kind || !time)
    throw new Error(`sample company: cannot read '${note}' of ${chapter.pair.join(' and ')}`)
  const at = chapter.local.on(time)
  const span = { at, until: atOnce ? at + AT_ONCE : at }
  const names = name ? [name] : chapter.pair
  return names.map((one) => mailTo(one, kind as MailKind, span, original, chapter))
}

function mailTo(
  name: string,
  kind: MailKind,
  span: Pick<ExpectedMail, 'at' | 'until'>,
  slot: Instant | null,
  { pair }: Chapter,
): ExpectedMail {
  const other = pair.find((one) => one !== name)
  if (!other || !pair.includes(name))
    throw new Error(`sample company: ${name} is none of ${pair.join(' and ')}`)
  const about: Address[] = [addressOf(other)]
  return { kind, to: addressOf(name), about, slots: slot === null ? [] : [slot], ...span }
}
