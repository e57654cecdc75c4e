// Calendars that are no people (W2).
import type { Attendee } from '../domain/event.ts'
import type { Address } from '../domain/types.ts'

/** Room, group and imported calendars of Google, and the 'unknownorganizer' of events without one. */
export function isPlaceAddress(address: Address | null): boolean {
  return address?.endsWith('calendar.google.com') === true && /[@.]calendar\.google\.com$/.test(address)
}

/** By its address, or because it is listed as a room (or group). */
export function isOrganizedByPlace(organizer: Address | null, attendees: Attendee[]): boolean {
  if (organizer === null) return false
  const isListed = ({ address, kind }: Attendee) => kind !== 'person' && address === organizer
  return isPlaceAddress(organizer) || attendees.some(isListed)
}
