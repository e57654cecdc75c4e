// The judgement of a pair: from its events to series, slots with verdicts and lapses. Pure; the heart of Halfhour.
import { mergeAbsences } from './absences.ts'
import { arrange } from './arrange.ts'
import type { Single } from './habit.ts'
import type { Judgement, PairFacts, Refusal, Refused } from './judgement.ts'
import { type Meeting, meetingsOf, resolver } from './meeting.ts'
import { recall } from './memory.ts'
import { outcomeOf } from './outcome.ts'
import type { Part } from './part.ts'
import { readMeeting } from './reading.ts'
import { mergeTwins, type Pairing } from './twins.ts'
import type { Address, Day, Instant, Word } from './types.ts'
import type { Circumstances } from './verdict.ts'
import { isWatched, type Rules, titleOf, type Unwatched, watch } from './watch.ts'

/**
 * Judges everything known of a pair at the instant `now`. The order of events, calendars, absences and words changes
 * nothing, and judging twice gives the same.
 */
export function judgePair(facts: PairFacts, now: Instant): Judgement {
  const rules = rulesOf(facts)
  const { watched, refused } = sortOut(meetingsOf(facts.events, facts.calendars, rules.resolve), facts, rules)
  return judgeWatched(watched, facts, now, refused)
}

/** The same for meetings that are merged and sorted out already (an audit does that for all pairs at once). */
export function judgeWatched(
  watched: readonly Pairing[],
  facts: PairFacts,
  now: Instant,
  refused: readonly Refused[] = [],
): Judgement {
  const found = readAll(watched, facts, rulesOf(facts))
  found.refused.push(...refused)
  found.parts.push(...recall(facts.memory, { ...found, window: facts.window }, now))
  endWithLeavers(found, facts)
  const arranged = arrange(found.parts, found.singles)
  found.refused.push(...arranged.oneOffs.map((single) => refusalOfOneOff(single, facts)))
  const outcome = { ...arranged, refused: found.refused.sort(compareRefused) }
  return outcomeOf(outcome, facts, circumstancesOf(facts), now)
}

function rulesOf({ policy, directory }: PairFacts): Rules {
  return { policy, directory, resolve: resolver(directory) }
}

/** W: which of the meetings are this pair's, and why others are nobody's. */
function sortOut(meetings: readonly Meeting[], { people }: PairFacts, rules: Rules) {
  const [first, second] = people.map(({ address }) => address)
  const watched: Pairing[] = []
  const refused: Refused[] = []
  for (const meeting of meetings) {
    const verdict = watch(meeting, rules)
    if (!isWatched(verdict)) refused.push(refusedAs(meeting.uid, verdict))
    else if (verdict.pair[0] === first && verdict.pair[1] === second) watched.push([meeting, verdict])
  }
  return { watched, refused }
}

interface Found {
  parts: Part[]
  singles: Single[]
  refused: Refused[]
}

/** The pair's meetings, read as parts of series or as singles. */
function readAll(watched: readonly Pairing[], { window }: PairFacts, rules: Rules): Found {
  const found: Found = { parts: [], singles: [], refused: [] }
  for (const [meeting, verdict] of mergeTwins(watched)) {
    const reading = readMeeting(meeting, verdict, rules, window)
    if ('part' in reading) found.parts.push(reading.part)
    else if ('singles' in reading) {
      found.singles.push(...reading.singles.map((draft) => ({ draft, details: reading.details })))
    } else found.refused.push(refused(meeting.uid, titleOf(verdict.details), reading.refusal, verdict.pair))
  }
  return found
}

function refusedAs(uid: string, { title, refusal, people }: Unwatched): Refused {
  return refused(uid, title, refusal, people)
}

function refused(uid: string, title: string, reason: Refusal, people: readonly Address[]): Refused {
  return { uid, title, reason, people: [...people] }
}

function compareRefused(a: Refused, b: Refused): number {
  return order(a.uid, b.uid) || order(a.title, b.title) || order(a.reason, b.reason)
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** W4: neither a rule nor a habit. */
function refusalOfOneOff({ draft, details }: Single, { people }: PairFacts): Refused {
  return refused(
    draft.uid,
    titleOf(details),
    'not-recurring',
    people.map(({ address }) => address),
  )
}

/** W3: who left ends their series that day; later slots vanish. */
function endWithLeavers(found: Found, { people }: PairFacts) {
  const left = Math.min(...people.map(({ leftAt }) => leftAt ?? Number.POSITIVE_INFINITY))
  if (left === Number.POSITIVE_INFINITY) return
  const pair = people.map(({ address }) => address)
  const isLater = ({ draft }: Single) => draft.original >= left
  for (const { draft, details } of found.singles.filter(isLater))
    found.refused.push(refused(draft.uid, titleOf(details), 'left', pair))
  found.singles = found.singles.filter((single) => !isLater(single))
  for (const { uid, details, last } of found.parts) {
    if (details && (last === null || last >= left))
      found.refused.push(refused(uid, titleOf(details), 'left', pair))
  }
  found.parts = found.parts.flatMap((part) => cutOff(part, left))
}

function cutOff(part: Part, left: Instant): Part[] {
  if (part.first >= left) return []
  const drafts = part.drafts.filter((draft) => draft.original < left)
  const last = Math.min(part.last ?? left, drafts.at(-1)?.original ?? part.first)
  return [{ ...part, drafts, last, livesUntil: Math.min(part.livesUntil ?? left, left) }]
}

function circumstancesOf({ people, policy, words, absences, holidays }: PairFacts): Circumstances {
  return {
    people,
    policy,
    words: latestWords(
      words,
      people.map(({ address }) => address),
    ),
    absences: mergeAbsences(absences),
    holidays: holidaysByPerson(holidays),
  }
}

/** V1: the latest word of one of the two wins; at the same instant "we met" does. */
function latestWords(words: readonly Word[], people: readonly Address[]): Map<Instant, Word> {
  const latest = new Map<Instant, Word>()
  for (const word of words) {
    const known = latest.get(word.original)
    if (!people.includes(word.by)) continue
    if (!known || word.at > known.at || (word.at === known.at && word.said === 'met'))
      latest.set(word.original, word)
  }
  return latest
}

function holidaysByPerson(holidays: PairFacts['holidays']): Map<Address, Set<Day>> {
  const byPerson = new Map<Address, Set<Day>>()
  for (const { person, day } of holidays) byPerson.set(person, (byPerson.get(person) ?? new Set()).add(day))
  return byPerson
}
