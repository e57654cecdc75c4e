// Reading fields of untrusted JSON: absent is null, a wrong type makes the event unreadable.
import { Unreadable } from './reading.ts'

export type Fields = Record<string, unknown>

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function textIn(of: Fields, key: string): string | null {
  const value = of[key]
  if (typeof value === 'string') return value
  if (value === undefined || value === null) return null
  throw new Unreadable(`${key} is not a text but ${quoted(value)}`)
}

export function listIn(of: Fields, key: string): unknown[] {
  const value = of[key]
  if (Array.isArray(value)) return value
  if (value === undefined || value === null) return []
  throw new Unreadable(`${key} is not a list but ${quoted(value)}`)
}

export function fieldsIn(of: Fields, key: string): Fields | null {
  const value = of[key]
  if (value === undefined || value === null) return null
  if (isFields(value)) return value
  throw new Unreadable(`${key} is not an object but ${quoted(value)}`)
}

/** A whole number, or 0 where it is anything else: revisions are worth no quarrel. */
export function countIn(of: Fields, key: string): number {
  const value = of[key]
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : 0
}

/** An untrusted value as it may stand in a problem: one line, short, no invisible characters. */
export function quoted(value: unknown): string {
  const short = typeof value === 'string' ? value.slice(0, 200) : value
  const text = (JSON.stringify(short) ?? String(value)).slice(0, 1000).replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '')
  return text.length > 60 ? `${text.slice(0, 57)}…` : text
}
