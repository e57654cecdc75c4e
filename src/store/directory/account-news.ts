// What a directory tells that was not known: accounts that came, changed or went, and who has another address now.
import { isDeepStrictEqual } from 'node:util'
import type { Account, WhyUnwatched } from '../../domain/account.ts'
import type { Address } from '../../domain/types.ts'

export interface Listed {
  account: Account
  /** Null: its calendar is read. */
  unwatched: WhyUnwatched | null
}

export interface KnownAccount extends Account {
  /** Addresses it had before. */
  former: Address[]
  unwatched: WhyUnwatched | null
}

export interface News {
  /** As they are now; those that are as they were are left out. */
  accounts: KnownAccount[]
  /** Old address → new one. */
  renames: Map<Address, Address>
}

/** @param listed all that the directory tells: whoever is not among it is gone */
export function newsOf(known: ReadonlyMap<string, KnownAccount>, listed: readonly Listed[]): News {
  const told = new Map(listed.map((one) => [one.account.id, one]))
  const named = namesIn(listed)
  const holds = holdersOf(known)
  const renames = new Map<Address, Address>()
  const accounts: KnownAccount[] = []
  for (const { account, unwatched } of told.values()) {
    const before = known.get(account.id)
    const isRenamed = before !== undefined && before.address !== account.address
    if (isRenamed && holds.get(before.address) === before.id) renames.set(before.address, account.address)
    const former = formerOf(account, before).filter((name) => (named.get(name) ?? account.id) === account.id)
    const after = { ...account, unwatched, former }
    if (!isDeepStrictEqual(after, before)) accounts.push(after)
  }
  const taken = new Set(renames.values())
  for (const before of known.values()) if (!told.has(before.id)) leave(before)
  return { accounts, renames }

  /** Whoever gets the address of somebody who is gone does not get their pairs: those keep a name of their own. */
  function leave(before: KnownAccount): void {
    const address = taken.has(before.address) ? `${before.address}#${before.id}` : before.address
    if (address !== before.address && holds.get(before.address) === before.id)
      renames.set(before.address, address)
    const after = { ...before, address, state: 'deleted', unwatched: 'deleted' } as const
    if (!isDeepStrictEqual(after, before)) accounts.push(after)
  }
}

/** Whom each address and alias names now: it is nobody else's former one any more. */
function namesIn(listed: readonly Listed[]): Map<Address, string> {
  const named = new Map<Address, string>()
  for (const { account } of listed)
    for (const name of [account.address, ...account.aliases]) named.set(name, account.id)
  return named
}

/** Whose an address is: of several accounts that had it the one that lives. */
function holdersOf(known: ReadonlyMap<string, KnownAccount>): Map<Address, string> {
  const holds = new Map<Address, string>()
  for (const { id, address, state } of known.values())
    if (state === 'active' || !holds.has(address)) holds.set(address, id)
  return holds
}

function formerOf({ address }: Account, before: KnownAccount | undefined): Address[] {
  if (!before) return []
  const names = new Set([...before.former, before.address])
  return [...names].filter((name) => name !== address && !name.includes('#')).sort()
}
