// From a vendor, a key and what was typed to the pages of a company's set-up. Pure.
import type { KeyFacts } from '../connecting.ts'
import { type Filled, formView } from './parts.ts'
import type { Vendor } from './vendor.ts'

/** A connection whose key or choice is changed; null: a company is connected for the first time. */
export type Changed = { id: number; name: string } | null

interface Asking {
  /** Of the connection that gets a new key; null: it is a first one. */
  changed: Changed
  /** Its account is known, and not asked for again. */
  isKnown: boolean
  /** Why it is asked again, a sentence. */
  notice: string | null
  /** Secrets that were given before: the names of their fields, and all of them sealed. */
  kept: { names: string[]; sealed: string } | null
  /** People who were chosen before, as they were typed; null: none yet, or those of the connection. */
  people: Filled['typed'] | null
}

export function keyView(vendor: Vendor, filled: Filled, asking: Asking) {
  const { changed, isKnown, notice, kept, people } = asking
  const { kind, words } = vendor
  return {
    ...frame(changed ? words.newKey : `Connect ${vendor.name}`),
    ...{ kind, words, changed },
    guide: `guide-${kind}`,
    ...vendor.guide,
    action: changed ? `/connections/${changed.id}/${kind}/key` : `/connections/${kind}`,
    ...{ notice, kept: kept?.sealed ?? null },
    people: Object.entries(people ?? {}).map(([name, text]) => ({ name, text })),
    ...formView(vendor.keyParts(isKnown), filled, kept?.names),
  }
}

/** @param sealed a new key, for the way back to us; null: the stored one is tried */
export function setUpView(
  vendor: Vendor,
  { facts, sealed }: { facts: KeyFacts; sealed: string | null },
  filled: Filled,
  changed: Changed,
) {
  const { kind, name, words } = vendor
  return {
    ...frame(changed ? 'Change whose calendars are watched' : `Connect ${name}`),
    ...{ kind, name, changed, sealed, by: vendor.by(facts) },
    anotherKey: changed
      ? { href: `/connections/${changed.id}/${kind}/key`, label: words.newKey }
      : {
          href: `/connections/${kind}?${new URLSearchParams(vendor.retyped(facts))}`,
          label: words.anotherKey,
        },
    allow: `allow-${kind}`,
    step: words.stepAfterKey,
    ...vendor.allow(facts),
    ...formView(vendor.people.parts, filled),
  }
}

const frame = (title: string) => ({ title, section: 'connections' as const })
