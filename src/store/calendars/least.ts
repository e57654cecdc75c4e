// What of an event is kept (least data): all of a possible 1-on-1, the times of an absence, of the rest not even names.
import { isAbsence } from '../../domain/absences.ts'
import type { CalendarEvent, Details } from '../../domain/event.ts'
import type { Resolve } from '../../domain/meeting.ts'
import { peopleOf } from '../../domain/people.ts'
import type { Policy } from '../../domain/policy.ts'
import { hasWord, titleKey } from '../../domain/title.ts'
import type { Address, Directory } from '../../domain/types.ts'
import type { Secrets } from '../secrets.ts'

export interface Keeping {
  policy: Policy
  directory: Directory
  resolve: Resolve
  secrets: Secrets
  owner: Address
}

/** 'unclear': another copy may tell who meets here. 'outside': it may be a pair's once a stranger is a colleague. */
export type Standing = { pair: readonly [Address, Address] } | 'outside' | 'unclear'

/** What one row of one copy says about who meets (W2, W3); null: nothing (a tombstone), or that no two do. */
export function standingOf({ details }: CalendarEvent, keeping: Keeping): Standing | null {
  if (!details) return null
  const { people, nameless, hidden } = peopleOf(details, keeping.policy, keeping.directory, keeping.resolve)
  const [first, second] = people
  if (people.length > 2) return null
  if (
    first !== undefined &&
    second !== undefined &&
    people.every((who) => keeping.directory.colleague(who) !== null)
  )
    return { pair: [first, second] }
  if (nameless || hidden) return 'unclear'
  return people.length < 2 ? null : 'outside'
}

/** @param wanted the meeting may be a pair's: everything is needed to judge it */
export function keptDetails(event: CalendarEvent, wanted: boolean, keeping: Keeping): Details | null {
  const { details } = event
  if (!details) return null
  if (wanted) return details.private ? { ...details, title: privateTitle(details.title, keeping) } : details
  return isAbsence(event, keeping.policy) ? absenceOnly(details, keeping.owner) : null
}

/** Equal where H would call the titles equal, and vetoed where W5 would veto it; nothing else can be read from it. */
function privateTitle(title: string, { policy, secrets }: Keeping): string {
  const veto = policy.vetoWords.filter((word) => hasWord(title, [word]))
  const key = titleKey(title)
  return [...veto, ...(key === '' ? [] : [secrets.hash(key, 'private title')])].join(' ')
}

/** That the owner is away, and whether they declined it; the reason is nobody's business. */
function absenceOnly(details: Details, owner: Address): Details {
  const attendees = details.attendees
    .filter(({ address }) => address === owner)
    .map((attendee) => ({ ...attendee, name: null }))
  return {
    ...details,
    title: '',
    private: true,
    organizer: null,
    organizerName: null,
    organizerIsPlace: false,
    attendees,
    attendeesHidden: false,
    shows: 'away',
    type: 'meeting',
    locations: [],
  }
}
