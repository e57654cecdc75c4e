// The judgement of a pair: from its events to series, slots with verdicts and lapses. Pure; the heart of Halfhour.
import { mergeAbsences } from './absences.ts'
import type { Draft } from './draft.ts'
import { habitsOf, type Single } from './habit.ts'
import { type Meeting, meetingsOf, resolver } from './meeting.ts'
import { recall } from './memory.ts'
import { type Outcome, outcomeOf } from './outcome.ts'
import { type Part, readMeeting } from './part.ts'
import { type Chain, chainsOf, dropOverlaps } from './series.ts'
import { type Gap, standIns } from './standin.ts'
import { mergeTwins } from './twins.ts'
import type { Address, Day, Instant, Judgement, PairFacts, Refusal, Refused, Word } from './types.ts'
import type { Circumstances } from './verdict.ts'
import { isWatched, type Rules, titleOf, type Unwatched, type Watched, watch } from './watch.ts'

/**
 * Judges everything known of a pair at the instant `now`. The order of events, calendars, absences and words changes
 * nothing, and judging twice gives the same.
 */
export function judgePair(facts: PairFacts, now: Instant): Judgement {
  const resolve = resolver(facts.directory)
  return judgeMeetings(meetingsOf(facts.events, facts.calendars, resolve), facts, now)
}

/** The same for copies that are merged already (an audit merges those of all pairs at once). */
export function judgeMeetings(meetings: readonly Meeting[], facts: PairFacts, now: Instant): Judgement {
  const rules: Rules = {
    policy: facts.policy,
    directory: facts.directory,
    resolve: resolver(facts.directory),
  }
  const found = sortOut(meetings, facts, rules)
  found.parts.push(...recall(facts.memory, found.parts, meetings, now))
  endWithLeavers(found, facts)
  const { chains, replacements, oneOffs } = arrange(found)
  const refused = [...found.refused, ...oneOffs.map((single) => refusalOfOneOff(single, facts))]
  const outcome: Outcome = { chains, replacements, oneOffs, refused }
  return outcomeOf(outcome, facts, circumstancesOf(facts), now)
}

interface Found {
  parts: Part[]
  singles: Single[]
  refused: Refused[]
}

/** W: which of the meetings are this pair's, read as parts of series or as singles. */
function sortOut(meetings: readonly Meeting[], facts: PairFacts, rules: Rules): Found {
  const [first, second] = facts.people.map(({ address }) => address)
  const found: Found = { parts: [], singles: [], refused: [] }
  const watched: [Meeting, Watched][] = []
  for (const meeting of meetings) {
    const verdict = watch(meeting, rules)
    if (!isWatched(verdict)) found.refused.push(refusedAs(meeting.uid, verdict))
    else if (verdict.pair[0] === first && verdict.pair[1] === second) watched.push([meeting, verdict])
  }
  for (const [meeting, verdict] of mergeTwins(watched)) {
    const reading = readMeeting(meeting, verdict, rules, facts.window)
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
  found.singles = found.singles.filter(({ draft }) => draft.original < left)
  found.parts = found.parts.flatMap((part) => {
    if (part.first >= left) return []
    const drafts = part.drafts.filter((draft) => draft.original < left)
    const last = Math.min(part.last ?? left, drafts.at(-1)?.original ?? part.first)
    return [{ ...part, drafts, last, livesUntil: Math.min(part.livesUntil ?? left, left) }]
  })
}

interface Arranged {
  chains: Chain[]
  /** Called-off slot's original start → what stands in for it. */
  replacements: Map<Instant, Draft>
  oneOffs: Single[]
}

/** S6 and S7, then R, then H of what is left: later steps take what earlier ones did not use. */
function arrange({ parts, singles }: Found): Arranged {
  const ruled = chainsOf(parts)
  dropOverlaps(ruled)
  const { replacements, rest } = replace(ruled, singles)
  const { habits, rest: oneOffs } = habitsOf(rest, ruled)
  if (habits.length === 0) return { chains: ruled, replacements, oneOffs }
  const chains = chainsOf([...parts, ...habits])
  dropOverlaps(chains)
  return { chains, replacements, oneOffs }
}

function replace(chains: readonly Chain[], singles: readonly Single[]) {
  const byStart = new Map<Instant, Single>()
  for (const single of singles) {
    if (!single.draft.off && !single.draft.excluded) byStart.set(single.draft.start, single)
  }
  const replacements = new Map<Instant, Draft>()
  const used = new Set<Single>()
  for (const [original, start] of standIns([...byStart.keys()], chains.flatMap(gapsOf))) {
    replacements.set(original, byStart.get(start)!.draft)
    used.add(byStart.get(start)!)
  }
  return { replacements, rest: singles.filter((single) => !used.has(single)) }
}

function gapsOf(chain: Chain): Gap[] {
  const drafts = chain.flatMap((part) => part.drafts).sort((a, b) => a.original - b.original)
  return drafts.flatMap((draft, i) =>
    draft.off
      ? [
          {
            original: draft.original,
            previous: drafts[i - 1]?.original ?? null,
            next: drafts[i + 1]?.original ?? null,
          },
        ]
      : [],
  )
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
