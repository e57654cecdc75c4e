// Whose addresses make a colleague (W3): those of the domains that come with connected calendars.
import type { Address } from '../domain/types.ts'

/** Exact domains of these people, without those where everybody can have an address. */
export function companyDomains(people: readonly Address[]): string[] {
  const domains = people.map((address) => address.slice(address.lastIndexOf('@') + 1))
  return [...new Set(domains)].filter((domain) => !PUBLIC.has(domain))
}

const PUBLIC = new Set(
  (
    'gmail.com googlemail.com outlook.com hotmail.com live.com msn.com icloud.com me.com mac.com yahoo.com aol.com ' +
    'gmx.de gmx.net gmx.com web.de t-online.de proton.me protonmail.com fastmail.com zoho.com mail.com qq.com 163.com'
  ).split(' '),
)
