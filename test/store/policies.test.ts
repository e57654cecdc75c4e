import { beforeEach, expect, test } from 'vitest'
import { defaultPolicy } from '../../src/domain/policy.ts'
import { DAY, HOUR } from '../../src/domain/types.ts'
import { judgePair } from '../../src/pipeline/judge.ts'
import { settle } from '../support/company.ts'
import { ada, at, details, grace, guest, master, read } from '../support/facts.ts'
import { clockAt, partsFor } from '../support/parts.ts'
import { testStore } from '../support/store.ts'

const held = testStore()
const now = at('2026-03-02T08:00Z')
const slot = at('2026-03-03T09:00Z')

beforeEach(() => settle(held.store, now))

async function judge(when: number) {
  const pair = await held.store.pairs.of([ada, grace])
  await judgePair(partsFor(held.store, clockAt(when)), pair!.id)
}
const save = (events: ReturnType<typeof master>[], when: number) =>
  held.store.events.save('grace', read(events, { nextLook: when + HOUR }), when, held.store.secrets)
const shorts = async () => (await held.store.mailings.list({})).filter(({ kind }) => kind === 'short')

test('nobody changed anything: the defaults hold', async () => {
  expect(await held.store.policies.current()).toEqual({ version: 0, since: null, policy: defaultPolicy })
})

test('a new policy judges the open past and the future anew, and alerts of nothing old', async () => {
  await save([master()], now)
  await judge(now)
  await save([], slot + DAY)
  const changed = slot + 2 * DAY
  await judge(changed)
  expect(await shorts()).toEqual([])
  await held.store.policies.change({ ...defaultPolicy, minimumMinutes: 45 }, changed)
  expect(await held.store.pairs.due(changed, 10)).toHaveLength(1)
  await judge(changed)
  const slots = await held.store.slots.ofPair((await held.store.pairs.of([ada, grace]))!.id)
  expect(slots.slice(0, 2).map(({ flags }) => flags)).toEqual([['short'], ['short']])
  expect((await shorts()).every(({ dueAt }) => dueAt > changed + 4 * DAY)).toBe(true)
})

test('calendars are read anew only where it changes what is kept of them', async () => {
  await save([master()], now)
  await held.store.policies.change({ ...defaultPolicy, minimumMinutes: 45 }, now + 1)
  expect(await held.store.calendars.byId('grace')).toMatchObject({ cursor: 'c1' })
  await held.store.policies.change({ ...defaultPolicy, assistants: ['@notes.example'] }, now + 2)
  expect(await held.store.calendars.byId('grace')).toMatchObject({ cursor: null, lookAt: now + 2 })
})

test('a new domain has colleagues: calendars with meetings of strangers are read anew', async () => {
  const outside = details({ attendees: [guest('mary@example.org'), guest(grace)] })
  await save([master({ details: outside })], now)
  expect(await held.store.people.addDomains(['example.org', 'example.org'], now + 1)).toEqual(['example.org'])
  expect(await held.store.calendars.byId('grace')).toMatchObject({ cursor: null, lookAt: now + 1 })
  expect(await held.store.people.addDomains(['example.org'], now + 2)).toEqual([])
  expect(await held.store.settings.domains()).toEqual(['example.org'])
})
