import { beforeEach, describe, expect, test } from 'vitest'
import { connectPerson } from '../../src/connecting/person.ts'
import { DAY, HOUR } from '../../src/domain/types.ts'
import type { Renames } from '../../src/store/people/renames.ts'
import * as renames from '../../src/store/people/renames.ts'
import type { MailState } from '../../src/store/tables.ts'
import { empty } from '../support/company.ts'
import { ada, at, grace, linus } from '../support/facts.ts'
import { manages } from '../support/managing.ts'
import { testStore } from '../support/store.ts'

const held = testStore()
const now = at('2026-03-02T08:00Z')
const slot = at('2026-02-24T09:00Z')
const zoe = 'zoe@example.com'
const db = () => held.store.db

beforeEach(() => empty(held.store))

const rename = (...moves: [string, string][]) =>
  held.store.db
    .transaction()
    .execute((trx) => renames.rename(trx, new Map(moves) as Renames, held.store.secrets, now))

async function pair(one: string, other: string, judged: number | null = null): Promise<number> {
  const [a, b] = [one, other].sort() as [string, string]
  const row = { a, b, first_judged_at: judged }
  return (await db().insertInto('pairs').values(row).returning('id').executeTakeFirstOrThrow()).id
}

async function mail(
  id: number,
  recipient: string,
  about: string,
  state: MailState,
  kind = 'missed' as const,
) {
  const key = [recipient, about].sort().join(' ')
  const subject = `${key} ${new Date(slot).toISOString()}`
  await db()
    .insertInto('mailings')
    .values({
      kind,
      recipient,
      subject,
      pair: id,
      slot,
      due_at: slot + DAY,
      expires_at: slot + 8 * DAY,
      goes_at: slot + DAY,
      state,
      payload: JSON.stringify({ about, role: 'peer' }),
    })
    .execute()
}

async function slotOf(id: number, state: string, first_seen = now) {
  const body = JSON.stringify({ original: slot, state })
  await db()
    .insertInto('slots')
    .values({ pair: id, original: slot, starts: slot, ends: slot + HOUR, body, first_seen })
    .execute()
}

const mailsOf = (recipient: string) => held.store.mailings.list({ recipient })
const pairs = async () => (await held.store.pairs.all()).map(({ id, people }) => [id, ...people])

test('a consent of somebody’s own is theirs under the new address, and mended by consenting again', async () => {
  const { calendars, connections, channels } = held.store
  await held.store.people.addDomains(['example.com'], now)
  const credentials = { type: 'authorized_user', refresh_token: 'a' }
  const consents = (owner: string) =>
    connectPerson(held.store, { kind: 'google', credentials, owner, providerId: owner }, now)
  const [own, others] = await Promise.all([ada, grace].map((owner) => consents(owner)))
  await db()
    .updateTable('calendars')
    .set({ cursor: 'c', look_at: now + DAY })
    .execute()
  const calendar = `${own}:${ada}`
  const channel = { id: 'c1', calendar, address: 'https://us.test/push', resource: 'r' }
  await channels.add({ ...channel, madeAt: now, expiresAt: now + DAY }, 'token')
  await rename([ada, zoe])
  expect(await connections.byId(own!)).toMatchObject({
    name: `Google Calendar of ${zoe}`,
    options: { owner: zoe },
  })
  expect(await calendars.byId(calendar)).toMatchObject({
    owner: zoe,
    providerId: zoe,
    cursor: null,
    lookAt: now,
  })
  expect(await channels.ofCalendar(calendar)).toMatchObject([{ address: '' }])
  expect(await connections.byId(others!)).toMatchObject({ options: { owner: grace } })
  expect(await calendars.byId(`${others}:${grace}`)).toMatchObject({ cursor: 'c', lookAt: now + DAY })
  expect(await consents(zoe)).toBe(own)
  expect((await calendars.ofConnection(own!)).map(({ id }) => id)).toEqual([calendar])
})

