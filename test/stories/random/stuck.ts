// What waits for ever or stays broken though nothing is broken any more, and what daily checks had to mend.
import type { Instant } from '../../../src/domain/types.ts'
import type { Store } from '../../../src/store/open.ts'

export async function stuck(store: Store, now: Instant): Promise<string[]> {
  const { db } = store
  const claimed = await db
    .selectFrom('mailings')
    .select(['kind', 'subject'])
    .where('state', '=', 'claimed')
    .execute()
  const late = await store.mailings.due(now, now, 100)
  const calendars = (await store.calendars.all()).filter(({ failingSince }) => failingSince !== null)
  const mended = await db
    .selectFrom('calendars')
    .select(['id', 'differences', 'unexplained'])
    .where((eb) => eb.or([eb('differences', '>', 0), eb('unexplained', '>', 0)]))
    .execute()
  const pairs = (await store.pairs.all()).filter(({ failingSince }) => failingSince !== null)
  const connections = (await store.connections.all()).filter(({ failingSince }) => failingSince !== null)
  return [
    ...claimed.map(({ kind, subject }) => `claimed for ever: ${kind} ${subject}`),
    ...late.map((id) => `due for ever: mailing ${id}`),
    ...calendars.map(({ id, fault }) => `still failing: calendar ${id}: ${fault?.message}`),
    ...mended.map(
      ({ id, differences, unexplained }) =>
        `not as its service expands it: calendar ${id}, ${differences} times, ${unexplained} for ever`,
    ),
    ...pairs.map(({ people, fault }) => `still failing: ${people}: ${fault?.message}`),
    ...connections.map(({ name, fault }) => `still failing: ${name}: ${fault?.message}`),
  ]
}
