// Query parameters of any Google API: read one by one, refused as Google refuses them.
import { badParameter } from './errors.ts'

/** Query parameters as they arrive; a repeated one is an array. */
export type Query = Record<string, string | string[] | undefined>

/** Every Google API takes these; they change how an answer is written, not what is in it. */
export const standard = [
  'alt',
  'fields',
  'prettyPrint',
  'key',
  'quotaUser',
  'userIp',
  'access_token',
  'oauth_token',
  'callback',
  '$.xgafv',
]

/** @throws GoogleRefusal 400 for a parameter that is neither in `known` nor one that every API takes */
export function refuseUnknown(query: Query, known: string[]): void {
  const unknown = Object.keys(query).find((name) => !known.includes(name) && !standard.includes(name))
  if (unknown !== undefined)
    throw badParameter(unknown, `Unknown name "${unknown}": Cannot bind query parameter.`)
}

export function one(query: Query, name: string): string | undefined {
  const value = query[name]
  if (Array.isArray(value)) throw badParameter(name, `Invalid value for ${name}: given more than once.`)
  return value
}

export function whole(query: Query, name: string): number | undefined {
  const value = one(query, name)
  if (value === undefined) return undefined
  if (!/^[1-9]\d{0,8}$/.test(value)) throw badParameter(name, `Invalid integer value: '${value}'.`)
  return Number(value)
}

export function flag(query: Query, name: string): boolean | undefined {
  const value = choice(query, name, ['true', 'false'] as const)
  return value === undefined ? undefined : value === 'true'
}

export function choice<T extends string>(query: Query, name: string, allowed: readonly T[]): T | undefined {
  const value = one(query, name)
  const found = allowed.find((each) => each === value)
  if (value !== undefined && found === undefined) {
    throw badParameter(name, `Invalid value '${value}'. Values must match: ${allowed.join(', ')}`)
  }
  return found
}
