// One calendar that two connections read, its owner's and their company's: only one copy of it speaks.
import { beforeEach, describe, expect, test } from 'vitest'
import type { CalendarEvent } from '../../src/domain/event.ts'
import { DAY, HOUR } from '../../src/domain/types.ts'
import { judgePair } from '../../src/pipeline/judge.ts'
import type { Changes } from '../../src/store/calendars/events.ts'
import { settle } from '../support/company.ts'
import { ada, at, details, grace, instance, master, read, single } from '../support/facts.ts'
import { clockAt, partsFor } from '../support/parts.ts'
import { testStore } from '../support/store.ts'

const held = testStore()
const monday = at('2026-03-02T08:00Z')
const slot = at('2026-03-03T09:00Z')
const after = slot + 2 * HOUR

/** The calendars of Ada and Grace at Google, by their company and by consents of their own. */
beforeEach(async () => {
  await settle(held.store, monday)
  for (const reader of ['company', 'own']) {
    const wanted = { kind: 'google', name: reader, credentials: null, options: {} } as const
    const connection = await held.store.connections.add(wanted, held.store.secrets, monday)
    for (const owner of [ada, grace]) {
      const calendar = { id: idOf(reader, owner), connection, owner, providerId: owner, zone: null }
      await held.store.calendars.add(calendar, monday)
    }
  }
})

const idOf = (reader: string, owner: string) => `${reader}:${owner}`

function save(
  reader: string,
  owner: string,
  when: number,
  events: CalendarEvent[],
  some: Partial<Changes> = {},
) {
  const calendar = idOf(reader, owner)
  const changes = read(
    events.map((event) => ({ ...event, calendar })),
    { nextLook: when + DAY, ...some },
  )
  return held.store.events.save(calendar, changes, when, held.store.secrets)
}

const fail = (reader: string, owner: string, now: number) =>
  held.store.calendars.failed(
    idOf(reader, owner),
    { code: 'invalid-grant', message: 'over' },
    { now, nextTry: now + DAY },
  )

async function judged(now: number) {
  const pair = await held.store.pairs.of([ada, grace])
  const verdict = await judgePair(partsFor(held.store, clockAt(now)), pair!.id)
  return verdict?.judgement.slots.find(({ original }) => original === slot)?.state
}

const off = instance(slot, { removed: true, updated: monday, sequence: 1 })
const back = instance(slot, { updated: monday, sequence: 1 })

describe('a date that was called off and is on again', () => {
  test.each([
    ['own', 'company'],
    ['company', 'own'],
  ])('is on, though the consent “%s” ended between', async (dead, alive) => {
    await save(dead, grace, monday, [master(), off])
    await save(alive, grace, monday, [master(), off])
    await fail(dead, grace, monday + HOUR)
    await save(alive, grace, after, [back])
    expect(await judged(after)).toBe('held')
  })

  test('is on, though one copy was read before and is not failing', async () => {
    await save('own', grace, monday, [master(), off])
    await save('company', grace, after, [master(), back])
    expect(await judged(after)).toBe('held')
  })

  test('is on, though who read it last reads no more', async () => {
    await save('company', grace, monday, [master(), back])
    await save('own', grace, after, [master(), off])
    await held.store.db
      .updateTable('calendars')
      .set({ look_at: null })
      .where('id', '=', idOf('own', grace))
      .execute()
    await save('company', grace, after + HOUR, [])
    expect(await judged(after + HOUR)).toBe('held')
  })
})

test('a copy that was not read to its end is silent beside a whole one', async () => {
  await save('own', grace, monday, [master(), off])
  await save('company', grace, after, [master(), back], { complete: false })
  expect(await judged(after)).toBe('skipped')
})

test('whoever has one copy alone is heard, failing or not', async () => {
  await save('own', grace, monday, [master(), off])
  await fail('own', grace, monday + HOUR)
  expect(await judged(after)).toBe('skipped')
})

test('an absence that was taken back excuses nothing', async () => {
  const away = single('away', slot - HOUR, {
    details: details({ title: 'Away', attendees: [], organizer: ada, shows: 'away' }),
    span: { start: slot - HOUR, end: slot + DAY },
  })
  await save('company', grace, monday, [master()])
  await save('own', ada, monday, [away])
  await fail('own', ada, monday + HOUR)
  await save('company', ada, after, [])
  await save('company', grace, after, [])
  expect(await judged(after)).toBe('held')
  expect(await held.store.away.ofPerson(ada)).toMatchObject({
    calendars: [{ id: 'ada' }, { id: idOf('company', ada) }],
    rows: [],
  })
})
