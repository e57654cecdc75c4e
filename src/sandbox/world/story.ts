// The acts as a story or test tells them, whoever does them: ids are what createEvent returned, or UIDs.
import type { Address, Instant, Span } from '../../domain/types.ts'
import type { Acts, AdminActs, Does } from './acts.ts'
import type { EventRef, GuestAnswer } from './facts.ts'
import type { EventEdit, EventPlan } from './plans.ts'

export function actsOf(does: Does<Acts>) {
  return { ...meetings(does), ...instances(does), ...guests(does), ...accounts(does) }
}

function meetings(does: Does<Acts>) {
  return {
    /** Returns the id of the new event or series. */
    createEvent: (organizer: Address, plan: EventPlan): string => does.createEvent({ organizer, plan }).id,
    outOfOffice: (person: Address, span: Span, summary = 'Out of office'): string =>
      does.outOfOffice({ person, span, summary }).id,
    /** A single event or all of a series; a `recurrence` makes a series of a single, under the same id and UID. */
    editSeries: (id: string, edit: EventEdit) => does.editSeries({ id, edit }),
    cancelSeries: (id: string) => does.cancelSeries({ id }),
    /** Only the rule's end: no instance on or after the local day of this original start. */
    endSeries: (id: string, at: Instant) => does.endSeries({ id, at }),
    /** "This and following" from this original start on; returns the id of the new series. */
    splitSeries: (id: string, at: Instant, edit: EventEdit = {}): string =>
      does.splitSeries({ id, at, edit }).newId,
    /** @throws Error at Microsoft: the organizer of a meeting at Exchange cannot change */
    changeOrganizer: (id: string, to: Address, { leavesOld = false } = {}) =>
      does.changeOrganizer({ id, to, leavesOld }),
  }
}

function instances(does: Does<Acts>) {
  const changeInstance = (id: string, original: Instant, edit: EventEdit) =>
    does.changeInstance({ id, original, edit })
  return {
    changeInstance,
    /** Without `end` the length stays. */
    moveInstance: (id: string, original: Instant, start: Instant, end?: Instant) =>
      changeInstance(id, original, end === undefined ? { start } : { start, end }),
    cancelInstance: (id: string, original: Instant) => does.cancelInstance({ id, original }),
    /** @throws Error at Microsoft: an occurrence that was called off is gone for good at Exchange */
    restoreInstance: (id: string, original: Instant) => does.restoreInstance({ id, original }),
  }
}

function guests(does: Does<Acts>) {
  return {
    respond: (person: Address, event: EventRef, answer: GuestAnswer) =>
      does.respond({ person, event, answer }),
    /** A guest declines thereby; the organizer calls it off for all. */
    deleteFromOwnCalendar: (person: Address, event: EventRef) =>
      does.deleteFromOwnCalendar({ person, event }),
  }
}

function accounts(does: Does<Acts>) {
  return {
    /** A new primary address; the old one stays as an alias, in old events too. */
    renamePerson: (person: Address, to: Address) => does.renamePerson({ person, to }),
    /** The account is locked: at Google nobody reads its calendar, at Microsoft the mailbox stays readable. */
    suspend: (person: Address, suspended = true) => does.suspend({ person, suspended }),
    /**
     * No calendar is to be read any more, or again; the account lives on. Google Calendar is switched off
     * (notACalendarUser), the mailbox loses its licence (MailboxNotEnabledForRESTAPI).
     */
    switchCalendar: (person: Address, on: boolean) => does.switchCalendar({ person, on }),
    /** The account is gone and its calendar with it; others keep their copies of its meetings. */
    deletePerson: (person: Address) => does.deletePerson({ person }),
    /** At Google free text, at Microsoft somebody of the tenant; null: nobody. */
    setManager: (person: Address, manager: Address | null) => does.setManager({ person, manager }),
  }
}

/** What only one vendor's admin does. */
export function adminActsOf<PersonPlan, Member>(does: Does<AdminActs<PersonPlan, Member>>) {
  return {
    addPerson: (address: Address, plan: PersonPlan) => does.addPerson({ address, plan }),
    /** Google's organizational unit, Microsoft's department. */
    setUnit: (person: Address, unit: string) => does.setUnit({ person, unit }),
    addRoom: (address: Address, name: string) => does.addRoom({ address, name }),
    addGroup: (address: Address, members: Member[]) => does.addGroup({ address, members }),
    setGroupMembers: (group: Address, members: Member[]) => does.setGroupMembers({ group, members }),
  }
}
