// Who works at the sample company, where, for whom, and which days are public holidays there. Two companies that became one:
// Example, at Google, bought Contoso, whose people kept their Outlook; some teams have people of both.
import type { Address, Day, Holiday, Management, WorkingHours, Zone } from '../../domain/types.ts'
import type { PersonPlan } from '../google/company/people.ts'
import { guid } from '../graph/company/ids.ts'
import { inZone } from './when.ts'

/** Whose calendars somebody's is among. */
export type Home = 'google' | 'microsoft'

export const DOMAINS: Readonly<Record<Home, string>> = { google: 'example.com', microsoft: 'contoso.example' }

const CONTOSO = ['Noah', 'Pia', 'Quinn', 'Rosa', 'Sam', 'Ivo', 'Gita', 'Wren', 'Jack', 'Kai'].map(lower)

export interface Employee {
  /** The account's, as the directory has it. */
  id: string
  home: Home
  address: Address
  name: string
  zone: Zone
  aliases: Address[]
  /** Null: not known, so the policy's. */
  hours: WorkingHours | null
  seesInvitations: NonNullable<PersonPlan['seesInvitations']>
  admin: boolean
}

type More = Partial<Pick<Employee, 'aliases' | 'hours' | 'seesInvitations' | 'admin'>>

/** What Outlook tells of who never set anything. */
const OUTLOOK_HOURS: WorkingHours = { startMinute: 8 * 60, endMinute: 17 * 60, days: [1, 2, 3, 4, 5] }

const employee = (name: string, zone: Zone, more: More = {}): Omit<Employee, 'id'> => ({
  home: homeOf(name),
  address: addressOf(name),
  name,
  zone,
  aliases: [],
  hours: homeOf(name) === 'microsoft' ? OUTLOOK_HOURS : null,
  seesInvitations: 'always',
  admin: false,
  ...more,
})

/** 'ann' or 'Ann' → her address. */
export function addressOf(name: string): Address {
  return `${lower(name)}@${DOMAINS[homeOf(name)]}`
}

export function homeOf(name: string): Home {
  return CONTOSO.includes(lower(name)) ? 'microsoft' : 'google'
}

function lower(name: string): string {
  return name.toLowerCase()
}

export const BERLIN = 'Europe/Berlin'
export const LONDON = 'Europe/London'
export const NEW_YORK = 'America/New_York'
export const KOLKATA = 'Asia/Kolkata'
export const MELBOURNE = 'Australia/Melbourne'
export const SYDNEY = 'Australia/Sydney'
export const TOKYO = 'Asia/Tokyo'

const MONDAY_TO_THURSDAY: WorkingHours = { startMinute: 9 * 60, endMinute: 15 * 60, days: [1, 2, 3, 4] }

export const employees: Employee[] = [
  employee('Vera', BERLIN, { admin: true }),
  employee('Zoe', BERLIN),
  employee('Mia', BERLIN),
  employee('Ann', BERLIN, { aliases: [`ann.meyer@${DOMAINS.google}`] }),
  employee('Ben', BERLIN),
  employee('Cleo', BERLIN),
  employee('Dan', BERLIN, { hours: MONDAY_TO_THURSDAY }),
  employee('Eva', BERLIN),
  employee('Finn', BERLIN),
  employee('Noah', NEW_YORK),
  employee('Omar', NEW_YORK, { seesInvitations: 'answered' }),
  employee('Pia', NEW_YORK),
  employee('Quinn', NEW_YORK),
  employee('Rosa', NEW_YORK),
  employee('Sam', NEW_YORK),
  employee('Ivo', LONDON),
  employee('Priya', KOLKATA),
  employee('Tara', KOLKATA),
  employee('Uday', KOLKATA),
  employee('Gita', KOLKATA),
  employee('Wren', KOLKATA),
  employee('Jack', MELBOURNE),
  employee('Kai', MELBOURNE),
  employee('Lena', SYDNEY),
  employee('Hugo', SYDNEY),
  employee('Yuki', TOKYO),
].map((one, n) => ({ ...one, id: accountId(one, n) }))

/** As each service writes them. */
function accountId({ home, name }: Omit<Employee, 'id'>, n: number): string {
  return home === 'google' ? `1000000000000000000${n + 10}` : guid(`sample company ${name}`)
}

/** Rosa's manager changes on that Monday; the directory tells it the day before. */
const ROSA_MOVES = inZone(NEW_YORK).on('Mon 23 Mar')

const TEAMS: Record<string, string[]> = {
  vera: ['mia', 'noah', 'priya', 'jack', 'zoe'],
  mia: ['ann', 'ben', 'cleo', 'dan', 'eva', 'finn'],
  noah: ['omar', 'pia', 'quinn', 'sam', 'ivo'],
  priya: ['tara', 'uday', 'gita', 'wren'],
  jack: ['kai', 'lena', 'hugo', 'yuki'],
}

const manages = (manager: string, person: string, more: Partial<Management> = {}): Management => ({
  person: addressOf(person),
  manager: addressOf(manager),
  from: null,
  until: null,
  ...more,
})

export const management: Management[] = [
  ...Object.entries(TEAMS).flatMap(([manager, team]) => team.map((person) => manages(manager, person))),
  manages('noah', 'rosa', { until: ROSA_MOVES }),
  manages('pia', 'rosa', { from: ROSA_MOVES }),
]

/** Good Friday and Easter Monday, kept by the Berlin office. */
const EASTER: Day[] = ['2026-04-03', '2026-04-06']

export const holidays: Holiday[] = employees
  .filter(({ zone }) => zone === BERLIN)
  .flatMap(({ address }) => EASTER.map((day) => ({ person: address, day })))

export const ROOM = 'c_188garden@resource.calendar.google.com'
export const NOTE_TAKER = 'notes@fireflies.ai'
export const CUSTOMER = 'lee@customer.example'
export const EVERYBODY = `everybody@${DOMAINS.google}`
