// Which accounts of a directory are of the company: those with an address in one of its domains; an alias counts.
import type { Account } from '../domain/account.ts'
import type { Address } from '../domain/types.ts'

export function isOf({ address, aliases }: Account, domains: readonly string[]): boolean {
  return [address, ...aliases].some((each) => domains.includes(domainOf(each)))
}

export function domainOf(address: Address): string {
  return address.slice(address.lastIndexOf('@') + 1)
}
