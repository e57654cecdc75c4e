// The Monday digest of a manager, as of the moment it goes.
import { digestOf } from '../domain/digest.ts'
import type { Judgement } from '../domain/judgement.ts'
import type { Address, Instant, Person } from '../domain/types.ts'
import { composeDigest, type Desk } from '../mail/compose.ts'
import type { Mailing } from '../store/mailings/mailing.ts'
import type { Store } from '../store/open.ts'
import { judged, type Letter, personIn } from './known.ts'

/** Null: there is nothing to say, or nobody to say it to. */
export async function digestLetter(
  store: Store,
  { recipient }: Mailing,
  desk: Desk,
  now: Instant,
): Promise<Letter | null> {
  const pairs: { judgement: Judgement; report: Person }[] = []
  let manager: Person | undefined
  for (const { id, failingSince } of await store.pairs.ofPeople([recipient])) {
    // Admins see that it cannot be judged; it does not hold up what is known of the others.
    const known = failingSince === null ? await judged(store, id, now) : null
    if (known?.judgement.manager !== recipient) continue
    manager = personIn(known, recipient)
    pairs.push({ judgement: known.judgement, report: known.facts.people.find((one) => one !== manager)! })
  }
  if (!manager || hasLeft(manager, now) || (await store.people.spared([recipient])).length > 0) return null
  const digest = digestOf({ manager, pairs, openItems: 0 }, now)
  if (!digest) return null
  const personOf = (address: Address) => pairs.find(({ report }) => report.address === address)!.report
  return { composed: composeDigest(digest, personOf, desk, now), recipient: manager, thread: null }
}

const hasLeft = ({ leftAt }: Person, now: Instant): boolean => leftAt !== null && leftAt <= now
