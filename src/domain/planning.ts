// What the planning of mails speaks of (M): the planned mailing, what is known, which window is planned.
import { mergeAbsences } from './absences.ts'
import { openUntil, type WorkTime, workTimeOf } from './hours.ts'
import type { Judgement, PairFacts, Slot } from './judgement.ts'
import { type Address, DAY, type Day, type Instant, type Person, type Span } from './types.ts'

export type AlertKind = 'missed' | 'short' | 'infrequent'
export type PairMailKind = 'agenda' | 'recap' | AlertKind
/** What the recipient is to the other, on the day of the slot. */
export type Role = 'manager' | 'report' | 'peer'

/** One mail to one recipient; (kind, recipient, subject) names it (M1). */
export interface PlannedMailing extends Moment {
  kind: PairMailKind
  recipient: Address
  /** The other of the pair. */
  about: Address
  role: Role
  /** M1: pair and slot; short by rule: pair and length; infrequent: pair and first day of the lapse. */
  subject: string
  /** Original start of the slot it is about, null: infrequent. Short by rule: the first short slot. */
  slot: Instant | null
  /** Local day (recipient's) on which the slot starts; infrequent: first day of the lapse. */
  day: Day
  /** Short and infrequent come in two sorts each. */
  reason: 'short-by-rule' | 'shortened' | 'by-rule' | 'gap' | null
}

/** A mailing that was claimed, sent or maybe-sent: judging never touches it again (M1). */
export type SettledMailing = Pick<PlannedMailing, 'kind' | 'recipient' | 'subject' | 'slot' | 'day'>

type Known = Pick<PairFacts, 'people' | 'management' | 'absences' | 'holidays' | 'words' | 'policy'>

export interface PlanContext extends Known {
  /** All of the pair's. */
  settled: readonly SettledMailing[]
  /** When each slot (by original start) was first seen, by the service; one that is missing here is seen only now. */
  firstSeen: ReadonlyMap<Instant, Instant>
  /** When the service first judged the pair: a lapse is noticed then at the earliest. Null: it always did. */
  pairSeen: Instant | null
  /** Alerts that fell due before this are let pass: since the policy changed nothing old is alerted anew. */
  alertsSince: Instant | null
  /** Those of the two who get no mails: an admin left them out, or did not choose them. Absent: nobody. */
  spared?: readonly Address[]
}

/** Which due times are wanted, both ends included. */
export interface PlanWindow {
  since: Instant
  until: Instant
  /**
   * The service's now: what should have gone by now and did not goes at the next fitting moment or is let pass (M3).
   * Null: replay; everything goes at its own moment, as if what is known now had been known then (dry run, audit).
   */
  now: Instant | null
}

/** What the service keeps planned: eight days ahead, and back as far as an alert can live. */
export function liveWindow(now: Instant): PlanWindow {
  return { since: now - 8 * DAY, until: now + 8 * DAY, now }
}

/** Every mail that would have gone out between two instants. */
export function replayWindow(since: Instant, until: Instant): PlanWindow {
  return { since, until, now: null }
}

export interface Moment {
  dueAt: Instant
  /** The last moment at which it may go (M2). */
  expiresAt: Instant
}

/** Never to be sent: its recipient is away until it has expired (M2). */
export function isTooLate({ dueAt, expiresAt }: Moment): boolean {
  return dueAt > expiresAt
}

/** All that the mails of one of the two are planned from. */
export interface Plan {
  recipient: Recipient
  judgement: Judgement
  /** Those that get mails, by original start. */
  slots: readonly Slot[]
  context: PlanContext
  window: PlanWindow
}

/** When a person can be reached. */
export interface Reach {
  work: WorkTime
  /** By start; none touches the next. */
  absences: Span[]
}

/** A person as the one who gets a mail. */
export interface Recipient extends Reach {
  person: Person
  other: Person
  /** Working time as it holds for recaps. */
  recapWork: WorkTime
}

const RECAPS_UNTIL = 20 * 60

export function recipientsOf(context: PlanContext): Recipient[] {
  const [first, second] = context.people
  return [recipientOf(first, second, context), recipientOf(second, first, context)]
}

function recipientOf(person: Person, other: Person, context: PlanContext): Recipient {
  const reach = reachOf(person, context)
  return { ...reach, person, other, recapWork: openUntil(RECAPS_UNTIL, reach.work) }
}

export function reachOf(person: Person, known: Pick<Known, 'holidays' | 'absences' | 'policy'>): Reach {
  const work = workTimeOf(person, known.holidays, known.policy)
  return { work, absences: mergeAbsences(known.absences).get(person.address) ?? [] }
}

/** Names a pair, whichever comes first. */
export function pairKeyOf(people: readonly [{ address: Address }, { address: Address }]): string {
  return people
    .map((person) => person.address)
    .sort()
    .join(' ')
}

export function slotSubject(context: PlanContext, original: Instant): string {
  return `${pairKeyOf(context.people)} ${new Date(original).toISOString()}`
}
