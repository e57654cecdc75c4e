// What people in the sandbox's company do, as a story or test tells it: every act is logged and wakes its watchers.
import type { Address, Instant, Span } from '../../../domain/types.ts'
import { logged } from '../../world/acts.ts'
import { personAt } from '../../world/addresses.ts'
import { originalStarts } from '../../world/recur.ts'
import { actsOf, adminActsOf } from '../../world/story.ts'
import { type Change, deedsOf } from './acts.ts'
import { sendLetters } from './letters.ts'
import { findMeeting } from './lookup.ts'
import type { Company } from './shapes.ts'

export type Story = ReturnType<typeof story>

/** The acts on this company. Refs are event ids, or `{ id, original }` for one instance by its original start. */
export function story(company: Company) {
  const { does, log } = logged(deedsOf(company), company.now, (did, what) => {
    tellOfChanges(company)
    sendLetters(company, did, what)
  })
  return {
    ...actsOf(does),
    ...adminActsOf(does),
    dropAlias: (person: Address, alias: Address) => does.dropAlias({ person, alias }),
    does,
    /** Original starts of a series by its present rule: what names its instances. */
    starts: (id: string, span: Span): Instant[] => originalStarts(findMeeting(company, id).facts, span),
    /** Somebody of this company, by any address. */
    houses: (address: Address): boolean => personAt(company, address) !== undefined,
    /** What all copies of a meeting share, in other worlds too. */
    uidOf: (id: string): string => findMeeting(company, id).iCalUID,
    /** Everything done so far, in order. */
    log: (): readonly Change[] => log,
  }
}

/** Tells the watchers, once, of all calendars that were touched. */
export function tellOfChanges(company: Company): void {
  const owners = [...company.touched]
  company.touched.clear()
  if (owners.length > 0) for (const tell of company.watchers) tell(owners)
}
