import { beforeEach, expect, test } from 'vitest'
import { planAllDigests } from '../../src/pipeline/digests.ts'
import { judgePair } from '../../src/pipeline/judge.ts'
import { settle } from '../support/company.ts'
import { ada, at, details, grace, guest, linus, master, read, single } from '../support/facts.ts'
import { manages } from '../support/managing.ts'
import { clockAt } from '../support/parts.ts'
import { testStore } from '../support/store.ts'

const held = testStore()
const friday = at('2026-03-06T08:00Z')

beforeEach(() => settle(held.store, friday))

/** Grace's calendar shows her away from Saturday until then. */
async function awayUntil(end: number) {
  const entry = details({ shows: 'away', type: 'other', attendees: [guest(grace)] })
  const span = { start: at('2026-03-07T00:00Z'), end }
  const away = single('away', span.start, { span, details: entry })
  await held.store.events.save('grace', read([master(), away]), friday, held.store.secrets)
  const pair = await held.store.pairs.of([ada, grace])
  const parts = { store: held.store, clock: clockAt(friday) }
  await judgePair(parts, pair!.id)
  await planAllDigests(parts)
  return (await held.store.mailings.list({})).filter(({ kind }) => kind === 'digest')
}

test('a digest waits for a manager whose calendar shows them away', async () => {
  expect(await awayUntil(at('2026-03-10T09:00Z'))).toMatchObject([{ dueAt: at('2026-03-10T09:00Z') }])
})

test('it is too late for one who is away all week', async () => {
  const [digest] = await awayUntil(at('2026-03-14T00:00Z'))
  expect(digest!.dueAt).toBeGreaterThan(digest!.expiresAt)
})

test('one manager whose digests cannot be planned does not stop the others', async () => {
  const { people } = held.store
  const nobody = { aliases: [], name: null, hours: null, locale: null, leftAt: null }
  await people.save([{ ...nobody, address: 'aaron@example.com', zone: 'No/Where' }], 'test', friday)
  await manages(held.store, [{ person: linus, manager: 'aaron@example.com' }], friday)
  await held.store.db
    .insertInto('pairs')
    .values({ a: 'aaron@example.com', b: linus, first_judged_at: friday })
    .execute()
  await expect(awayUntil(at('2026-03-07T09:00Z'))).rejects.toThrow(
    'No digest is planned for 1 of the managers',
  )
  expect(await held.store.mailings.list({ recipient: grace, states: ['planned'] })).toContainEqual(
    expect.objectContaining({ kind: 'digest' }),
  )
})
