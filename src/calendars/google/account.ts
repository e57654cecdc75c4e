// A user of Google's directory becomes our account. Facts: developers.google.com/workspace/admin/directory/reference/rest/v1/users
import type { admin_directory_v1 } from 'googleapis/build/src/apis/admin/directory_v1.js'
import type { Account } from '../../domain/account.ts'
import { addressOf } from '../address.ts'
import { isFields } from '../fields.ts'
import { canonical } from '../languages.ts'
import { printable } from '../printable.ts'

/** Of a user's addresses only the country is asked for. */
export const USER_FIELDS =
  'id,primaryEmail,aliases,nonEditableAliases,name(fullName),suspended,archived,orgUnitPath,' +
  'relations(type,value),languages(languageCode,preference),addresses(countryCode,type,primary)'

/** Null for what has no id or address. Google tells neither time zone nor working hours; those come from calendars and files. */
export function accountOf(user: admin_directory_v1.Schema$User): Account | null {
  const address = addressOf(user.primaryEmail)
  if (!user.id || !address) return null
  return {
    id: user.id,
    address,
    aliases: aliasesOf(user, address),
    name: (user.name?.fullName && printable(user.name.fullName)) || null,
    zone: null,
    locale: localeOf(user.languages),
    hours: null,
    country: countryOf(user.addresses),
    manager: managerOf(user.relations, address),
    unit: user.orgUnitPath ?? null,
    state: user.suspended || user.archived ? 'suspended' : 'active',
  }
}

function aliasesOf(
  { aliases, nonEditableAliases }: admin_directory_v1.Schema$User,
  address: string,
): string[] {
  const told = [...(aliases ?? []), ...(nonEditableAliases ?? [])].map(addressOf)
  return [...new Set(told)].filter((alias): alias is string => alias !== null && alias !== address)
}

/** Free text, and maybe stale: only an address counts, and nobody manages themselves. */
function managerOf(relations: unknown, own: string): string | null {
  const managers = entries(relations).filter(({ type }) => type === 'manager')
  const addresses = managers.map(({ value }) => (typeof value === 'string' ? addressOf(value) : null))
  return addresses.find((address) => address !== null && address !== own) ?? null
}

/** The preferred one, else the first that is not marked as the contrary. */
function localeOf(languages: unknown): string | null {
  const told = entries(languages).filter(({ preference }) => preference !== 'not_preferred')
  const byLiking = [...told.filter(({ preference }) => preference === 'preferred'), ...told]
  return byLiking.map(({ languageCode }) => canonical(languageCode)).find((tag) => tag !== null) ?? null
}

/** Where they work before where they live: that country's holidays are theirs. */
function countryOf(addresses: unknown): string | null {
  const told = entries(addresses).filter(({ countryCode }) => isCountry(countryCode))
  const best =
    told.find(({ type }) => type === 'work') ?? told.find(({ primary }) => primary === true) ?? told[0]
  return best ? (best.countryCode as string).toUpperCase() : null
}

function isCountry(code: unknown): boolean {
  return typeof code === 'string' && /^[a-z]{2}$/i.test(code)
}

function entries(list: unknown): Record<string, unknown>[] {
  return Array.isArray(list) ? list.filter(isFields) : []
}
