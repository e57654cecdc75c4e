// What admins enter: accounts in both directories, the room and the group; and the file that tells what no directory can.
import type { Address, Zone } from '../../domain/types.ts'
import type { PersonPlan as GooglePlan } from '../google/company/people.ts'
import type { PersonPlan as OutlookPlan } from '../graph/company/people.ts'
import {
  BERLIN,
  type Employee,
  EVERYBODY,
  employees,
  KOLKATA,
  LONDON,
  MELBOURNE,
  management,
  NEW_YORK,
  ROOM,
  SYDNEY,
  TOKYO,
} from './people.ts'
import type { Story } from './when.ts'

export function hire({ google, microsoft }: Story): void {
  for (const one of employees)
    if (one.home === 'google') google.addPerson(one.address, googlePlan(one))
    else microsoft.addPerson(one.address, outlookPlan(one))
  google.addRoom(ROOM, 'Garden')
  google.addGroup(
    EVERYBODY,
    employees.map(({ address }) => address),
  )
}

/** Managers at the other house, as a file for `halfhour people`: a directory knows its own people only. */
export function managersElsewhere(): string {
  const rows = employees.flatMap((one) => {
    const manager = managerOf(one)
    return manager && manager.home !== one.home ? [`${one.address},${manager.address}`] : []
  })
  return `${['person,manager', ...rows].join('\n')}\n`
}

type Office = Pick<GooglePlan & OutlookPlan, 'unit' | 'country' | 'locale'>

/** What the directory tells of whoever works there. */
const OFFICES: Record<Zone, Office> = {
  [BERLIN]: { unit: '/Europe/Berlin', country: 'DE' },
  [LONDON]: { unit: '/Europe/London', country: 'GB', locale: 'en-GB' },
  [NEW_YORK]: { unit: '/Americas/New York', country: 'US', locale: 'en-US' },
  [KOLKATA]: { unit: '/Asia/Kolkata', country: 'IN', locale: 'en-IN' },
  [MELBOURNE]: { unit: '/Pacific/Melbourne', country: 'AU', locale: 'en-AU' },
  [SYDNEY]: { unit: '/Pacific/Sydney', country: 'AU', locale: 'en-AU' },
  [TOKYO]: { unit: '/Asia/Tokyo', country: 'JP' },
}

/** Google's directory knows no working hours. */
function googlePlan(one: Employee): GooglePlan {
  const { id, name, zone, aliases, seesInvitations, admin } = one
  return { id, name, zone, aliases, seesInvitations, admin, ...OFFICES[zone], ...managerHere(one) }
}

/** Its departments have no path. */
function outlookPlan(one: Employee): OutlookPlan {
  const { id, name, zone, aliases, hours } = one
  const { unit = '', ...office } = OFFICES[zone]!
  const department = unit.slice(unit.lastIndexOf('/') + 1)
  return {
    ...{ id, name, zone, aliases, ...office, unit: department, ...managerHere(one) },
    ...(hours ? { hours } : {}),
  }
}

function managerHere(one: Employee): { manager?: Address } {
  const manager = managerOf(one)
  return manager?.home === one.home ? { manager: manager.address } : {}
}

/** When the story begins. */
function managerOf({ address }: Employee): Employee | undefined {
  const manager = management.find(({ person, from }) => person === address && from === null)?.manager
  return employees.find((one) => one.address === manager)
}
