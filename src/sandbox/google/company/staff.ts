// The acts of an admin: people come, get another name, manager or unit, are suspended and deleted; rooms and groups.
import type { Address } from '../../../domain/types.ts'
import { setMembers } from './groups.ts'
import { findPerson } from './lookup.ts'
import {
  addPerson,
  deletePerson,
  dropAlias,
  type PersonPlan,
  renamePerson,
  setManager,
  setUnit,
  suspendPerson,
} from './people.ts'
import type { Company, MemberPlan } from './shapes.ts'
import type { Done } from './story.ts'

export function staff(company: Company, done: Done) {
  return { ...accounts(company, done), ...entries(company, done), ...others(company, done) }
}

function accounts(company: Company, done: Done) {
  return {
    addPerson: (address: Address, plan: PersonPlan) => {
      addPerson(company, address, plan)
      done('addPerson', { address, plan })
    },
    /** A new primary address; the old one stays as an alias, in old events too. */
    renamePerson: (person: Address, to: Address) => {
      renamePerson(company, person, to)
      done('renamePerson', { person, to })
    },
    dropAlias: (person: Address, alias: Address) => {
      dropAlias(company, person, alias)
      done('dropAlias', { person, alias })
    },
    /** The account is locked: no token for it, no requests as it. Its events stay where they are. */
    suspend: (person: Address, suspended = true) => {
      suspendPerson(company, person, suspended)
      done('suspend', { person, suspended })
    },
    /** Google Calendar is switched off for a person (notACalendarUser), or on again; the account lives on. */
    switchCalendar: (person: Address, on: boolean) => {
      findPerson(company, person).hasCalendar = on
      done('switchCalendar', { person, on })
    },
    /** The account is gone and its calendar with it; others keep their copies of its meetings. */
    deletePerson: (person: Address) => {
      deletePerson(company, person)
      done('deletePerson', { person })
    },
  }
}

function entries(company: Company, done: Done) {
  return {
    /** Free text, as at Google; null: nobody. */
    setManager: (person: Address, manager: string | null) => {
      setManager(company, person, manager)
      done('setManager', { person, manager })
    },
    setUnit: (person: Address, unit: string) => {
      setUnit(company, person, unit)
      done('setUnit', { person, unit })
    },
  }
}

function others(company: Company, done: Done) {
  return {
    addRoom: (address: Address, name: string) => {
      company.rooms.set(address, name)
      done('addRoom', { address, name })
    },
    addGroup: (address: Address, members: MemberPlan[]) => {
      setMembers(company, address, members)
      done('addGroup', { address, members })
    },
    setGroupMembers: (group: Address, members: MemberPlan[]) => {
      setMembers(company, group, members)
      done('setGroupMembers', { group, members })
    },
  }
}
