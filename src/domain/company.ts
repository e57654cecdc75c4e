// Who comes to one instance: the two, others too (V3), or not both of them (V2).

import type { Details } from './event.ts'
import type { Reason } from './judgement.ts'
import { type Guests, isUncertain, peopleOf } from './people.ts'
import type { Source } from './source.ts'
import { hasWord } from './title.ts'

export type Exclusion = Extract<Reason, 'others-joined' | 'vetoed'>

/** V2: one of the two is no longer invited, whether or not another came instead. */
export function isUninvited(source: Source, guests: Guests): boolean {
  return !isUncertain(guests) && lacksOne(source, guests)
}

/** V3 and W5: why one instance is no 1-on-1 though it happens. */
export function exclusion(source: Source, details: Details, guests: Guests): Exclusion | null {
  const others = guests.people.some((who) => !source.pair.includes(who))
  if (others || (guests.nameless && !lacksOne(source, guests))) return 'others-joined'
  return hasWord(details.title, source.rules.policy.vetoWords) ? 'vetoed' : null
}

/** V6: one of the two may be, or a third may hide, behind what this copy does not show. */
export function hidesOne(source: Source, guests: Guests): boolean {
  return guests.hidden || (guests.nameless && lacksOne(source, guests))
}

function lacksOne({ pair }: Source, { people }: Guests): boolean {
  return pair.some((who) => !people.includes(who))
}

/** Who comes to one instance. An organizer of the two whom the series does not list is not missing from its list. */
export function guestsOf({ rules, pair, head }: Source, details: Details): Guests {
  const { policy, directory, resolve } = rules
  const organizer = details.organizer && resolve(details.organizer)
  const isListed = head.details?.attendees.some(({ address }) => address && resolve(address) === organizer)
  const isImplied = organizer !== null && pair.includes(organizer) && isListed === false
  const organizerJoins = details.organizerJoins || isImplied
  return peopleOf({ ...details, organizerJoins }, policy, directory, resolve, pair)
}
