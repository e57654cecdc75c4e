import { beforeEach, describe, expect, test } from 'vitest'
import { DAY, HOUR, MINUTE } from '../../src/domain/types.ts'
import { judgePair } from '../../src/pipeline/judge.ts'
import { sweep } from '../../src/pipeline/sweep.ts'
import { settle } from '../support/company.ts'
import { ada, at, details, grace, instance, master, read, single } from '../support/facts.ts'
import { clockAt, partsFor } from '../support/parts.ts'
import { testStore } from '../support/store.ts'

const held = testStore()
const monday = at('2026-03-02T08:00Z')
const slot = at('2026-03-03T09:00Z')

const save = (events: ReturnType<typeof master>[], when: number, calendar = 'grace', some = {}) =>
  held.store.events.save(calendar, read(events, some), when, held.store.secrets)

async function pairOf() {
  const pair = await held.store.pairs.of([ada, grace])
  if (!pair) throw new Error('no pair')
  return pair
}

async function judgeAt(when: number) {
  const { id } = await pairOf()
  return judgePair(partsFor(held.store, clockAt(when)), id)
}

const slots = async () =>
  (await held.store.slots.ofPair((await pairOf()).id)).map(({ original, state }) => [original, state])
const planned = async () =>
  (await held.store.mailings.list({ states: ['planned'] })).map(({ kind, recipient, slot: of }) => [
    kind,
    recipient,
    of,
  ])

beforeEach(() => settle(held.store, monday))

test('slots are kept five weeks ahead, mailings planned eight days ahead', async () => {
  await save([master()], monday)
  await judgeAt(monday)
  // At ten in Berlin, also after the clocks change on 29 March.
  const originals = [slot, slot + 7 * DAY, slot + 14 * DAY, slot + 21 * DAY, slot + 28 * DAY - HOUR]
  expect(await slots()).toEqual(originals.map((original) => [original, 'upcoming']))
  const kinds = (await planned()).map(([kind, , of]) => `${kind} ${of}`)
  expect(new Set(kinds)).toContain(`recap ${slot}`)
  expect(kinds.some((kind) => kind.startsWith('agenda'))).toBe(true)
})

test('a slot is there from the instant on for which its pair is judged', async () => {
  await save([master()], monday)
  const next = slot + 35 * DAY - HOUR
  await judgeAt(next - 35 * DAY)
  expect((await slots()).at(-1)).toEqual([next, 'upcoming'])
})

test('judging again changes nothing', async () => {
  await save([master()], monday)
  await judgeAt(monday)
  const before = [await slots(), await held.store.mailings.list({})]
  expect(await judgeAt(monday)).toMatchObject({ replanned: 0, corrected: 0 })
  expect([await slots(), await held.store.mailings.list({})]).toEqual(before)
})

test('a called-off slot withdraws its mails and a new date plans them again', async () => {
  await save([master()], monday)
  await judgeAt(monday)
  const off = instance(slot, { removed: true })
  await save([off], monday + HOUR)
  await judgeAt(monday + HOUR)
  expect((await planned()).filter(([kind, , of]) => kind === 'recap' && of === slot)).toEqual([])
  expect((await planned()).filter(([kind]) => kind === 'missed')).toHaveLength(2)
  await save([{ ...off, removed: false }], monday + 2 * HOUR)
  await judgeAt(monday + 2 * HOUR)
  expect((await planned()).filter(([kind, , of]) => kind === 'recap' && of === slot)).toHaveLength(2)
  expect((await planned()).filter(([kind]) => kind === 'missed')).toEqual([])
})

test('what was claimed or sent is not planned anew (M1)', async () => {
  await save([master()], monday)
  await judgeAt(monday)
  const [first] = await held.store.mailings.list({ states: ['planned'] })
  await held.store.mailings.recordSent([first!.id], 'mailbox', monday)
  await save([instance(slot, { removed: true })], monday + HOUR)
  await judgeAt(monday + HOUR)
  expect(await held.store.mailings.byId(first!.id)).toMatchObject({ state: 'sent' })
})

