// How each act is done at Google.
import type { Address } from '../../../domain/types.ts'
import type * as world from '../../world/acts.ts'
import { findPerson } from '../../world/addresses.ts'
import { deleteFromOwnCalendar, respond } from './attend.ts'
import { setMembers } from './groups.ts'
import { refHere } from './lookup.ts'
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
import * as people from './people.ts'
import type { Company, MemberPlan } from './shapes.ts'

export interface Acts extends world.Acts, world.AdminActs<people.PersonPlan, MemberPlan> {
  dropAlias: { person: Address; alias: Address }
}

export type Change = world.Change<Acts>

export function deedsOf(company: Company): world.Does<Acts> {
  return { ...meetings(company), ...accounts(company) }
}

function meetings(company: Company): world.Does<world.MeetingActs> {
  return {
    createEvent: ({ organizer, plan }) => ({ id: createEvent(company, organizer, plan) }),
    outOfOffice: ({ person, span, summary }) => ({
      id: createEvent(company, person, { ...span, summary, eventType: 'outOfOffice' }),
    }),
    editSeries: ({ id, edit }) => editEvent(company, id, edit),
    cancelSeries: ({ id }) => cancelEvent(company, id),
    endSeries: ({ id, at }) => endSeries(company, id, at),
    splitSeries: ({ id, at, edit }) => ({ newId: splitSeries(company, id, at, edit) }),
    changeOrganizer: ({ id, to, leavesOld }) => changeOrganizer(company, id, to, leavesOld),
    changeInstance: ({ id, original, edit }) => changeInstance(company, id, original, edit),
    cancelInstance: ({ id, original }) => cancelInstance(company, id, original, true),
    restoreInstance: ({ id, original }) => cancelInstance(company, id, original, false),
    respond: ({ person, event, answer }) => respond(company, person, ...refHere(company, event), answer),
    deleteFromOwnCalendar: ({ person, event }) =>
      deleteFromOwnCalendar(company, person, ...refHere(company, event)),
  }
}

function accounts(company: Company): world.Does<Omit<Acts, keyof world.MeetingActs>> {
  return {
    addPerson: ({ address, plan }) => people.addPerson(company, address, plan),
    renamePerson: ({ person, to }) => people.renamePerson(company, person, to),
    dropAlias: ({ person, alias }) => people.dropAlias(company, person, alias),
    suspend: ({ person, suspended }) => people.suspendPerson(company, person, suspended),
    switchCalendar: ({ person, on }) => {
      findPerson(company, person).hasCalendar = on
    },
    deletePerson: ({ person }) => people.deletePerson(company, person),
    setManager: ({ person, manager }) => people.setManager(company, person, manager),
    setUnit: ({ person, unit }) => people.setUnit(company, person, unit),
    addRoom: ({ address, name }) => void company.rooms.set(address, name),
    addGroup: ({ address, members }) => setMembers(company, address, members),
    setGroupMembers: ({ group, members }) => setMembers(company, group, members),
  }
}
