// How each act is done at Exchange.
import type { Address } from '../../../domain/types.ts'
import type * as world from '../../world/acts.ts'
import { type EventRef, refOf } from '../../world/facts.ts'
import { deleteFromOwnCalendar, forward, respond } from './attend.ts'
import {
  cancelEvent,
  cancelInstance,
  changeInstance,
  createEvent,
  editEvent,
  endSeries,
  splitSeries,
} from './organize.ts'
import * as people from './people.ts'
import type { Company } from './shapes.ts'

export interface Acts extends world.Acts, world.AdminActs<people.PersonPlan, Address> {
  deleteFromOwnCalendar: { person: Address; event: EventRef; silently?: boolean }
  forward: { from: Address; event: EventRef; to: Address }
}

export function deedsOf(company: Company): world.Does<Acts> {
  return { ...meetings(company), ...accounts(company) }
}

function meetings(company: Company): world.Does<Pick<Acts, keyof world.MeetingActs | 'forward'>> {
  return {
    createEvent: ({ organizer, plan }) => ({ id: createEvent(company, organizer, plan) }),
    outOfOffice: ({ person, span, summary }) => ({
      id: createEvent(company, person, { ...span, summary, eventType: 'outOfOffice' }),
    }),
    editSeries: ({ id, edit }) => editEvent(company, id, edit),
    cancelSeries: ({ id }) => cancelEvent(company, id),
    endSeries: ({ id, at }) => endSeries(company, id, at),
    splitSeries: ({ id, at, edit }) => ({ newId: splitSeries(company, id, at, edit) }),
    changeOrganizer: ({ id, to }) => {
      throw new Error(`sandbox: ${id} cannot be handed to ${to}: at Exchange the organizer stays`)
    },
    changeInstance: ({ id, original, edit }) => changeInstance(company, id, original, edit),
    cancelInstance: ({ id, original }) => cancelInstance(company, id, original),
    restoreInstance: ({ id, original }) => {
      throw new Error(`sandbox: ${id} at ${new Date(original).toISOString()} cannot come back at Exchange`)
    },
    respond: ({ person, event, answer }) => respond(company, person, ...refOf(event), answer),
    deleteFromOwnCalendar: ({ person, event, silently = false }) => {
      const [id, original] = refOf(event)
      if (!isOwn(company, person, id)) deleteFromOwnCalendar(company, person, id, original, silently)
      else if (original === null) cancelEvent(company, id)
      else cancelInstance(company, id, original)
    },
    forward: ({ from, event, to }) => forward(company, from, ...refOf(event), to),
  }
}

function isOwn({ organizers, uids }: Company, person: Address, id: string): boolean {
  return organizers.get(uids.get(id) ?? id)?.owner.address === person
}

function accounts(company: Company): world.Does<Omit<Acts, keyof world.MeetingActs | 'forward'>> {
  return {
    addPerson: ({ address, plan }) => people.addPerson(company, address, plan),
    renamePerson: ({ person, to }) => people.renamePerson(company, person, to),
    suspend: ({ person, suspended }) => people.suspendPerson(company, person, suspended),
    switchCalendar: ({ person, on }) => people.switchMailbox(company, person, on),
    deletePerson: ({ person }) => people.deletePerson(company, person),
    setManager: ({ person, manager }) => people.setManager(company, person, manager),
    setUnit: ({ person, unit }) => people.setDepartment(company, person, unit),
    addRoom: ({ address, name }) => people.addRoom(company, address, name),
    addGroup: ({ address, members }) => people.setGroup(company, address, members),
    setGroupMembers: ({ group, members }) => people.setGroup(company, group, members),
  }
}
