// What people in the sandbox's company do, as a story or test tells it: every act is logged and wakes its watchers.
import type { Address, Instant, Span } from '../../domain/types.ts'
import type { Acts, Change } from './acts.ts'
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
import type { Company, EventRef, GoogleAnswer } from './shapes.ts'

export type Story = ReturnType<typeof story>

/** The acts on this company. Refs are event ids, or `{ id, original }` for one instance by its original start. */
export function story(company: Company) {
  const log: Change[] = []
  const act: Act = (did, deed) => {
    const before = versions(company)
    const told = deed()
    log.push({ at: company.now(), did, with: structuredClone(told) } as Change)
    tellOfChanges(company, before)
    return told
  }
  return {
    ...staff(company, act),
    ...meetings(company, act),
    ...instances(company, act),
    /** Everything done so far, in order. */
    log: (): readonly Change[] => log,
  }
}

/** Does a deed, logs what it says, and tells the watchers once of all calendars it touched. */
type Act = <Did extends keyof Acts>(did: Did, deed: () => Acts[Did]) => Acts[Did]

function staff(company: Company, act: Act) {
  return {
    addPerson: (address: Address, plan: PersonPlan) => {
      act('addPerson', () => told(addPerson(company, address, plan), { address, plan }))
    },
    addRoom: (address: Address, name: string) => {
      act('addRoom', () => told(company.rooms.set(address, name), { address, name }))
    },
    addGroup: (address: Address, members: Address[]) => {
      act('addGroup', () => told(company.groups.set(address, members), { address, members }))
    },
    /** The account is locked: no token for it, no requests as it. Its events stay where they are. */
    suspend: (person: Address, suspended = true) => {
      act('suspend', () =>
        told(Object.assign(findPerson(company, person), { suspended }), { person, suspended }),
      )
    },
  }
}

function meetings(company: Company, act: Act) {
  return {
    /** Returns the id of the new event or series. */
    createEvent: (organizer: Address, plan: EventPlan): string =>
      act('createEvent', () => ({ organizer, plan, id: createEvent(company, organizer, plan) })).id,
    outOfOffice: (person: Address, span: Span, summary = 'Out of office'): string => {
      const plan = { ...span, summary, eventType: 'outOfOffice' }
      return act('outOfOffice', () => ({ person, span, summary, id: createEvent(company, person, plan) })).id
    },
    /** A single event or all of a series; a `recurrence` makes a series of a single, under the same id and iCalUID. */
    editSeries: (id: string, edit: EventEdit) => {
      act('editSeries', () => told(editEvent(company, id, edit), { id, edit }))
    },
    cancelSeries: (id: string) => {
      act('cancelSeries', () => told(cancelEvent(company, id), { id }))
    },
    /** Only the rule's end: no instance from this original start on. */
    endSeries: (id: string, at: Instant) => {
      act('endSeries', () => told(endSeries(company, id, at), { id, at }))
    },
    /** "This and following" from this original start on; returns the id of the new series. */
    splitSeries: (id: string, at: Instant, edit: EventEdit = {}): string =>
      act('splitSeries', () => ({ id, at, edit, newId: splitSeries(company, id, at, edit) })).newId,
    changeOrganizer: (id: string, to: Address, { leavesOld = false } = {}) => {
      act('changeOrganizer', () => told(changeOrganizer(company, id, to, leavesOld), { id, to, leavesOld }))
    },
  }
}

function instances(company: Company, act: Act) {
  const changeOne = (id: string, original: Instant, edit: EventEdit) => {
    act('changeInstance', () => told(changeInstance(company, id, original, edit), { id, original, edit }))
  }
  return {
    changeInstance: changeOne,
    /** Without `end` the length stays. */
    moveInstance: (id: string, original: Instant, start: Instant, end?: Instant) =>
      changeOne(id, original, end === undefined ? { start } : { start, end }),
    cancelInstance: (id: string, original: Instant) => {
      act('cancelInstance', () => told(cancelInstance(company, id, original, true), { id, original }))
    },
    restoreInstance: (id: string, original: Instant) => {
      act('restoreInstance', () => told(cancelInstance(company, id, original, false), { id, original }))
    },
    respond: (person: Address, event: EventRef, answer: GoogleAnswer) => {
      act('respond', () => told(respond(company, person, ...refOf(event), answer), { person, event, answer }))
    },
    deleteFromOwnCalendar: (person: Address, event: EventRef) => {
      act('deleteFromOwnCalendar', () =>
        told(deleteFromOwnCalendar(company, person, ...refOf(event)), { person, event }),
      )
    },
  }
}

/** The deed is done by now; this is what the log says of it. */
function told<T>(_done: unknown, what: T): T {
  return what
}

function versions(company: Company): Map<Address, number> {
  return new Map([...company.calendars].map(([owner, { version }]) => [owner, version]))
}

function tellOfChanges(company: Company, before: Map<Address, number>): void {
  const touched = [...versions(company)].filter(([owner, version]) => version !== (before.get(owner) ?? 0))
  if (touched.length > 0) for (const tell of company.changed) tell(touched.map(([owner]) => owner))
}

function refOf(event: EventRef): [id: string, original: Instant | null] {
  return typeof event === 'string' ? [event, null] : [event.id, event.original]
}
