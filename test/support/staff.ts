// A company whose admin does as a test says: accounts come, go, get other addresses and managers, as Google does it.
import fc from 'fast-check'
import type { Account } from '../../src/domain/account.ts'
import type { Address } from '../../src/domain/types.ts'
import { accountOf } from './directory.ts'

export type Act =
  | { act: 'join' }
  | { act: 'suspend' | 'restore' | 'leave' | 'drop-aliases'; who: number }
  /** Back from the deleted, under a new address. */
  | { act: 'return'; who: number }
  | { act: 'rename'; who: number }
  /** To an address that somebody who left had. */
  | { act: 'inherit'; who: number; from: number }
  | { act: 'swap'; who: number; other: number }
  | { act: 'manager'; who: number; manager: number | null }

const who = fc.nat(7)
export const acts: fc.Arbitrary<{ act: Act; isRead: boolean }[]> = fc.array(
  fc.record({
    isRead: fc.boolean(),
    act: fc.oneof(
      fc.record({ act: fc.constant('join' as const) }),
      fc.record({
        act: fc.constantFrom(
          'suspend' as const,
          'restore' as const,
          'leave' as const,
          'drop-aliases' as const,
        ),
        who,
      }),
      fc.record({ act: fc.constant('return' as const), who }),
      { weight: 3, arbitrary: fc.record({ act: fc.constant('rename' as const), who }) },
      fc.record({ act: fc.constant('inherit' as const), who, from: who }),
      { weight: 2, arbitrary: fc.record({ act: fc.constant('swap' as const), who, other: who }) },
      fc.record({ act: fc.constant('manager' as const), who, manager: fc.option(who) }),
    ),
  }),
  { maxLength: 14 },
)

export interface Staff {
  present: Map<number, Account>
  gone: Map<number, Account>
  addresses: number
}

export function staffOf(count: number): Staff {
  const staff: Staff = { present: new Map(), gone: new Map(), addresses: 0 }
  for (let n = 0; n < count; n++) take(staff, { act: 'join' })
  return staff
}

/** What makes no sense at the moment is not done. The first person stays: a company of nobody is not believed. */
export function take(staff: Staff, act: Act): void {
  if (act.act === 'join') join(staff)
  else if (act.act === 'return') comeBack(staff, act.who)
  else if (staff.present.has(act.who)) change(staff, act)
}

function join(staff: Staff): void {
  const id = staff.present.size + staff.gone.size
  staff.present.set(id, accountOf(`${id}`, freshAddress(staff), { name: `Person ${id}` }))
}

function comeBack(staff: Staff, who: number): void {
  const before = staff.gone.get(who)
  if (before) staff.present.set(who, { ...before, address: freshAddress(staff), aliases: [] })
  staff.gone.delete(who)
}

function change(staff: Staff, act: Exclude<Act, { act: 'join' | 'return' }>): void {
  const { present, gone } = staff
  const account = present.get(act.who)!
  const become = (some: Partial<Account>) => present.set(act.who, { ...account, ...some })
  if (act.act === 'restore') become({ state: 'active' })
  if (act.act === 'suspend' && act.who > 0) become({ state: 'suspended' })
  if (act.act === 'drop-aliases') become({ aliases: [] })
  if (act.act === 'manager')
    become({ manager: act.manager === null ? null : (present.get(act.manager)?.address ?? null) })
  if (act.act === 'rename') rename(staff, act.who, freshAddress(staff))
  if (act.act === 'swap') swap(staff, act.who, act.other)
  if (act.act === 'leave' && act.who > 0) {
    present.delete(act.who)
    gone.set(act.who, account)
  }
  if (act.act !== 'inherit') return
  const address = gone.get(act.from)?.address
  if (address && !isTaken(staff, address)) rename(staff, act.who, address)
}

/** The old address stays as an alias. */
function rename({ present }: Staff, who: number, address: Address): void {
  const account = present.get(who)!
  present.set(who, { ...account, address, aliases: [...account.aliases, account.address] })
}

function swap({ present }: Staff, who: number, other: number): void {
  const [one, two] = [present.get(who), present.get(other)]
  if (!one || !two || one === two) return
  present.set(who, { ...one, address: two.address })
  present.set(other, { ...two, address: one.address })
}

function isTaken({ present }: Staff, address: Address): boolean {
  return [...present.values()].some((one) => one.address === address || one.aliases.includes(address))
}

function freshAddress(staff: Staff): Address {
  // Neither the order of people nor that of time is the order of addresses.
  return `p${(staff.addresses++ * 7) % 97}@example.com`
}
