// What every letter stands on: the pair judged once more at the moment of writing.
import type { Judgement, PairFacts } from '../domain/judgement.ts'
import type { Address, Instant, Person } from '../domain/types.ts'
import { type Composed, noTopics, type Scene } from '../mail/compose.ts'
import { decide, factsOf } from '../pipeline/judge.ts'
import type { Store } from '../store/open.ts'

export interface Letter {
  composed: Composed
  recipient: Person
  /** Names the slot whose mails make one thread. */
  thread: string | null
}

export interface Known {
  facts: PairFacts
  judgement: Judgement
}

/** Null: there is no such pair any more. */
export async function judged(store: Store, pair: number, now: Instant): Promise<Known | null> {
  const known = await store.judging.known(pair, now)
  return known && { facts: factsOf(known), judgement: decide(known, now).judgement }
}

export function sceneOf({ facts, judgement }: Known): Scene {
  const { people, policy } = facts
  return {
    judgement,
    people,
    policy,
    times: [],
    question: null,
    topics: noTopics,
    actions: { mine: [], theirs: [] },
  }
}

export function personIn({ facts }: Known, address: Address): Person {
  return facts.people.find((person) => person.address === address)!
}
