// Compares what came out of the six weeks with what must: each expected verdict and mail, and none besides.
import type { Address, Instant } from '../../domain/types.ts'
import { wallOf } from '../world/zones.ts'
import type { Expected, ExpectedMail, ExpectedSlot } from './expected.ts'
import { employees } from './people.ts'

export interface ActualSlot extends ExpectedSlot {
  /** In any order. */
  people: readonly [Address, Address]
}

/** One mail as it went; `about` and `slots` of all the alerts in it. */
export interface ActualMail extends Pick<ExpectedMail, 'kind' | 'to' | 'about' | 'slots'> {
  at: Instant
}

export interface Differences {
  /** Lines for a person: what was expected and did not come. */
  missing: string[]
  unexpected: string[]
}

/** @param slots those that begin by plan within the six weeks, of all pairs */
export function differencesIn(
  expected: Expected,
  slots: readonly ActualSlot[],
  mails: readonly ActualMail[],
): Differences {
  const wanted = expected.pairs.flatMap(({ people, slots: own }) =>
    own.map((slot) => slotLine({ ...slot, people })),
  )
  const came = slots.map(slotLine)
  const left = [...mails]
  const unmet = expected.mails.filter((mail) => !takeMatch(mail, left))
  return {
    missing: [...without(wanted, came), ...unmet.map(mailLine)],
    unexpected: [...without(came, wanted), ...left.map(mailLine)],
  }
}

function without(lines: readonly string[], others: readonly string[]): string[] {
  return lines.filter((line) => !others.includes(line))
}

/** Removes the mail that fulfils the expectation. */
function takeMatch(mail: ExpectedMail, left: ActualMail[]): boolean {
  const at = left.findIndex(
    (one) => one.at >= mail.at && one.at <= mail.until && subjectOf(one) === subjectOf(mail),
  )
  if (at >= 0) left.splice(at, 1)
  return at >= 0
}

function subjectOf({ kind, to, about, slots }: Omit<ActualMail, 'at'>): string {
  return JSON.stringify([kind, to, about.toSorted(), slots.toSorted((a, b) => a - b)])
}

function slotLine({ people, original, state, moved, flags, reasons }: ActualSlot): string {
  const told = [state, ...(moved ? ['moved'] : []), ...flags.filter((flag) => flag !== state)].join(' ')
  const because = reasons.length > 0 ? ` (${reasons.join(', ')})` : ''
  const [first, second] = people.toSorted()
  return `${names([first!, second!])} ${localTime(original, first!)}: ${told}${because}`
}

function mailLine({ kind, to, about, slots, at }: ActualMail): string {
  const regarding = slots.map((slot) => localTime(slot, to)).join(', ')
  return [`${kind} to ${names([to])} ${localTime(at, to)}`, names(about), regarding]
    .filter(Boolean)
    .join(' · ')
}

function names(addresses: readonly Address[]): string {
  return addresses.map((address) => address.slice(0, address.indexOf('@'))).join(' + ')
}

/** 'Tue 10 Mar 10:00', where that person lives. */
function localTime(instant: Instant, address: Address): string {
  const { zone } = employees.find((one) => one.address === address) ?? { zone: 'UTC' }
  const [weekday, day, month, , time] = new Date(wallOf(instant, zone)).toUTCString().split(' ')
  return `${weekday!.slice(0, 3)} ${Number(day)} ${month} ${time!.slice(0, 5)}`
}
