// What every map of provider words speaks: whose copy is read, and what of it could not be read.
import type { CalendarEvent } from '../domain/event.ts'
import type { Address, Zone } from '../domain/types.ts'
import type { CalendarRef } from './contract.ts'

/** The copy that rows are read from. */
export interface Source {
  /** `CalendarCopy.id`. */
  calendar: string
  /** Null where nothing tells whose calendar it is. */
  owner: Address | null
  /** Other addresses of the owner. */
  aliases?: Address[]
  /** The calendar's zone: for all-day events, floating times and masters that name none. */
  zone: Zone | null
  /** A row that was read earlier under this provider id: tells tombstones and bare occurrences what they belong to. */
  known?: (id: string) => CalendarEvent | undefined
}

export interface Problem {
  /** One sentence for an admin; untrusted text in it is quoted and cut. */
  problem: string
  /** Whose event it is about, null where that cannot be told. */
  uid: string | null
  /** True: the copy counts as half read for that UID (S3). False: told, but what was read stands. */
  broken: boolean
}

export type Report = (problem: Problem) => void

/** Thrown within a map where an event cannot be read; caught by the same map, never seen outside. */
export class Unreadable extends Error {}

export function owns(source: Source, address: Address | null): boolean {
  return address !== null && (address === source.owner || (source.aliases?.includes(address) ?? false))
}

/** @param zone may be another than the calendar was read in last */
export function sourceOf(
  { id: calendar, owner, aliases = [] }: Pick<CalendarRef, 'id' | 'owner' | 'aliases'>,
  zone: Zone | null,
): Source {
  return { calendar, owner, aliases, zone }
}
