// The log's words: every act of the story with what it was told, enough to replay it independently.
import type { Address, Instant, Span } from '../../domain/types.ts'
import type { PersonPlan } from '../google/company/people.ts'
import type { MemberPlan } from '../google/company/shapes.ts'
import type { EventRef, GuestAnswer } from './facts.ts'
import type { EventEdit, EventPlan } from './plans.ts'

/** `id` of createEvent, outOfOffice and splitSeries' `newId` are what the act returned. */
export interface Acts {
  addPerson: { address: Address; plan: PersonPlan }
  addRoom: { address: Address; name: string }
  addGroup: { address: Address; members: MemberPlan[] }
  renamePerson: { person: Address; to: Address }
  dropAlias: { person: Address; alias: Address }
  deletePerson: { person: Address }
  switchCalendar: { person: Address; on: boolean }
  setManager: { person: Address; manager: string | null }
  setUnit: { person: Address; unit: string }
  setGroupMembers: { group: Address; members: MemberPlan[] }
  suspend: { person: Address; suspended: boolean }
  createEvent: { organizer: Address; plan: EventPlan; id: string }
  outOfOffice: { person: Address; span: Span; summary: string; id: string }
  respond: { person: Address; event: EventRef; answer: GuestAnswer }
  deleteFromOwnCalendar: { person: Address; event: EventRef }
  changeInstance: { id: string; original: Instant; edit: EventEdit }
  cancelInstance: { id: string; original: Instant }
  restoreInstance: { id: string; original: Instant }
  editSeries: { id: string; edit: EventEdit }
  cancelSeries: { id: string }
  endSeries: { id: string; at: Instant }
  splitSeries: { id: string; at: Instant; edit: EventEdit; newId: string }
  changeOrganizer: { id: string; to: Address; leavesOld: boolean }
}

/** What was done, when by the story's clock, and to what; moveInstance is logged as changeInstance. */
export type Change = { [Did in keyof Acts]: { at: Instant; did: Did; with: Acts[Did] } }[keyof Acts]
