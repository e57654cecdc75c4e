// Query parameters of Graph: read one by one, refused as Graph refuses them.
import type { Instant, Span } from '../../domain/types.ts'
import type { Query } from './entrance.ts'
import { badRequest, GraphRefusal, invalidRequest } from './errors.ts'

/** OData's names are the same in upper and lower case. */
export function one(query: Query, name: string): string | undefined {
  const found = Object.entries(query).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1]
  return Array.isArray(found) ? found[0] : found
}

export function list(query: Query, name: string): string[] {
  return (one(query, name) ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean)
}

/** The same query with another value of one option, as links carry it. */
export function withOption(query: Query, name: string, value: unknown): string {
  const kept = Object.entries(query).filter(([each]) => each.toLowerCase() !== name)
  return [...kept, [name, value]].map(([each, own]) => `${each}=${encodeURIComponent(String(own))}`).join('&')
}

export function whole(query: Query, name: string, most: number): number | undefined {
  const value = one(query, name)
  if (value === undefined) return undefined
  if (!/^\d{1,9}$/.test(value) || Number(value) > most)
    throw badRequest(`Invalid value '${value}' for ${name} query option found.`)
  return Number(value)
}

/** @throws GraphRefusal 400 for an option that this resource does not take */
export function refuseOthers(query: Query, allowed: string[]): void {
  const unknown = Object.keys(query).find(
    (name) => name.startsWith('$') && !allowed.some((each) => each.toLowerCase() === name.toLowerCase()),
  )
  if (unknown !== undefined)
    throw badRequest(`The query parameter '${unknown}' is not supported on this resource.`)
}

/** @throws GraphRefusal 400 without both bounds, for one that is no time, and for more than five years */
export function windowIn(query: Query): Span {
  const [start, end] = [instant(query, 'startDateTime'), instant(query, 'endDateTime')]
  if (start === undefined || end === undefined)
    throw new GraphRefusal(
      400,
      'ErrorInvalidParameter',
      'This request requires a time window specified by the query string parameters StartDateTime and EndDateTime.',
    )
  if (end < start) throw invalidRequest('The end date must not be before the start date.')
  if (end - start > 1825 * 86_400_000)
    throw new GraphRefusal(
      400,
      'ErrorCalendarViewRangeTooBig',
      'The difference between StartDate and EndDate exceeds the maximum value of 1825 days.',
    )
  return { start, end }
}

/** Without an offset it is UTC. */
function instant(query: Query, name: string): Instant | undefined {
  const value = one(query, name)
  if (value === undefined) return undefined
  const text = value.replace(' ', '+')
  const time = Date.parse(/(Z|[+-]\d\d:\d\d)$/.test(text) || !text.includes('T') ? text : `${text}Z`)
  if (Number.isNaN(time) || !/^\d{4}-\d\d-\d\d/.test(text))
    throw new GraphRefusal(
      400,
      'ErrorInvalidParameter',
      `The value '${value}' of ${name} is not a valid time.`,
    )
  return time
}
