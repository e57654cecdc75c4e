// One pair's six weeks: what stands in the calendars, what is done to it, and what Halfhour must make of it.
import { createHash } from 'node:crypto'
import type { Refusal } from '../../domain/judgement.ts'
import type { Address } from '../../domain/types.ts'
import type { EventPlan } from '../google/facts.ts'
import { addressOf } from './people.ts'
import type { Act, Local, Said, Story } from './when.ts'

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

/** The same in every run, in the alphabet of Google's ids. */
export function eventId(name: string): string {
  const digest = createHash('sha256').update(name).digest()
  return [...digest.subarray(0, 26)].map((byte) => (byte % 32).toString(32)).join('')
}

export interface Invitation extends Omit<EventPlan, 'id' | 'guests' | 'zone'> {
  /** First name or address; they said yes. */
  guest: string
  others?: Address[]
  /** The guest's answer. */
  answer?: 'accepted' | 'tentative' | 'needsAction'
}

/** The organizer's 1-on-1 with a guest, single or repeated, under `eventId(name)`, in the local zone. */
export function invite(
  story: Story,
  name: string,
  organizer: string,
  { guest, others = [], answer = 'accepted', ...plan }: Invitation,
  { zone }: Local,
): void {
  const email = guest.includes('@') ? guest : addressOf(guest)
  const guests = [{ email, responseStatus: answer }, ...others]
  story.createEvent(addressOf(organizer), { ...plan, id: eventId(name), zone, guests })
}
