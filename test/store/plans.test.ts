import { beforeEach, describe, expect, test } from 'vitest'
import { DAY, HOUR, type Instant } from '../../src/domain/types.ts'
import { type DropReason, type NewRow, plan } from '../../src/store/mailings/plans.ts'
import { empty } from '../support/company.ts'
import { ada, at, grace } from '../support/facts.ts'
import { testStore } from '../support/store.ts'

const held = testStore()
const now = at('2026-03-02T08:00Z')

beforeEach(() => empty(held.store))

const pair = async () =>
  (
    await held.store.db
      .insertInto('pairs')
      .values({ a: ada, b: grace })
      .returning('id')
      .executeTakeFirstOrThrow()
  ).id

const ofPair = async () => row({ kind: 'missed', pair: await pair() })
const ofNone = async () => row({ kind: 'trouble', pair: null })

const row = (more: Pick<NewRow, 'kind' | 'pair'>): NewRow => ({
  ...{ ...more, recipient: ada, subject: 'one', ...timed(now) },
  payload: JSON.stringify({ told: 'first' }),
})

const timed = (dueAt: Instant) => ({ due_at: dueAt, goes_at: dueAt, expires_at: dueAt + DAY })
const later = timed(now + HOUR)
const other = { payload: JSON.stringify({ told: 'then' }) }

const planned = async () => {
  const [mailing] = await held.store.mailings.list({})
  return mailing!
}

describe('what was dropped', () => {
  test.each<[string, () => Promise<NewRow>, DropReason, object, boolean]>([
    ['of a pair, withdrawn: planned again', ofPair, 'withdrawn', {}, true],
    ['of a pair, too late: planned again where it may go longer', ofPair, 'too-late', later, true],
    ['of a pair, too late: and not where it may not', ofPair, 'too-late', {}, false],
    ['of a pair, whose recipient had stopped them: never again', ofPair, 'stopped', later, false],
    ['of no pair, withdrawn: planned again', ofNone, 'withdrawn', {}, true],
    ['of no pair, too late: never again, what it told is over', ofNone, 'too-late', later, false],
    ['of no pair, with nothing to say: never again', ofNone, 'nothing-to-say', later, false],
  ])('%s', async (_what, given, reason, more, isPlanned) => {
    const first = await given()
    await plan(held.store.db, [first])
    await held.store.mailings.recordDropped([(await planned()).id], reason, now)
    expect(await plan(held.store.db, [{ ...first, ...more }])).toBe(isPlanned ? 1 : 0)
    expect((await planned()).state).toBe(isPlanned ? 'planned' : 'dropped')
  })
})

describe('what is planned, and could not go for a reason', () => {
  async function replanned(given: NewRow, more: object) {
    await plan(held.store.db, [given])
    await held.store.mailings.recordRetry([(await planned()).id], 'no server', now)
    const changed = await plan(held.store.db, [{ ...given, ...more }])
    const { dueAt, reason, payload } = await planned()
    return { changed, dueAt, reason, ...payload }
  }

  test.each<[string, () => Promise<NewRow>, object, object]>([
    ['a pair’s, moved: its reason was that of the other moment', ofPair, later, { changed: 1, reason: null }],
    ['a pair’s, that tells something else', ofPair, other, { changed: 1, reason: null, told: 'then' }],
    ['a pair’s, as it was', ofPair, {}, { changed: 0, reason: 'no server' }],
    ['nobody’s, moved', ofNone, later, { changed: 1, dueAt: now + HOUR, reason: 'no server' }],
    [
      'nobody’s, that tells something else: it keeps to what it told',
      ofNone,
      other,
      { changed: 0, told: 'first' },
    ],
  ])('%s', async (_what, given, more, expected) => {
    expect(await replanned(await given(), more)).toMatchObject(expected)
  })
})
