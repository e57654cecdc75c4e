// Which meeting is a 1-on-1 (W1-W3, W5), and a reason for each that is not. W4 is decided where habits are (judge.ts).
import { answerIn } from './answers.ts'
import { type Copy, detailsOf, isLiving } from './copy.ts'
import type { CalendarEvent, Details } from './event.ts'
import type { Refusal } from './judgement.ts'
import { believed, type Meeting, type Resolve } from './meeting.ts'
import { type Guests, isUncertain, peopleOf } from './people.ts'
import type { Policy } from './policy.ts'
import { hasWord } from './title.ts'
import { type Address, type Directory, HOUR, type Span } from './types.ts'

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
  return usual(speaker.rows.map((row) => outcomeOf(row, speaker.copy, meeting, rules)))
}

/** Where only instances tell (S8): what most of them say, the later on a tie. */
function usual(outcomes: (Watched | Unwatched)[]): Watched | Unwatched {
  if (outcomes.length === 1) return outcomes[0]!
  const groups = new Map<string, (Watched | Unwatched)[]>()
  for (const outcome of outcomes) {
    const key = isWatched(outcome) ? outcome.pair.join(' ') : outcome.refusal
    const group = groups.get(key) ?? []
    groups.delete(key)
    groups.set(key, [...group, outcome])
  }
  const [most] = [...groups.values()].reverse().sort((a, b) => b.length - a.length)
  return most!.at(-1)!
}

function outcomeOf(row: Telling, copy: Copy, meeting: Meeting, rules: Rules): Watched | Unwatched {
  const { details } = row
  const { people, nameless, hidden } = guestsOf(details, meeting, rules)
  const refuse = (refusal: Refusal) => ({ refusal, people, title: titleOf(details) })
  const ordinary = refusalByTime(row) ?? refusalByBusy(row, copy, meeting, rules)
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

/** A row that tells what the meeting is. */
type Telling = CalendarEvent & { details: Details; span: Span }

interface Speaker {
  copy: Copy
  /** The master or single, else the instances, the living ones if there are any, by original start. */
  rows: Telling[]
}

/** The copy whose words count for the meeting: the organizer's, then the best; living ones first. */
function speakerOf(meeting: Meeting): Speaker | null {
  let best: Speaker | null = null
  for (const copy of believed(meeting)) {
    const rows = tellingRows(copy)
    if (rows.length === 0) continue
    if (isLiving(copy)) return { copy, rows }
    best ??= { copy, rows }
  }
  return best
}

function tellingRows(copy: Copy): Telling[] {
  const head = copy.master ?? copy.single
  if (head && tells(head)) return [head]
  const instances = [...copy.instances.values()].filter(tells).sort((a, b) => a.original! - b.original!)
  const living = instances.filter((row) => !row.removed)
  return living.length > 0 ? living : instances
}

function tells(row: CalendarEvent): row is Telling {
  return row.details !== null && row.span !== null
}

/** W1: timed, shorter than 4 hours, an ordinary meeting. */
function refusalByTime({ allDay, details, span }: Telling): Refusal | null {
  if (allDay) return 'all-day'
  if (details.type === 'other') return 'not-a-meeting'
  return span.end - span.start >= 4 * HOUR ? 'too-long' : null
}

/**
 * W1: busy in the organizer's copy; where only the invitee's is known, anything but free. What is called off says
 * nothing about it: Outlook shows that as free.
 */
function refusalByBusy(
  { details, removed }: Telling,
  copy: Copy,
  meeting: Meeting,
  { resolve }: Rules,
): Refusal | null {
  if (removed) return null
  if (copy === meeting.organizerCopy) return details.shows === 'busy' ? null : 'free'
  return details.shows === 'free' && answerIn(details, copy.owner, resolve) !== 'declined' ? 'free' : null
}

/** W2: the people as these words tell them, or as those of another copy where these leave it open. */
function guestsOf(details: Details, meeting: Meeting, { policy, directory, resolve }: Rules): Guests {
  const guests = peopleOf(details, policy, directory, resolve)
  if (!isUncertain(guests)) return guests
  const told = meeting.copies
    .flatMap((copy) => detailsOf(copy) ?? [])
    .map((other) => peopleOf(other, policy, directory, resolve))
  return told.find((other) => !isUncertain(other)) ?? guests
}
