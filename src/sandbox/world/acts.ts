// Every act of a story with what it was told: enough to replay it independently. Each vendor does them in its own way.
import type { Address, Instant, Span } from '../../domain/types.ts'
import type { EventRef, GuestAnswer } from './facts.ts'
import type { EventEdit, EventPlan } from './plans.ts'

/** What people do with meetings. `id` of createEvent and outOfOffice and `newId` are what the act returned. */
export interface MeetingActs {
  createEvent: { organizer: Address; plan: EventPlan; id: string }
  outOfOffice: { person: Address; span: Span; summary: string; id: string }
  editSeries: { id: string; edit: EventEdit }
  cancelSeries: { id: string }
  endSeries: { id: string; at: Instant }
  splitSeries: { id: string; at: Instant; edit: EventEdit; newId: string }
  changeOrganizer: { id: string; to: Address; leavesOld: boolean }
  changeInstance: { id: string; original: Instant; edit: EventEdit }
  cancelInstance: { id: string; original: Instant }
  restoreInstance: { id: string; original: Instant }
  respond: { person: Address; event: EventRef; answer: GuestAnswer }
  deleteFromOwnCalendar: { person: Address; event: EventRef }
}

/** What becomes of an account. */
export interface AccountActs {
  renamePerson: { person: Address; to: Address }
  suspend: { person: Address; suspended: boolean }
  switchCalendar: { person: Address; on: boolean }
  deletePerson: { person: Address }
  setManager: { person: Address; manager: Address | null }
}

/** What is done wherever calendars are. */
export interface Acts extends MeetingActs, AccountActs {}

/** What an admin does besides, at one vendor. */
export interface AdminActs<PersonPlan, Member> {
  addPerson: { address: Address; plan: PersonPlan }
  setUnit: { person: Address; unit: string }
  addRoom: { address: Address; name: string }
  addGroup: { address: Address; members: Member[] }
  setGroupMembers: { group: Address; members: Member[] }
}

/** What an act brings forth, beside what it was told. */
interface Made {
  createEvent: { id: string }
  outOfOffice: { id: string }
  splitSeries: { newId: string }
}

/** Somebody who does these acts. */
export type Does<All> = {
  [Did in keyof All]: Did extends keyof Made
    ? (told: Omit<All[Did], keyof Made[Did]>) => Made[Did]
    : (told: All[Did]) => void
}

/** What was done, when by the story's clock, and to what; moveInstance is logged as changeInstance. */
export type Change<All> = { [Did in keyof All]: { at: Instant; did: Did; with: All[Did] } }[keyof All]

type After<All> = <Did extends keyof All>(did: Did, what: All[Did]) => void

/** The same acts; each is logged once it is done, and `after` is told of it. */
export function logged<All extends object>(does: Does<All>, now: () => Instant, after?: After<All>) {
  const log: Change<All>[] = []
  const noted = (did: keyof All, act: Act) => (told: object) => {
    const made = act(told)
    const what = { ...told, ...made } as All[keyof All]
    log.push({ at: now(), did, with: structuredClone(what) })
    after?.(did, what)
    return made
  }
  const acts = Object.entries(does as Record<string, Act>)
  const both = acts.map(([did, act]) => [did, noted(did as keyof All, act)])
  return { log, does: Object.fromEntries(both) as Does<All> }
}

type Act = (told: object) => object | undefined