test('a consent at Microsoft is to an account, which has no other name then: it is read on', async () => {
  const credentials = { type: 'microsoft_person', refresh_token: 'a' }
  const person = { kind: 'microsoft' as const, credentials, providerId: 'id-1' }
  const own = await connectPerson(held.store, { ...person, owner: ada }, now)
  await db().updateTable('calendars').set({ cursor: 'c' }).execute()
  await rename([ada, zoe])
  expect(await held.store.calendars.ofConnection(own)).toMatchObject([
    { owner: zoe, providerId: 'id-1', cursor: 'c' },
  ])
  expect(await connectPerson(held.store, { ...person, owner: zoe }, now)).toBe(own)
})

describe('somebody gets another address', () => {
  test('their pairs stay, in the order of the new names, and are judged again', async () => {
    const id = await pair(ada, grace)
    await rename([ada, zoe])
    expect(await held.store.pairs.of([grace, zoe])).toMatchObject({ id, people: [grace, zoe], judgeAt: now })
    expect(await held.store.pairs.of([ada, grace])).toBeNull()
  })

  test('what was mailed is mailed under the new name, to both (M1)', async () => {
    const id = await pair(ada, grace)
    await mail(id, ada, grace, 'sent')
    await mail(id, grace, ada, 'planned')
    await rename([ada, zoe])
    const subject = `${grace} ${zoe} ${new Date(slot).toISOString()}`
    expect(await mailsOf(zoe)).toMatchObject([{ subject, state: 'sent', payload: { about: grace } }])
    expect(await mailsOf(grace)).toMatchObject([{ subject, state: 'planned', payload: { about: zoe } }])
    expect(await mailsOf(ada)).toEqual([])
  })

  test('digests move along, mails to admins do not', async () => {
    const plan = { dueAt: now, expiresAt: now + DAY, recipient: grace }
    await held.store.mailings.planOnce([
      { ...plan, kind: 'digest', subject: '2026-03-02' },
      { ...plan, kind: 'trouble', subject: '1 refused 2026-03-02' },
    ])
    await rename([grace, zoe])
    expect(await mailsOf(zoe)).toMatchObject([{ kind: 'digest', subject: '2026-03-02' }])
    expect(await mailsOf(grace)).toMatchObject([{ kind: 'trouble' }])
  })

  test('a mail that may have arrived is not tried again under the new address', async () => {
    const id = await pair(ada, grace)
    await mail(id, ada, grace, 'maybe-sent')
    await db().updateTable('mailings').set({ lease_until: now }).execute()
    await rename([ada, zoe])
    expect(await held.store.mailings.due(now + DAY, now + DAY, 10)).toEqual([])
    expect(await mailsOf(zoe)).toMatchObject([{ state: 'maybe-sent' }])
  })

  test('words, leaves, holidays, managers and calendars are theirs still', async () => {
    const { store } = held
    const id = await pair(ada, grace)
    await store.slots.say(id, { original: slot, by: ada, said: 'met', at: now }, now)
    await store.absences.enter({ person: ada, start: now, end: now + DAY, enteredBy: ada }, now)
    const may = { first: '2026-05-01', last: '2026-05-31', soon: '2026-06-01', mark: 'DE' }
    await store.holidays.save([ada, zoe], { ...may, days: ['2026-05-01'] }, now)
    await manages(
      store,
      [
        { person: ada, manager: grace },
        { person: linus, manager: ada, until: now },
      ],
      now,
    )
    const ics = { kind: 'ics', name: 'Ada', credentials: null, options: {} } as const
    const connection = await store.connections.add(ics, store.secrets, now)
    await store.calendars.add({ id: 'a', connection, owner: ada, providerId: 'a', zone: null }, now)
    await rename([ada, zoe])
    expect(await db().selectFrom('words').select('by_person').execute()).toEqual([{ by_person: zoe }])
    expect(await db().selectFrom('absences').select(['person', 'entered_by']).execute()).toEqual([
      { person: zoe, entered_by: zoe },
    ])
    expect(await store.holidays.ofPeople([ada, zoe])).toEqual([{ person: zoe, day: '2026-05-01' }])
    expect(await store.people.managementOf([zoe])).toEqual(
      expect.arrayContaining([
        { person: zoe, manager: grace, from: null, until: null },
        { person: linus, manager: zoe, from: null, until: now },
      ]),
    )
    expect(await store.people.managementOf([ada])).toEqual([])
    expect(await store.calendars.byId('a')).toMatchObject({ owner: zoe })
  })

  test('stops hold, by the links in old mails too; nobody is introduced to them twice', async () => {
    const { stops, secrets, people } = held.store
    await people.save([nobody(ada)], 'test', now)
    await stops.stop(ada, 'recap', now, secrets)
    await stops.introduced(ada, 'smtp', now, secrets)
    await rename([ada, zoe])
    expect(await stops.isStopped(zoe, 'recap', secrets)).toBe(true)
    expect(await stops.isIntroduced(zoe, 'smtp', secrets)).toBe(true)
    await stops.stop(ada, 'digest', now, secrets)
    expect(await stops.stoppedKinds(zoe, secrets)).toEqual(['recap', 'digest'])
    await stops.resume(ada, 'recap', secrets)
    expect(await stops.isStopped(zoe, 'recap', secrets)).toBe(false)
  })

  test('the old address is an alias; what a file told stays', async () => {
    await held.store.people.save([{ ...nobody(ada), aliases: ['lovelace@example.com'] }], 'test', now)
    await db()
      .updateTable('people')
      .set({ told: JSON.stringify({ name: 'Ada L.' }) })
      .execute()
    await rename([ada, zoe])
    expect(await db().selectFrom('people').select(['address', 'aliases', 'told']).execute()).toEqual([
      { address: zoe, aliases: [ada, 'lovelace@example.com'], told: { name: 'Ada L.' } },
    ])
  })
})

