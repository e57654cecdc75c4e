// Who has which address: people may be asked for by any of theirs, and none is anybody else's.
import type { Address } from '../../domain/types.ts'

export interface Named {
  /** The primary one. */
  address: Address
  aliases: Address[]
}

/** What every vendor's directory keeps of it. */
export interface Directory<Person> {
  people: Map<Address, Person>
  /** Alias or primary address → primary address. */
  addresses: Map<Address, Address>
  groups: ReadonlyMap<Address, unknown>
}

/** By primary address or alias. @throws Error for nobody: a story that means another */
export function findPerson<Person>(directory: Directory<Person>, address: Address): Person {
  const person = personAt(directory, address)
  if (!person) throw new Error(`sandbox: nobody called ${address}`)
  return person
}

export function personAt<Person>(
  { people, addresses }: Directory<Person>,
  address: Address,
): Person | undefined {
  return people.get(addresses.get(address) ?? address)
}

export function is(person: Named, address: Address): boolean {
  return addressesOf(person).includes(address)
}

export const addressesOf = ({ address, aliases }: Named): Address[] => [address, ...aliases]

/** @throws Error for an address that is somebody's */
export function enter<Person extends Named>(directory: Directory<Person>, person: Person): void {
  for (const name of addressesOf(person)) claim(directory, name, person.address)
  directory.people.set(person.address, person)
}

/** The old primary address stays as an alias. */
export function readdress<Person extends Named>(
  directory: Directory<Person>,
  person: Person,
  to: Address,
): void {
  const old = person.address
  if (!person.aliases.includes(to)) claim(directory, to, to)
  person.aliases = [...person.aliases.filter((alias) => alias !== to), old]
  person.address = to
  for (const name of addressesOf(person)) directory.addresses.set(name, to)
  directory.people.delete(old)
  directory.people.set(to, person)
}

/** All of their addresses are free for somebody else. */
export function strike<Person extends Named>(directory: Directory<Person>, person: Person): void {
  directory.people.delete(person.address)
  for (const name of addressesOf(person)) directory.addresses.delete(name)
}

function claim({ addresses, groups }: Directory<unknown>, address: Address, owner: Address): void {
  if (addresses.has(address) || groups.has(address)) throw new Error(`sandbox: ${address} is taken`)
  addresses.set(address, owner)
}
