// What became of the demo: verdicts and mails as the store has them, held against the company's script.
import type { Slot } from '../domain/judgement.ts'
import type { Address, Instant } from '../domain/types.ts'
import type { SampleCompany } from '../sandbox/sample-company/company.ts'
import {
  type ActualMail,
  type ActualSlot,
  type Differences,
  differencesIn,
} from '../sandbox/sample-company/differences.ts'
import type { Mailing } from '../store/mailings/mailing.ts'
import type { Store } from '../store/open.ts'

export interface Outcome {
  pairs: { people: readonly [Address, Address]; slots: Slot[] }[]
  mails: ActualMail[]
  differences: Differences
}

export async function outcomeOf(store: Store, company: SampleCompany): Promise<Outcome> {
  const pairs = await pairsOf(store, company)
  const mails = await mailsOf(store)
  const slots: ActualSlot[] = pairs.flatMap(({ people, slots: own }) =>
    own.map((slot) => ({ ...slot, people })),
  )
  return { pairs, mails, differences: differencesIn(company.expected, slots, mails) }
}

async function pairsOf(store: Store, { start, end }: SampleCompany): Promise<Outcome['pairs']> {
  const pairs: Outcome['pairs'] = []
  for (const { id, people } of await store.pairs.all()) {
    const slots = (await store.slots.ofPair(id)).filter(({ original }) => original >= start && original < end)
    if (slots.length > 0) pairs.push({ people, slots })
  }
  return pairs
}

/** Mails as they arrived: alerts that went together are one. */
async function mailsOf(store: Store): Promise<ActualMail[]> {
  const sent = await store.mailings.list({ states: ['sent', 'maybe-sent'], limit: 100_000 })
  const together = Map.groupBy(sent, ({ id, bundle }) => bundle ?? id)
  return [...together].map(([lead, mailings]) =>
    mailOf(mailings.find(({ id }) => id === lead) ?? mailings[0]!, mailings),
  )
}

function mailOf({ kind, recipient: to, settledAt }: Mailing, mailings: readonly Mailing[]): ActualMail {
  const about = [...new Set(mailings.flatMap(({ payload }) => (payload.about as Address | undefined) ?? []))]
  const slots = mailings.flatMap(({ slot }): Instant[] => (slot === null ? [] : [slot]))
  return { kind: kind as ActualMail['kind'], to, about, slots, at: settledAt! }
}