describe('where calendars knew the new address before the directory did', () => {
  test('the two pairs become one: the older one, with what the newer had besides', async () => {
    const old = await pair(ada, grace, now - 30 * DAY)
    const young = await pair(zoe, grace, now)
    await slotOf(old, 'held', now - DAY)
    await slotOf(young, 'skipped')
    await db()
      .insertInto('slots')
      .values({
        pair: young,
        original: slot + DAY,
        starts: slot,
        ends: slot,
        body: '{"state":"held"}',
        first_seen: now,
      })
      .execute()
    await held.store.slots.say(young, { original: slot, by: zoe, said: 'met', at: now }, now)
    await db()
      .insertInto('meetings')
      .values([
        { uid: 'a', pair: old },
        { uid: 'a', pair: young },
        { uid: 'b', pair: young },
      ])
      .execute()
    await db()
      .insertInto('corrections')
      .values({ pair: young, original: slot, at: now, was: '{}', became: null })
      .execute()
    await rename([ada, zoe])
    expect(await pairs()).toEqual([[old, grace, zoe]])
    expect(await held.store.slots.ofPair(old)).toEqual([{ original: slot, state: 'held' }, { state: 'held' }])
    expect(await db().selectFrom('words').select(['pair', 'by_person']).execute()).toEqual([
      { pair: old, by_person: zoe },
    ])
    expect(await db().selectFrom('meetings').selectAll().orderBy('uid').execute()).toEqual([
      { uid: 'a', pair: old },
      { uid: 'b', pair: old },
    ])
    expect(await held.store.slots.correctionsOf(old)).toHaveLength(1)
    const row = await db().selectFrom('pairs').select('first_judged_at').executeTakeFirst()
    expect(row).toEqual({ first_judged_at: now - 30 * DAY })
  })

  test.each<[MailState, MailState]>([
    ['sent', 'planned'],
    ['planned', 'sent'],
    ['dropped', 'sent'],
    ['claimed', 'planned'],
    ['maybe-sent', 'dropped'],
    ['sent', 'maybe-sent'],
    ['failed', 'planned'],
    ['planned', 'dropped'],
  ])(
    'of one mail, %s under the old name and %s under the new, the settled one stays',
    async (before, after) => {
      const [old, young] = [await pair(ada, grace), await pair(zoe, grace)]
      for (const [id, who, state] of [
        [old, ada, before],
        [young, zoe, after],
      ] as const) {
        await mail(id, who, grace, state)
        await mail(id, grace, who, state)
      }
      await db().updateTable('mailings').set({ reason: 'withdrawn' }).where('state', '=', 'dropped').execute()
      await rename([ada, zoe])
      const order = ['sent', 'maybe-sent', 'claimed', 'failed', 'planned', 'dropped']
      const [stays] = [before, after].sort((one, other) => order.indexOf(one) - order.indexOf(other))
      for (const who of [zoe, grace]) expect(await mailsOf(who)).toMatchObject([{ state: stays, pair: old }])
    },
  )

  test('a mail that somebody stopped is not planned for that', async () => {
    const [old, young] = [await pair(ada, grace), await pair(zoe, grace)]
    await mail(old, ada, grace, 'dropped')
    await db().updateTable('mailings').set({ reason: 'stopped' }).execute()
    await mail(young, zoe, grace, 'planned')
    await rename([ada, zoe])
    expect(await mailsOf(zoe)).toMatchObject([{ state: 'dropped', reason: 'stopped' }])
  })

  test('a pair of both addresses was nobody’s', async () => {
    const id = await pair(ada, zoe)
    await mail(id, ada, zoe, 'planned')
    await rename([ada, zoe])
    expect(await pairs()).toEqual([])
    expect(await mailsOf(zoe)).toEqual([])
  })
})

