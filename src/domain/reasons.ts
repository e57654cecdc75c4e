// What every code is called: one sentence each, the same on pages, in mails, in JSON's readers and in the audit.
import type { Infrequency, Reason, Refusal, State } from './judgement.ts'

/** Names to speak of, plain text; without them the sentences say "one of the two". */
export interface Named {
  /** Who declined, was away, has a holiday, cancelled or reported it. */
  who?: string | null
  /** How long this one is, minutes. */
  minutes?: number
}

/** Why a slot has its verdict (V). */
export function reasonSentence(reason: Reason, named: Named = {}): string {
  return reasons[reason](named.who || null, lasting(named.minutes))
}

/** Why an event is not watched (W). */
export function refusalSentence(refusal: Refusal): string {
  return refusals[refusal]
}

/** A slot's state in a word or two. */
export function stateLabel(state: State): string {
  return states[state]
}

export function flagLabel(flag: 'skipped' | 'short' | 'infrequent'): string {
  return { skipped: 'Called off', short: 'Short', infrequent: 'Far apart' }[flag]
}

/** Why a pair meets too rarely (F). */
export function infrequencySentence({
  reason,
  days,
  lastMet,
}: Pick<Infrequency, 'reason' | 'days' | 'lastMet'>): string {
  if (reason === 'by-rule') return `The plan leaves ${days} days between two meetings.`
  if (lastMet === null) return `The two have not met yet, ${days} days after the first planned meeting.`
  return `${days} days since the two last met, time away not counted.`
}

const ONE = 'One of the two'

type Sentence = (who: string | null, lasting: string) => string

const reasons: Record<Reason, Sentence> = {
  reported: (who) => `${who ?? ONE} said so.`,
  cancelled: (who) => (who ? `${who} cancelled it in the calendar.` : 'It was cancelled in the calendar.'),
  removed: () => 'It is no longer in the calendar.',
  declined: (who) => `${who ?? ONE} declined.`,
  uninvited: (who) => `${who ?? ONE} is no longer on the invitation.`,
  replaced: () => 'Another meeting of the two took its place.',
  absence: (who) => `An absence of ${who ?? 'one of the two'} covers it.`,
  holiday: (who) => `It is on a public holiday${who ? ` of ${who}` : ''}.`,
  'others-joined': () => 'Somebody else is invited too, so it is no 1-on-1.',
  vetoed: () => 'It was renamed to something that is no 1-on-1.',
  'not-read': () => 'The calendar has not been read since it began.',
  'half-read': () => 'The calendar could only be read in part.',
  unreadable: () => 'The calendar entry could not be understood.',
  'no-response': (who) => `${who ?? ONE} never answered the invitation.`,
  'short-by-rule': () => 'The series is planned shorter than the minimum.',
  shortened: (_who, lasting) => `This one is shorter than planned${lasting}.`,
}

const refusals: Record<Refusal, string> = {
  'all-day': 'It lasts all day.',
  'too-long': 'It lasts four hours or more.',
  'not-a-meeting': 'It is no meeting: focus time, a working location, a birthday or the like.',
  free: 'It is not shown as busy.',
  alone: 'Nobody else is invited.',
  'more-than-two': 'More than two people are invited.',
  unknown: 'Who is invited cannot be told: a group, or a list that is hidden or cut short.',
  outside: 'One of the two is no colleague.',
  left: 'One of the two has left.',
  'not-recurring': 'It does not repeat.',
  vetoed: 'Its title has a word that the policy leaves out.',
  'series-declined': 'One of the two declined the whole series.',
  'series-deleted': 'The series was deleted.',
}

const states: Record<State, string> = {
  upcoming: 'Coming up',
  held: 'Held',
  skipped: 'Skipped',
  excused: 'Excused',
  excluded: 'Not a 1-on-1',
  unknown: 'Unknown',
}

function lasting(minutes: number | undefined): string {
  return minutes === undefined ? '' : `, ${minutes} minutes`
}
