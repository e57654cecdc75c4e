// A CSV file of people: who manages whom, and what else it tells of them.
import { readFile } from 'node:fs/promises'
import { parse } from 'csv-parse/sync'
import { zoneNamed } from '../calendars/zones.ts'
import { isCountry } from '../domain/country.ts'
import type { Address, Management, Zone } from '../domain/types.ts'
import { isAddress } from '../domain/written.ts'
import { cannotRead, UsageError } from '../errors.ts'

export interface RosterPerson {
  address: Address
  /** Null, or empty: not told. */
  name: string | null
  zone: Zone | null
  aliases: Address[]
  /** ISO 3166, with a subdivision where told: DE, DE-BY. */
  country: string | null
  /** False: only named, as somebody's manager. */
  hasRow: boolean
}

export interface Roster {
  /** Everybody whom the file names, managers without a row of their own too. */
  people: RosterPerson[]
  /** Where the file tells; null: nobody manages them. */
  managerOf: Map<Address, Address | null>
  /** One sentence each. */
  problems: string[]
}

/**
 * A header and the columns person and manager; name, zone, aliases (separated by spaces) and country where they are known.
 * An empty cell tells nothing, a manager “-” that there is none. The last row of a person wins. Throws a UsageError for
 * what is no such file.
 */
export async function readRoster(path: string): Promise<Roster> {
  const roster: Roster = { people: [], managerOf: new Map(), problems: [] }
  const people = new Map<Address, RosterPerson>()
  csvRows(await textOf(path), path).forEach((row, i) => {
    const problem = takeRow(row, people, roster.managerOf)
    if (problem) roster.problems.push(`row ${i + 2}: ${problem}`)
  })
  for (const manager of roster.managerOf.values())
    if (manager !== null && !people.has(manager)) people.set(manager, stranger(manager))
  roster.people = [...people.values()]
  roster.problems.push(...mutual(roster.managerOf))
  return roster
}

/** Who manages whom, without a history. */
export function managementOf({ managerOf }: Pick<Roster, 'managerOf'>): Management[] {
  return [...managerOf].flatMap(([person, manager]) =>
    manager === null ? [] : [{ person, manager, from: null, until: null }],
  )
}

type Row = Record<string, string | undefined>

/** Returns what is wrong with the row. */
function takeRow(
  row: Row,
  people: Map<Address, RosterPerson>,
  managerOf: Map<Address, Address | null>,
): string | null {
  const address = addressIn(row.person)
  const manager = row.manager === NOBODY ? NOBODY : addressIn(row.manager)
  if (!address || manager === null || manager === address)
    return 'needs two different addresses, person and manager'
  const zone = row.zone ? zoneNamed(row.zone) : null
  const country = countryIn(row.country?.toUpperCase() ?? '')
  const aliases = (row.aliases ?? '').toLowerCase().split(/[\s,;|]+/)
  people.set(address, {
    address,
    name: row.name || null,
    zone,
    aliases: aliases.filter((alias) => alias.includes('@') && alias !== address),
    country,
    hasRow: true,
  })
  if (manager === '') managerOf.delete(address)
  else managerOf.set(address, manager === NOBODY ? null : manager)
  if (row.zone && !zone) return `the time zone “${row.zone}” is unknown; write it like Europe/Berlin`
  return row.country && !country
    ? `the country “${row.country}” is unknown; write it like DE, or DE-BY with its region`
    : null
}

const NOBODY = '-'
const COUNTRY = /^([A-Z]{2})(-[A-Z0-9]{1,3})?$/

function countryIn(text: string): string | null {
  return isCountry(COUNTRY.exec(text)?.[1] ?? '') ? text : null
}

/** '' where nothing is written, null where it is no address. */
function addressIn(text: string | undefined): Address | '' | null {
  if (!text) return ''
  return isAddress(text) ? text.toLowerCase() : null
}

function stranger(address: Address): RosterPerson {
  return { address, name: null, zone: null, aliases: [], country: null, hasRow: false }
}

function mutual(managerOf: Map<Address, Address | null>): string[] {
  return [...managerOf]
    .filter(([person, manager]) => manager !== null && person < manager && managerOf.get(manager) === person)
    .map(([one, other]) => `${one} and ${other} manage each other; they are taken as peers`)
}

function csvRows(text: string, path: string): Row[] {
  try {
    const rows: Row[] = parse(text, {
      bom: true,
      columns: (header: string[]) => header.map((name) => name.trim().toLowerCase()),
      delimiter: [',', ';', '\t'],
      skip_empty_lines: true,
      relax_column_count: true,
      trim: true,
    })
    const [header] = text.replace(/^\uFEFF/, '').split(/\r?\n/, 1)
    if (/\bperson\b/i.test(header!) && /\bmanager\b/i.test(header!)) return rows
  } catch (error) {
    throw new UsageError(`${path} is no readable CSV file: ${(error as Error).message}`)
  }
  throw new UsageError(`${path} needs a first line with the column names person,manager.`)
}

/** Throws a UsageError. */
export async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    throw new UsageError(cannotRead(path, error))
  }
}
