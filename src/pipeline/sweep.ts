// Sweep: what is due now goes to the queues. All it needs is in the database, so a flushed queue loses nothing.
import type { Parts } from './parts.ts'

export interface Swept {
  calendars: number
  pairs: number
  mailings: number
}

/** What is left over is found by the next sweep. */
const MOST = 1_000

/** Enqueues everything that is due; what waits in a queue already is not added twice. */
export async function sweep({
  store,
  clock,
  queues,
}: Pick<Parts, 'store' | 'clock' | 'queues'>): Promise<Swept> {
  const now = clock.now()
  const calendars = await store.calendars.due(now, MOST, clock.wall())
  const pairs = await store.pairs.due(now, MOST)
  const mailings = await store.mailings.due(now, clock.wall(), MOST)
  await queues.add(
    'sync',
    calendars.map((calendar) => ({ calendar })),
  )
  await queues.add(
    'judge',
    pairs.map((pair) => ({ pair })),
  )
  await queues.add(
    'send',
    mailings.map((mailing) => ({ mailing })),
  )
  return { calendars: calendars.length, pairs: pairs.length, mailings: mailings.length }
}
