// Read before send (M2): the calendars that a pair's mail stands on, looked at once more.
import type { Freshness, Parts } from './parts.ts'
import type { Synced } from './sync.ts'

/**
 * An incremental reading costs what fetching one event would, and tells of the whole series and its replacements too.
 * Calendars that were never read tell nothing and hold nothing up.
 */
export async function refreshPair(
  { store }: Pick<Parts, 'store'>,
  sync: (calendar: string) => Promise<Synced>,
  pair: number,
): Promise<Freshness> {
  const people = (await store.pairs.byId(pair))?.people ?? []
  const calendars = (await store.calendars.ofOwners(people)).filter(({ wasRead }) => wasRead)
  const looks = await Promise.allSettled(calendars.map(({ id }) => sync(id)))
  const read = looks.map((look) => look.status === 'fulfilled' && look.value.state === 'read')
  const after = (await store.calendars.ofOwners(people)).filter(({ wasRead }) => wasRead)
  return {
    readable: after.length > 0 && read.every(Boolean),
    readAt: after.length > 0 ? Math.min(...after.map(({ readAt }) => readAt)) : null,
  }
}
