// The acts of an admin: people come, get another name, manager or department, are disabled and deleted; rooms, groups.
import type { Address } from '../../../domain/types.ts'
import { findPerson } from './lookup.ts'
import {
  addPerson,
  addRoom,
  deletePerson,
  type PersonPlan,
  renamePerson,
  setDepartment,
  setGroup,
  setManager,
  suspendPerson,
  touchPerson,
} from './people.ts'
import type { Company } from './shapes.ts'
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
    /** `accountEnabled: false`: nobody signs in; the mailbox stays readable. */
    suspend: (person: Address, suspended = true) => {
      suspendPerson(company, person, suspended)
      done('suspend', { person, suspended })
    },
    /** The mailbox loses its licence (MailboxNotEnabledForRESTAPI), or gets one again; the account lives on. */
    switchMailbox: (person: Address, on: boolean) => {
      const owner = findPerson(company, person)
      owner.hasMailbox = on
      touchPerson(company, owner)
      done('switchMailbox', { person, on })
    },
    /** The account is gone and its mailbox with it; others keep their copies of its meetings. */
    deletePerson: (person: Address) => {
      deletePerson(company, person)
      done('deletePerson', { person })
    },
  }
}

function entries(company: Company, done: Done) {
  return {
    /** Somebody of the tenant; null: nobody. */
    setManager: (person: Address, manager: Address | null) => {
      setManager(company, person, manager)
      done('setManager', { person, manager })
    },
    /** The department. */
    setUnit: (person: Address, unit: string) => {
      setDepartment(company, person, unit)
      done('setUnit', { person, unit })
    },
  }
}

function others(company: Company, done: Done) {
  return {
    addRoom: (address: Address, name: string) => {
      addRoom(company, address, name)
      done('addRoom', { address, name })
    },
    addGroup: (address: Address, members: Address[]) => {
      setGroup(company, address, members)
      done('addGroup', { address, members })
    },
    setGroupMembers: (group: Address, members: Address[]) => {
      setGroup(company, group, members)
      done('setGroupMembers', { group, members })
    },
  }
}