test('a verdict that was acted on is corrected in the open', async () => {
  await save([master()], monday)
  await judgeAt(monday)
  const after = slot + 2 * HOUR
  await save([], after)
  await judgeAt(after)
  const recaps = (await held.store.mailings.list({})).filter(
    ({ kind, slot: of }) => kind === 'recap' && of === slot,
  )
  await held.store.mailings.recordSent(
    recaps.map(({ id }) => id),
    'mailbox',
    after,
  )
  await held.store.slots.say(
    (await pairOf()).id,
    { original: slot, by: ada, said: 'not-met', at: after },
    after,
  )
  expect(await judgeAt(after)).toMatchObject({ corrected: 1 })
  const [correction] = await held.store.slots.correctionsOf((await pairOf()).id)
  expect(correction).toMatchObject({
    original: slot,
    was: { state: 'held' },
    became: { state: 'skipped', reasons: ['reported'] },
  })
  expect(await judgeAt(after + 1)).toMatchObject({ corrected: 0 })
})

test('an absence in a calendar excuses, and nobody is told why', async () => {
  await save([master()], monday)
  const away = details({ title: 'Rehab', attendees: [], organizer: ada, shows: 'away' })
  await save(
    [
      single('away', slot - HOUR, {
        calendar: 'ada',
        details: away,
        span: { start: slot - HOUR, end: slot + DAY },
      }),
    ],
    monday,
    'ada',
  )
  await save([], slot + HOUR)
  await judgeAt(slot + HOUR)
  expect(await slots()).toContainEqual([slot, 'excused'])
})

test('a slot nobody could read is judged again as soon as somebody can (V6)', async () => {
  await save([master()], monday)
  await judgeAt(slot + HOUR)
  expect(await slots()).toContainEqual([slot, 'unknown'])
  await held.store.db.updateTable('pairs').set({ judge_at: null }).execute()
  expect((await save([], slot + 2 * HOUR)).pairs).toEqual([(await pairOf()).id])
  await judgeAt(slot + 2 * HOUR)
  expect(await slots()).toContainEqual([slot, 'held'])
})

describe('races', () => {
  test('a change that is saved while a pair is judged is judged too', async () => {
    await save([master()], monday)
    const { id } = await pairOf()
    const later = monday + HOUR
    const clock = clockAt(later)
    await Promise.all([
      judgePair(partsFor(held.store, clock), id),
      save([instance(slot, { removed: true })], later),
      judgePair(partsFor(held.store, clock), id),
    ])
    const parts = partsFor(held.store, clock)
    await sweep(parts)
    if (parts.added.includes(`judge ${id}`)) await judgePair(parts, id)
    expect(await slots()).toContainEqual([slot, 'skipped'])
  })

  test('judging at the same time twice plans every mail once', async () => {
    await save([master()], monday)
    await Promise.all([judgeAt(monday), judgeAt(monday), judgeAt(monday)])
    const names = (await held.store.mailings.list({})).map(
      ({ kind, recipient, subject }) => `${kind} ${recipient} ${subject}`,
    )
    expect(new Set(names).size).toBe(names.length)
  })
})

test('a pair that cannot be judged says why and keeps nobody waiting', async () => {
  await save([master()], monday)
  const { id } = await pairOf()
  await held.store.db
    .updateTable('events')
    .set({ body: JSON.stringify({ uid: 'm1@google.com', kind: 'master' }) })
    .execute()
  await expect(judgeAt(monday)).rejects.toThrow(/Pair \d+ cannot be judged/)
  expect(await held.store.pairs.byId(id)).toMatchObject({ failingSince: monday, fault: { code: 'judging' } })
  expect(await held.store.pairs.due(monday, 10)).toEqual([])
  // A passing failure is over soon, a lasting one is looked at ever more seldom.
  expect(await held.store.pairs.due(monday + MINUTE, 10)).toEqual([id])
  for (let failed = 1; failed < 9; failed++) await judgeAt(monday + MINUTE).catch(() => {})
  expect(await held.store.pairs.due(monday + 30 * MINUTE, 10)).toEqual([])
  expect(await held.store.pairs.due(monday + 2 * HOUR, 10)).toEqual([id])
})
