// One pair's six weeks: what stands in the calendars, what is done to it, and what Halfhour must make of it.
import { createHash } from 'node:crypto'
import type { Refusal } from '../../domain/judgement.ts'
import type { Address, Instant } from '../../domain/types.ts'
import type { EventPlan } from '../world/plans.ts'
import { addressOf, homeOf } from './people.ts'
import type { Act, Local, Said, Story } from './when.ts'

export const WEEKLY = 'RRULE:FREQ=WEEKLY'

export interface Chapter {
  /** By first name: the report first, then the manager. */
  pair: readonly [string, string]
  /** The cases of docs/domain.md that it shows. */
  cases: string[]
  /** In whose local time the tables are told. */
  local: Local
  /** Planned length of its meetings. */
  minutes: number
  before(story: Story): void
  acts: Act[]
  /** A row per slot, see table.ts. Written by hand from the rules. */
  slots: string
  /** Mails that are about no slot: 'infrequent Mon 2 Mar 08:00'. */
  mails?: string
}

/** A meeting that is none of anybody's 1-on-1s, and why. */
export interface Bystander {
  title: string
  reason: Refusal
  before(story: Story): void
}

/** V1: the act of somebody who says it on the pair's page; names are first names, `people` sorted. */
export function word({ people, by, ...rest }: Word, act: Act): Act {
  return {
    ...act,
    says: { ...rest, by: addressOf(by), people: [addressOf(people[0]), addressOf(people[1])] },
  }
}

type Word = Omit<Said, 'by' | 'people'> & { by: string; people: readonly [string, string] }

/** What all calendars call a meeting, as the organizer's service makes them up; the same in every run. */
export function meetingOf(name: string, organizer: string): string {
  return homeOf(organizer) === 'google' ? `${googleId(name)}@google.com` : `${GLOBAL}${hexOf(name)}`
}

/** In the alphabet of Google's ids. */
function googleId(name: string): string {
  const digest = createHash('sha256').update(name).digest()
  return [...digest.subarray(0, 26)].map((byte) => (byte % 32).toString(32)).join('')
}

/** Exchange's global object ids begin with it, then comes the place of an occurrence's date. */
const GLOBAL = '040000008200E00074C5B7101A82E00800000000'

const hexOf = (name: string) => createHash('sha256').update(name).digest('hex').toUpperCase()

interface Invitation extends Omit<EventPlan, 'id' | 'iCalUID' | 'guests' | 'zone'> {
  /** First name or address; they said yes. */
  guest: string
  others?: Address[]
  /** The guest's answer. */
  answer?: 'accepted' | 'tentative' | 'needsAction'
}

/** The organizer's 1-on-1 with a guest, single or repeated, in the local zone; its name is `meetingOf` these. */
export function invite({ zone }: Local, name: string, organizer: string, invitation: Invitation) {
  const { guest, others = [], answer = 'accepted', ...plan } = invitation
  const email = guest.includes('@') ? guest : addressOf(guest)
  const uid = meetingOf(name, organizer)
  const ids = { id: googleId(name), iCalUID: uid }
  return (story: Story): void => {
    story.createEvent(addressOf(organizer), { ...plan, ...ids, zone, guests: [email, ...others] })
    if (answer !== 'needsAction') story.respond(email, uid, answer)
  }
}

/** Somebody else is asked to one date, and answers. */
export function join(
  story: Story,
  date: { id: string; original: Instant },
  name: string,
  answer: 'accepted' | 'declined',
): void {
  const person = addressOf(name)
  story.changeInstance(date.id, date.original, { addGuests: [person] })
  story.respond(person, date, answer)
}