describe('several at once', () => {
  test('who swaps addresses keeps pairs, mails and stops', async () => {
    const [first, second, both] = [await pair(ada, grace), await pair(linus, grace), await pair(ada, linus)]
    await mail(first, ada, grace, 'sent')
    await mail(second, linus, grace, 'planned')
    await mail(both, ada, linus, 'sent')
    await held.store.people.save([nobody(ada), nobody(linus)], 'test', now)
    await held.store.stops.stop(ada, 'recap', now, held.store.secrets)
    await rename([ada, linus], [linus, ada])
    expect(await pairs()).toEqual([
      [second, ada, grace],
      [both, ada, linus],
      [first, grace, linus],
    ])
    expect(await mailsOf(linus)).toMatchObject([
      { pair: first, state: 'sent', payload: { about: grace } },
      { pair: both, state: 'sent', payload: { about: ada } },
    ])
    expect(await mailsOf(ada)).toMatchObject([{ pair: second, state: 'planned', payload: { about: grace } }])
    expect(await held.store.stops.isStopped(linus, 'recap', held.store.secrets)).toBe(true)
    expect(await held.store.stops.isStopped(ada, 'recap', held.store.secrets)).toBe(false)
    const people = await db().selectFrom('people').select(['address', 'aliases']).orderBy('address').execute()
    expect(people).toEqual([
      { address: ada, aliases: [] },
      { address: linus, aliases: [] },
    ])
  })

  test('in a chain everybody moves one on', async () => {
    const [first, second] = [await pair(ada, grace), await pair(linus, grace)]
    await rename([linus, ada], [ada, zoe])
    expect(await pairs()).toEqual([
      [second, ada, grace],
      [first, grace, zoe],
    ])
  })
})

const nobody = (address: string) => ({
  address,
  aliases: [],
  name: null,
  zone: null,
  hours: null,
  locale: null,
  leftAt: null,
})
