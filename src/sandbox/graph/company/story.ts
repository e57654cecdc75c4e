// What people in the sandbox's tenant do, as a story or test tells it: every act is logged and wakes its watchers.
import type { Address, Instant, Span } from '../../../domain/types.ts'
import { type Change, logged } from '../../world/acts.ts'
import { personAt } from '../../world/addresses.ts'
import type { EventRef } from '../../world/facts.ts'
import { actsOf, adminActsOf } from '../../world/story.ts'
import { type Acts, deedsOf } from './acts.ts'
import { organized, startsOf } from './items.ts'
import type { Company } from './shapes.ts'

export type Story = ReturnType<typeof story>

/**
 * The acts on this tenant. Refs are the ids of organizers' items, as createEvent returns them, or UIDs (meetings from
 * elsewhere have nothing else); `{ id, original }` is one instance.
 */
export function story(company: Company) {
  const { does, log } = logged(deedsOf(company), company.now, () => tellOfChanges(company))
  return {
    ...actsOf(does),
    ...adminActsOf(does),
    /** `silently`: nobody hears of it. */
    deleteFromOwnCalendar: (person: Address, event: EventRef, how: { silently?: boolean } = {}) =>
      does.deleteFromOwnCalendar({ person, event, ...how }),
    forward: (from: Address, event: EventRef, to: Address) => does.forward({ from, event, to }),
    does,
    /** Original starts of a series by its present rule: what names its instances. */
    starts: (id: string, span: Span): Instant[] => startsOf(organized(company, id).item, span),
    /** Somebody of this tenant, by any address. */
    houses: (address: Address): boolean => personAt(company, address) !== undefined,
    /** What all copies of a meeting share, in other worlds too. */
    uidOf: (id: string): string => company.uids.get(id) ?? id,
    /** Everything done so far, in order. */
    log: (): readonly Change<Acts>[] => log,
  }
}

/** Tells the watchers, once, of all mailboxes that were touched. */
export function tellOfChanges(company: Company): void {
  const changed = new Map(company.touched)
  company.touched.clear()
  if (changed.size > 0) for (const tell of company.watchers) tell(changed)
}
