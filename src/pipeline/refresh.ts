// Read before send (M2): the calendars that a pair's mail stands on, looked at once more.
import { DAY, type Instant, WEEK } from '../domain/types.ts'
import type { Calendar } from '../store/calendars/calendars.ts'
import type { Freshness, Parts } from './parts.ts'
import type { Synced } from './sync.ts'

type Known = Pick<Parts, 'store' | 'clock'>

/**
 * An incremental reading costs what fetching one event would, and tells of the whole series and its replacements too.
 * Calendars that were never read tell nothing and hold nothing up.
 */
export async function refreshPair(
  parts: Known,
  sync: (calendar: string) => Promise<Synced>,
  pair: number,
): Promise<Freshness> {
  const { store } = parts
  const people = (await store.pairs.byId(pair))?.people ?? []
  const calendars = (await store.calendars.ofOwners(people)).filter(({ wasRead }) => wasRead)
  const looks = withoutTwins(await Promise.all(calendars.map((calendar) => look(calendar, sync))))
  const unread = looks.filter((one) => !isRead(one))
  const refused = looks.filter(isRefusedAlone).map(({ calendar }) => calendar)
  const looked = new Set(looks.map(({ calendar: { id } }) => id))
  const after = (await store.calendars.ofOwners(people)).filter(({ id }) => looked.has(id))
  return {
    readable:
      after.length > unread.length &&
      (unread.length === 0 ||
        (unread.length === refused.length && (await tellNothing(parts, pair, refused)))),
    readAt: after.length > 0 ? Math.min(...after.map(({ readAt }) => readAt)) : null,
  }
}

interface Look {
  calendar: Calendar
  /** Null: a bug, which is noted on the calendar's row. */
  synced: Synced | null
}

const look = async (calendar: Calendar, sync: (calendar: string) => Promise<Synced>): Promise<Look> => ({
  calendar,
  synced: await sync(calendar.id).catch(() => null),
})

/** A calendar may be read by two connections, its owner's and then their company's: that one of them reads it is enough. */
function withoutTwins(looks: Look[]): Look[] {
  const nameOf = ({ calendar: { owner, providerId } }: Look) => `${owner} ${providerId}`
  const read = new Set(looks.filter(isRead).map(nameOf))
  return looks.filter((one) => isRead(one) || !read.has(nameOf(one)))
}

const isRead = ({ synced }: Look) => synced?.state === 'read'

const isRefusedAlone = ({ synced }: Look) => synced?.state === 'failed' && synced.alone

/** By then the directory, read daily, has told whether they left (W3). */
const TOLD_BY_DIRECTORY = DAY + DAY / 4
/** After that slots are closed. */
const OPEN = 5 * WEEK

/**
 * A person whose calendar nobody can read, suspended or without the Calendar service, must not silence the alerts of the
 * other for ever. The organizer's copy tells all that an alert stands on, the answers of both too (S1, S2), so it is
 * enough where it is read. Theirs is not enough without it: what the organizer called off may be on again.
 */
async function tellNothing({ store, clock }: Known, pair: number, refused: Calendar[]): Promise<boolean> {
  const now: Instant = clock.now()
  const ago = refused.every(
    ({ failingSince }) => failingSince !== null && failingSince <= now - TOLD_BY_DIRECTORY,
  )
  if (!ago) return false
  const organizers = await store.copies.organizersOf(pair, now - OPEN)
  const { colleague } = await store.people.directoryFor([...organizers, ...refused.map(({ owner }) => owner)])
  const own = new Set(organizers.map((address) => colleague(address) ?? address))
  return refused.every(({ owner }) => !own.has(colleague(owner) ?? owner))
}
