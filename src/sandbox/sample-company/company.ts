// The sample company: 26 people at Google and Outlook, their six weeks in early 2026, and what Halfhour must make of them.
import type { Address, Holiday, Instant, Management } from '../../domain/types.ts'
import { berlin } from './berlin.ts'
import { berlinMore } from './berlin-more.ts'
import { board } from './board.ts'
import { bystanders } from './bystanders.ts'
import type { Chapter } from './chapter.ts'
import { type Expected, expectedOf, peopleOf } from './expected.ts'
import { hire, managersElsewhere } from './hiring.ts'
import { kolkata } from './kolkata.ts'
import { melbourne } from './melbourne.ts'
import { newYork } from './new-york.ts'
import { DOMAINS, type Employee, EVERYBODY, employees, type Home, holidays, management } from './people.ts'
import type { Act, Story } from './when.ts'

export interface SampleCompany {
  /** What colleagues' addresses end in (W3). */
  domains: Readonly<Record<Home, string>>
  people: readonly Employee[]
  /** Addresses that are nobody's: a directory knows them as groups (W2). */
  groups: readonly Address[]
  management: readonly Management[]
  /** Who manages whom across the two houses: CSV. */
  managersElsewhere: string
  /** Easter in Berlin; no calendar tells them. */
  holidays: readonly Holiday[]
  /** When the service first looks: a Sunday on which everybody rests. */
  start: Instant
  /** Six weeks later, after the last mail. */
  end: Instant
  /** By time. Those before `start` are what stands in the calendars already. */
  acts: readonly Act[]
  expected: Expected
  /** Case → the pairs that show it, each sorted. */
  cases: Readonly<Record<string, readonly (readonly [Address, Address])[]>>
}

export const START: Instant = Date.UTC(2026, 2, 1, 12)
export const END: Instant = Date.UTC(2026, 3, 12, 12)

const chapters: readonly Chapter[] = [
  ...berlin,
  ...berlinMore,
  ...board,
  ...newYork,
  ...kolkata,
  ...melbourne,
]

/**
 * Does nothing by itself: set the story's clock to each act's `at` and do it on the story of its houses. The service must read
 * a calendar at an instant later than the act, or it cannot tell what was there first (S2).
 */
export function sampleCompany(): SampleCompany {
  const acts = [...settling(), ...chapters.flatMap((chapter) => chapter.acts)]
  return {
    domains: DOMAINS,
    people: employees,
    groups: [EVERYBODY],
    management,
    managersElsewhere: managersElsewhere(),
    holidays,
    start: START,
    end: END,
    acts: acts.sort((a, b) => a.at - b.at),
    expected: expectedOf(chapters, bystanders, END),
    cases: casesOf(chapters),
  }
}

/** Before the service looks: the people, then their calendars. */
function settling(): Act[] {
  const at = START - 60 * 60_000
  return [
    { at: at - 1, what: `${employees.length} people get calendars`, do: hire },
    { at, what: 'They fill them', do: fill },
  ]
}

function fill(story: Story): void {
  for (const { before } of [...chapters, ...bystanders]) before(story)
}

function casesOf(all: readonly Chapter[]): SampleCompany['cases'] {
  const named = all.flatMap((chapter) => chapter.cases.map((name) => ({ name, people: peopleOf(chapter) })))
  const groups = Map.groupBy(named, ({ name }) => name)
  return Object.fromEntries([...groups].map(([name, found]) => [name, found.map(({ people }) => people)]))
}
