// Who manages whom, on a given day (W): decides who is shown what and who is alerted.
import type { Role } from './planning.ts'
import type { Address, Instant, Management, Person } from './types.ts'

type Two = readonly [Person, Person]

/** The one of the two who managed the other at `instant`; null: peers, also where each manages the other. */
export function managerAt(instant: Instant, people: Two, management: readonly Management[]): Address | null {
  const [a, b] = people.map((person) => person.address) as [Address, Address]
  const manages = (manager: Address, person: Address) =>
    management.some((m) => m.manager === manager && m.person === person && holdsAt(instant, m))
  const first = manages(a, b)
  const second = manages(b, a)
  if (first === second) return null
  return first ? a : b
}

function holdsAt(instant: Instant, { from, until }: Management): boolean {
  return (from === null || from <= instant) && (until === null || instant < until)
}

export function roleOf(address: Address, manager: Address | null): Role {
  if (manager === null) return 'peer'
  return address === manager ? 'manager' : 'report'
}
