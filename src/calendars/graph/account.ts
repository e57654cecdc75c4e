// A user of Entra's directory becomes our account. Facts: learn.microsoft.com/graph/api/resources/user
import type { Account } from '../../domain/account.ts'
import type { Address } from '../../domain/types.ts'
import { addressOf } from '../address.ts'
import { type Fields, isFields } from '../fields.ts'
import { canonical } from '../languages.ts'
import { printable } from '../printable.ts'

export const USER_FIELDS =
  'id,mail,userPrincipalName,proxyAddresses,displayName,accountEnabled,userType,department,preferredLanguage,usageLocation,country'

/** Null for guests, and for what has no id or address. Zone and hours are told by the mailbox. */
export function accountOf(user: Fields): Account | null {
  const { id, displayName, department } = user
  const address = primaryOf(user)
  if (typeof id !== 'string' || !address || isGuest(user)) return null
  return {
    id,
    address,
    aliases: aliasesOf(user, address),
    name: (typeof displayName === 'string' && printable(displayName)) || null,
    zone: null,
    locale: canonical(user.preferredLanguage),
    hours: null,
    country: countryIn(user.usageLocation) ?? countryIn(user.country),
    manager: managerOf(user, address),
    unit: typeof department === 'string' && department !== '' ? `/${department}` : null,
    state: user.accountEnabled === false ? 'suspended' : 'active',
  }
}

/** Mail comes from `mail`; who signs in by another name has it as an alias. */
export function primaryOf({ mail, userPrincipalName }: Fields): Address | null {
  return addressIn(mail) ?? addressIn(userPrincipalName)
}

/** Of another company: their own mailbox is there. */
export function isGuest({ userType, userPrincipalName }: Fields): boolean {
  return userType === 'Guest' || (typeof userPrincipalName === 'string' && /#EXT#/i.test(userPrincipalName))
}

/** 'SMTP:' the primary one, 'smtp:' the others; also X.500 and SIP names, which are none. */
function aliasesOf({ proxyAddresses, userPrincipalName }: Fields, own: Address): Address[] {
  const proxies = Array.isArray(proxyAddresses) ? proxyAddresses : []
  const mails = proxies.flatMap((proxy) =>
    typeof proxy === 'string' && /^smtp:/i.test(proxy) ? [proxy.slice('smtp:'.length)] : [],
  )
  const told = [...mails, userPrincipalName].map(addressIn)
  return [...new Set(told)].filter((alias): alias is Address => alias !== null && alias !== own)
}

/** Nobody manages themselves. */
function managerOf({ manager }: Fields, own: Address): Address | null {
  const address = isFields(manager) ? primaryOf(manager) : null
  return address === own ? null : address
}

/** ISO codes; the country of a postal address is free text. */
function countryIn(told: unknown): string | null {
  return typeof told === 'string' && /^[a-z]{2}$/i.test(told) ? told.toUpperCase() : null
}

const addressIn = (told: unknown) => (typeof told === 'string' ? addressOf(told) : null)
