import { beforeEach, expect, test } from 'vitest'
import { DAY } from '../../src/domain/types.ts'
import { settle } from '../support/company.ts'
import { at, instance, master, read, single } from '../support/facts.ts'
import { testStore } from '../support/store.ts'

const held = testStore()
const now = at('2026-03-02T08:00Z')
const later = now + 401 * DAY

beforeEach(() => settle(held.store, now))

const save = (...events: ReturnType<typeof master>[]) =>
  held.store.events.save('grace', read(events), now, held.store.secrets)

async function kept() {
  const rows = await held.store.db.selectFrom('events').select('id').orderBy('id').execute()
  return rows.map(({ id }) => id)
}

test('a date that was called off long ahead stays called off while its series lives', async () => {
  const ahead = instance(later + 7 * DAY, { removed: true })
  await save(master(), ahead)
  expect(await held.store.retention.prune(later)).toMatchObject({ events: 0 })
  expect(await kept()).toEqual(['m1', ahead.id])
})

test('what is gone for long is forgotten', async () => {
  const gone = instance(now + DAY, { removed: true })
  await save(master({ removed: true }), gone, single('s1', now, { removed: true }), single('s2', now))
  expect(await held.store.retention.prune(now + DAY)).toMatchObject({ events: 0 })
  expect(await held.store.retention.prune(later)).toMatchObject({ events: 3 })
  expect(await kept()).toEqual(['s2'])
})
