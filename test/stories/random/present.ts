// What is to come, as the vendors themselves expand it: read by bare clients, compared with the slots that are on.
import type { calendar_v3 } from 'googleapis/build/src/apis/calendar/index.js'
import type { Slot } from '../../../src/domain/judgement.ts'
import { type Address, type Instant, WEEK } from '../../../src/domain/types.ts'
import { everybody, primary, room } from './people.ts'

export interface Coming {
  /** What all copies of its series share. */
  uid: string
  pair: string
  original: Instant
  start: Instant
  end: Instant
  isSeries: boolean
  organizer: Address
  /** Others are on its list, or the list is hidden from the guests: only the organizer's own calendar tells who comes. */
  isTheirsToTell: boolean
}

/** An organizer's calendar as their vendor expands it. */
export interface Shown {
  owner: Address
  items: calendar_v3.Schema$Event[]
  masters: ReadonlyMap<string, calendar_v3.Schema$Event>
}

/** All instances that are on for exactly two colleagues, as the organizers' calendars show them. */
export function comingIn({ owner, items, masters }: Shown, now: Instant): Coming[] {
  const found: Coming[] = []
  for (const item of items) {
    if (primary(item.organizer!.email!) !== owner || item.eventType === 'outOfOffice') continue
    const master = item.recurringEventId ? masters.get(item.recurringEventId) : undefined
    const pair = pairOf(item, master ?? item)
    if (!pair) continue
    const isTheirsToTell = [item, master ?? item].some(
      (one) => one.guestsCanSeeOtherGuests === false || peopleOf(one).all.length !== 2,
    )
    found.push({ pair, ...timesOf(item), isSeries: master !== undefined, organizer: owner, isTheirsToTell })
  }
  return found.filter(({ start }) => start > now)
}

/**
 * Each sentence names something that is on in one place only.
 * @param watched whose calendars the service reads
 * @param left meetings that their former organizer handed over and left: read from the beginning, their copy looks as if
 * they had declined, and nobody can tell
 */
export function differences(
  shown: readonly Coming[],
  watched: ReadonlySet<Address>,
  left: ReadonlySet<string>,
  slots: ReadonlyMap<string, readonly Slot[]>,
  now: Instant,
): string[] {
  const wrong: string[] = []
  for (const [pair, all] of slots) {
    const theirs = shown.filter((one) => one.pair === pair)
    const on = all.filter(({ state, start, calledOff }) => state === 'upcoming' && start > now && !calledOff)
    for (const slot of on.filter(({ start }) => start < now + 4 * WEEK)) {
      if (!theirs.some((one) => isSame(one, slot))) wrong.push(`${pair}: no meeting for ${told(slot)}`)
    }
  }
  for (const one of shown) {
    const canBeTold = watched.has(one.organizer) || !one.isTheirsToTell
    if (!one.isSeries || left.has(one.uid) || !canBeTold) continue
    const all = slots.get(one.pair) ?? []
    if (!all.some((slot) => isSame(one, slot) || takesItsPlace(one, slot)))
      wrong.push(`${one.pair}: no slot for ${told(one)}`)
  }
  return wrong
}

const isSame = (one: Coming, slot: Slot) => one.start === slot.start && one.end === slot.end

/** S7: of meetings that overlap, or have the same original start, one is the slot. */
const takesItsPlace = (one: Coming, slot: Slot) =>
  slot.original === one.original || (slot.start < one.end && one.start < slot.end && !slot.calledOff)

const told = ({ original, start, end }: { original: Instant; start: Instant; end: Instant }) =>
  `${iso(original)} at ${iso(start)} for ${(end - start) / 60_000} min`

const iso = (at: Instant) => new Date(at).toISOString()

const nameOf = (address: Address) => primary(address) ?? address

/** The two whose 1-on-1 it is: they alone come, both of them are of the series, nothing refuses it. */
function pairOf(item: calendar_v3.Schema$Event, master: calendar_v3.Schema$Event): string | null {
  const [here, usually] = [peopleOf(item), peopleOf(master)]
  const refused = [item, master].some(({ summary }) => summary === 'Interview')
  if (refused || master.transparency === 'transparent' || item.status === 'cancelled') return null
  const guests = [...(item.attendees ?? []), ...(master.attendees ?? [])]
  const declined = guests.filter(({ responseStatus }) => responseStatus === 'declined')
  const two = usually.all.length === 2 ? usually.all : usually.coming
  const isTheirs = two.length === 2 && two.every((who) => everybody.includes(who) && here.all.includes(who))
  if (!isTheirs || here.coming.some((who) => !two.includes(who))) return null
  return declined.some(({ email }) => two.includes(nameOf(email!))) ? null : two.join(' ')
}

function peopleOf({ attendees = [], organizer }: calendar_v3.Schema$Event) {
  const guests = attendees.filter(({ email }) => email !== room)
  const listed = guests.map(({ email }) => nameOf(email!))
  // Who organizes for one other comes too, listed or not.
  const host = nameOf(organizer!.email!)
  const hosts = listed.length < 2 && !listed.includes(host) ? [host] : []
  const isOut = (name: Address) =>
    guests.some(({ email, responseStatus }) => nameOf(email!) === name && responseStatus === 'declined')
  const all = [...new Set([...hosts, ...listed])].sort()
  return { all, coming: all.filter((name) => !isOut(name)) }
}

function timesOf(item: calendar_v3.Schema$Event) {
  const start = Date.parse(item.start!.dateTime!)
  const original = item.originalStartTime ? Date.parse(item.originalStartTime.dateTime!) : start
  return { uid: item.iCalUID!, original, start, end: Date.parse(item.end!.dateTime!) }
}
