// Who manages whom over time: a new list ends what was and begins what is, so that old meetings keep their manager.
import type { Address, Instant, Management } from './types.ts'

/**
 * All rows of the people in `managerOf`: those that were, ended at `now` where the list says otherwise, and the new.
 * A person of whom nothing was known has had this manager always.
 */
export function withHistory(
  before: readonly Management[],
  managerOf: ReadonlyMap<Address, Address | null>,
  now: Instant,
): Management[] {
  const rowsOf = Map.groupBy(before, ({ person }) => person)
  return [...managerOf].flatMap(([person, manager]) => {
    const known = rowsOf.get(person) ?? []
    const stays = known.some((row) => row.until === null && row.manager === manager)
    const old = known
      .map((row) => (row.until === null && row.manager !== manager ? { ...row, until: now } : row))
      .filter(({ from, until }) => from === null || from !== until)
    if (manager === null || stays) return old
    return [...old, { person, manager, from: known.length > 0 ? now : null, until: null }]
  })
}
