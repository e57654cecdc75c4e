// From what an organizer says of an event to its facts, and from one set of facts to the next.
import { type Address, type Instant, MINUTE, type Zone } from '../../domain/types.ts'
import type { Facts, Guest } from './facts.ts'

/** Who has which name, wherever they have it from. */
interface Names {
  people: ReadonlyMap<Address, { name: string | undefined; zone: Zone }>
  /** Alias or primary address → primary address. */
  addresses: ReadonlyMap<Address, Address>
  rooms: ReadonlyMap<Address, string>
}

type GuestPlan = Address | (Partial<Guest> & { email: Address })

export interface EventPlan extends Partial<Omit<Facts, 'attendees' | 'recurrence'>> {
  summary: string
  start: Instant
  end?: Instant
  /** Instead of `end`; 30 where neither is said. */
  minutes?: number
  /** Default: the organizer's. */
  zone?: Zone
  /** 'RRULE:…', 'EXDATE…', 'RDATE…' lines. */
  recurrence?: string | string[]
  guests?: GuestPlan[]
  /** False: an assistant schedules for two others. */
  organizerAttends?: boolean
  id?: string
  iCalUID?: string
}

/** What can change of an instance, a single event or a series. */
export interface EventEdit extends Partial<Omit<Facts, 'attendees' | 'recurrence'>> {
  recurrence?: string | string[]
  addGuests?: GuestPlan[]
  removeGuests?: Address[]
}

/** Said as it is, or left out. */
const asSaid = [
  'description',
  'location',
  'visibility',
  'transparency',
  'guestsCanSeeOtherGuests',
  'attendeesOmitted',
  'zoneName',
] as const

export function factsFrom(names: Names, organizer: Address, plan: EventPlan): Facts {
  const { summary, start, minutes = 30, recurrence = [], guests = [] } = plan
  const { organizerAttends = guests.length > 0 } = plan
  const own: GuestPlan[] = organizerAttends ? [{ email: organizer, responseStatus: 'accepted' }] : []
  return {
    ...Object.fromEntries(
      asSaid.filter((name) => plan[name] !== undefined).map((name) => [name, plan[name]]),
    ),
    summary,
    start,
    end: plan.end ?? start + minutes * MINUTE,
    allDay: plan.allDay ?? false,
    eventType: plan.eventType ?? 'default',
    zone: plan.zone ?? names.people.get(organizer)?.zone ?? 'UTC',
    recurrence: [recurrence].flat(),
    attendees: [...own, ...guests].map((guest) => guestFrom(names, guest)),
  }
}

function guestFrom(names: Names, plan: GuestPlan): Guest {
  const given = typeof plan === 'string' ? { email: plan } : plan
  const room = names.rooms.get(given.email)
  if (room === undefined) return { responseStatus: 'needsAction', ...nameOf(names, given.email), ...given }
  return { displayName: room, resource: true, responseStatus: 'accepted', ...given }
}

export function edited(names: Names, facts: Facts, edit: EventEdit): Facts {
  const { addGuests, removeGuests, recurrence, ...changes } = edit
  const moved = changes.start !== undefined && changes.end === undefined
  return {
    ...facts,
    ...changes,
    ...(moved ? { end: changes.start! + facts.end - facts.start } : {}),
    recurrence: recurrence === undefined ? facts.recurrence : [recurrence].flat(),
    attendees: addGuests || removeGuests ? guestsAfter(names, facts.attendees, edit) : facts.attendees,
  }
}

function guestsAfter(
  names: Names,
  guests: Guest[],
  { addGuests = [], removeGuests = [] }: EventEdit,
): Guest[] {
  const added = addGuests.map((guest) => guestFrom(names, guest))
  const gone = new Set([...removeGuests, ...added.map((guest) => guest.email)])
  return [...guests.filter((guest) => !gone.has(guest.email)), ...added]
}

export function editGuests(names: Names, exception: { facts: Partial<Facts> }, edit: EventEdit): void {
  const own = exception.facts.attendees
  if (own) exception.facts.attendees = guestsAfter(names, own, edit)
}

export function nameOf(names: Names, address: Address): { displayName?: string } {
  const name = names.people.get(names.addresses.get(address) ?? address)?.name
  return name === undefined ? {} : { displayName: name }
}
