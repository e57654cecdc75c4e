// What a newly read event means beside the row that is stored: is it a change, since when does its rule hold (S4)?
import { isDeepStrictEqual } from 'node:util'
import type { CalendarEvent } from '../../domain/event.ts'
import type { Address, Instant } from '../../domain/types.ts'
import type { Body } from '../tables.ts'

/** A stored event, as far as a change of it is concerned. */
export interface StoredEvent {
  id: string
  uid: string
  absence: boolean
  ruleSince: Instant | null
  declinedSince: Instant | null
  body: Body
}

/** A bare tombstone names only an id: the rest of it is what was stored. */
export function completed(event: CalendarEvent, stored: StoredEvent | undefined): CalendarEvent {
  if (!event.removed || event.details !== null || !stored) return event
  const { body } = stored
  return {
    ...event,
    uid: stored.uid,
    kind: body.kind,
    original: body.original ?? event.original,
    span: event.span ?? body.span,
    allDay: body.allDay,
    // Without a start the zone is a guess: the series keeps its own (S9).
    zone: event.span ? event.zone : body.zone,
    details: body.details,
    recurrence: event.recurrence ?? body.recurrence,
    sequence: Math.max(event.sequence, body.sequence),
  }
}

/** A row that a complete reading no longer holds is off (S3); since when, nobody tells. */
export function vanished(stored: StoredEvent, calendar: string): CalendarEvent {
  return { ...stored.body, calendar, removed: true, updated: null, ruleSince: null, declinedSince: null }
}

export function bodyOf(event: CalendarEvent): Body {
  const { calendar: _calendar, ruleSince: _rule, declinedSince: _declined, ...body } = event
  return body
}

/** Nothing at all is different: no need to write. */
export function isSame(body: Body, stored: StoredEvent | undefined): boolean {
  return stored !== undefined && isDeepStrictEqual(body, stored.body)
}

/** Nothing is different but stamps, which some calendars renew without a change: no need to judge. */
export function meansTheSame(body: Body, stored: StoredEvent | undefined): boolean {
  if (!stored) return false
  const { updated, sequence } = stored.body
  return isSame({ ...body, updated, sequence }, stored)
}

/**
 * S4: from when the present rule of a master holds. Called-off dates (EXDATE) are no change of the rule: whenever they
 * were set, they mean that slot (S3). Null: like this since it was first seen.
 */
export function ruleSince(body: Body, stored: StoredEvent | undefined, seen: Instant): Instant | null {
  if (body.kind !== 'master' || stored?.body.kind !== 'master') return null
  if (isDeepStrictEqual(ruleOf(body), ruleOf(stored.body))) return stored.ruleSince
  return Math.min(body.updated ?? seen, seen)
}

function ruleOf({ recurrence, span, allDay, zone, removed }: Body) {
  const rules = recurrence?.rules ?? []
  return {
    rules,
    dates: rules.length > 0 ? [] : recurrence?.dates,
    start: span?.start,
    allDay,
    zone,
    removed,
  }
}

/** When it was first seen that one of the two declines the whole series (W). */
export function declinedSince(
  body: Body,
  stored: StoredEvent | undefined,
  theTwo: (address: Address) => boolean,
  seen: Instant,
): Instant | null {
  if (body.kind !== 'master') return null
  const declines = body.details?.attendees.some(
    ({ address, answer }) => answer === 'declined' && address !== null && theTwo(address),
  )
  return declines ? (stored?.declinedSince ?? seen) : null
}
