// Which meeting is a 1-on-1 (W1-W3, W5), and a reason for each that is not. W4 is decided where habits are (judge.ts).
import { believed, type Copy, detailsOf, headOf, isLiving, type Meeting, type Resolve } from './meeting.ts'
import { type Guests, peopleOf } from './people.ts'
import { hasWord } from './title.ts'
import {
  type Address,
  type CalendarEvent,
  type Details,
  type Directory,
  HOUR,
  type Policy,
  type Refusal,
} from './types.ts'

export interface Rules {
  policy: Policy
  directory: Directory
  resolve: Resolve
}

export interface Watched {
  /** The two, sorted. */
  pair: readonly [Address, Address]
  /** What the meeting is, in the words of the copy that speaks. */
  details: Details
}

export interface Unwatched {
  refusal: Refusal
  /** Everybody who could be told, sorted. */
  people: Address[]
  title: string
}

export function isWatched(outcome: Watched | Unwatched): outcome is Watched {
  return 'pair' in outcome
}

/** Looks at a meeting as a whole; single instances are judged later, by their slot (V2, V3). */
export function watch(meeting: Meeting, rules: Rules): Watched | Unwatched {
  const speaker = speakerOf(meeting)
  if (!speaker) return { refusal: 'unknown', people: [], title: '' }
  const { head, details } = speaker
  const { people, nameless, hidden } = peopleOfMeeting(meeting, speaker, rules)
  const refuse = (refusal: Refusal) => ({ refusal, people, title: titleOf(details) })
  const ordinary = refusalByTime(head, details) ?? refusalByBusy(meeting, details)
  if (ordinary) return refuse(ordinary)
  if (people.length > 2) return refuse('more-than-two')
  if (nameless || hidden) return refuse('unknown')
  if (people.length < 2) return refuse('alone')
  if (people.some((who) => rules.directory.colleague(who) === null)) return refuse('outside')
  if (hasWord(details.title, rules.policy.vetoWords)) return refuse('vetoed')
  return { pair: [people[0]!, people[1]!], details }
}

export function titleOf(details: Details): string {
  return details.private ? 'Private meeting' : details.title
}

interface Speaker {
  copy: Copy
  head: CalendarEvent
  details: Details
}

/** The copy whose words count for the meeting: the organizer's, then the best; living and detailed ones first. */
function speakerOf(meeting: Meeting): Speaker | null {
  let silent: Speaker | null = null
  for (const copy of believed(meeting)) {
    const details = detailsOf(copy)
    const head = [headOf(copy), ...copy.instances.values()].find((row) => row?.span && row.details)
    if (!details || !head) continue
    if (isLiving(copy)) return { copy, head, details }
    silent ??= { copy, head, details }
  }
  return silent
}

/** W1: timed, shorter than 4 hours, an ordinary meeting. */
function refusalByTime(head: CalendarEvent, details: Details): Refusal | null {
  if (head.allDay) return 'all-day'
  if (details.type === 'other') return 'not-a-meeting'
  if (head.span!.end - head.span!.start >= 4 * HOUR) return 'too-long'
  return null
}

/** W1: busy in the organizer's copy; where only the invitee's is known, anything but free. */
function refusalByBusy(meeting: Meeting, details: Details): Refusal | null {
  const own = meeting.organizerCopy && detailsOf(meeting.organizerCopy)
  if (own) return own.shows === 'busy' ? null : 'free'
  return details.shows === 'free' ? 'free' : null
}

function peopleOfMeeting(meeting: Meeting, speaker: Speaker, rules: Rules) {
  const { policy, directory, resolve } = rules
  const asTold = (details: Details) => peopleOf(details, policy, directory, resolve)
  const ruled = speaker.copy.master ?? speaker.copy.single
  const guests = ruled?.details ? asTold(ruled.details) : usualPeople(speaker.copy, asTold)
  if (!isUncertain(guests)) return guests
  for (const copy of meeting.copies) {
    const details = detailsOf(copy)
    const other = details && asTold(details)
    if (other && !isUncertain(other)) return other
  }
  return guests
}

function isUncertain(guests: Guests): boolean {
  return guests.nameless || guests.hidden
}

/** Instances without a master (S8): the people that most of them have, the later instance on a tie. */
function usualPeople(copy: Copy, asTold: (details: Details) => Guests) {
  const counts = new Map<string, { times: number; guests: Guests }>()
  for (const original of [...copy.instances.keys()].sort((a, b) => a - b)) {
    const { details, removed } = copy.instances.get(original)!
    if (!details || removed) continue
    const guests = asTold(details)
    const key = `${guests.people.join(' ')}${isUncertain(guests)}`
    const times = (counts.get(key)?.times ?? 0) + 1
    counts.delete(key)
    counts.set(key, { guests, times })
  }
  const ranked = [...counts.values()].reverse().sort((a, b) => b.times - a.times)
  return ranked[0]?.guests ?? asTold(detailsOf(copy)!)
}
