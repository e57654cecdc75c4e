// What people in the sandbox's company do, as a story or test tells it: every act is logged and wakes its watchers.
import type { Address, Instant, Span } from '../../domain/types.ts'
import { deleteFromOwnCalendar, respond } from './attend.ts'
import { addPerson, findPerson, type PersonPlan } from './company.ts'
import type { EventEdit, EventPlan } from './facts.ts'
import {
  cancelEvent,
  cancelInstance,
  changeInstance,
  changeOrganizer,
  createEvent,
  editEvent,
  endSeries,
  splitSeries,
} from './organize.ts'
import type { Change, Company, EventRef, GoogleAnswer } from './shapes.ts'

export type Story = ReturnType<typeof story>

/** The acts on this company. Refs are event ids, or `{ id, original }` for one instance by its original start. */
export function story(company: Company) {
  const act = <T>(did: string, what: Record<string, unknown>, deed: () => T): T =>
    acted(company, did, what, deed)
  return {
    addPerson: (address: Address, plan: PersonPlan) =>
      act('addPerson', { address, plan }, () => addPerson(company, address, plan)),
    addRoom: (address: Address, name: string) =>
      act('addRoom', { address, name }, () => void company.rooms.set(address, name)),
    addGroup: (address: Address, members: Address[]) =>
      act('addGroup', { address, members }, () => void company.groups.set(address, members)),
    /** The account is locked: no token for it, no requests as it. Its events stay where they are. */
    suspend: (person: Address, suspended = true) =>
      act('suspend', { person, suspended }, () => {
        findPerson(company, person).suspended = suspended
      }),

    /** Returns the id of the new event or series. */
    createEvent: (organizer: Address, plan: EventPlan) =>
      act('createEvent', { organizer, plan }, () => createEvent(company, organizer, plan)),
    outOfOffice: (person: Address, span: Span, summary = 'Out of office') => {
      const plan = { ...span, summary, eventType: 'outOfOffice' }
      return act('outOfOffice', { person, ...plan }, () => createEvent(company, person, plan))
    },

    respond: (person: Address, event: EventRef, answer: GoogleAnswer) =>
      act('respond', { person, event, answer }, () => respond(company, person, ...refOf(event), answer)),
    deleteFromOwnCalendar: (person: Address, event: EventRef) =>
      act('deleteFromOwnCalendar', { person, event }, () =>
        deleteFromOwnCalendar(company, person, ...refOf(event)),
      ),

    /** Without `end` the length stays. */
    moveInstance: (id: string, original: Instant, start: Instant, end?: Instant) => {
      const edit = end === undefined ? { start } : { start, end }
      act('moveInstance', { id, original, ...edit }, () => changeInstance(company, id, original, edit))
    },
    changeInstance: (id: string, original: Instant, edit: EventEdit) =>
      act('changeInstance', { id, original, edit }, () => changeInstance(company, id, original, edit)),
    cancelInstance: (id: string, original: Instant) =>
      act('cancelInstance', { id, original }, () => cancelInstance(company, id, original, true)),
    restoreInstance: (id: string, original: Instant) =>
      act('restoreInstance', { id, original }, () => cancelInstance(company, id, original, false)),

    /** A single event or all of a series; a `recurrence` makes a series of a single, under the same id and iCalUID. */
    editSeries: (id: string, edit: EventEdit) =>
      act('editSeries', { id, edit }, () => editEvent(company, id, edit)),
    cancelSeries: (id: string) => act('cancelSeries', { id }, () => cancelEvent(company, id)),
    /** Only the rule's end: no instance from this original start on. */
    endSeries: (id: string, at: Instant) => act('endSeries', { id, at }, () => endSeries(company, id, at)),
    /** "This and following" from this original start on; returns the id of the new series. */
    splitSeries: (id: string, at: Instant, edit: EventEdit = {}) =>
      act('splitSeries', { id, at, edit }, () => splitSeries(company, id, at, edit)),
    changeOrganizer: (id: string, to: Address, { leavesOld = false } = {}) =>
      act('changeOrganizer', { id, to, leavesOld }, () => changeOrganizer(company, id, to, leavesOld)),

    /** Everything done so far, in order. */
    log: (): readonly Change[] => company.log,
  }
}

/** Runs one deed, logs it with its instant and result, and tells the watchers once which calendars it touched. */
function acted<T>(company: Company, did: string, what: Record<string, unknown>, deed: () => T): T {
  const before = new Map([...company.calendars].map(([owner, calendar]) => [owner, calendar.version]))
  const result = deed()
  company.log.push({
    at: company.now(),
    did,
    with: structuredClone(result === undefined ? what : { ...what, result }),
  })
  const touched = [...company.calendars].filter(
    ([owner, { version }]) => version !== (before.get(owner) ?? 0),
  )
  if (touched.length > 0) for (const tell of company.changed) tell(touched.map(([owner]) => owner))
  return result
}

function refOf(event: EventRef): [id: string, original: Instant | null] {
  return typeof event === 'string' ? [event, null] : [event.id, event.original]
}
