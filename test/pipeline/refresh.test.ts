// Read before send (M2): what a pair's mail stands on, and when one calendar that nobody can read holds it up.
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { DAY, HOUR } from '../../src/domain/types.ts'
import { AuthError } from '../../src/errors.ts'
import { judgePair } from '../../src/pipeline/judge.ts'
import { refreshPair } from '../../src/pipeline/refresh.ts'
import { ada, at, grace, linus, monday } from '../sandbox/support.ts'
import { testStore } from '../support/store.ts'
import { type Watched, watched } from '../support/syncing.ts'

const held = testStore()
const first = at('2026-03-03T09:00:00Z')
let here: Watched
let id: string
let pair: number

beforeEach(async () => {
  here = await watched(held.store)
  const weekly = { summary: 'Ada / Grace', start: first, recurrence: 'RRULE:FREQ=WEEKLY', guests: [ada] }
  id = here.google.company.createEvent(grace, weekly)
  for (const owner of [ada, grace, linus]) await here.sync(owner)
  pair = (await held.store.pairs.of([ada, grace]))!.id
  await judgePair(here.parts, pair)
})
afterEach(() => here.google.close())

const refresh = () => refreshPair(here.parts, here.sync, pair)
const later = (by: number) => {
  here.clock.now += by
}

test('the calendars of the two are read once more, and nobody else’s', async () => {
  here.google.traffic.clear()
  later(HOUR)
  expect(await refresh()).toEqual({ readable: true, readAt: here.clock.now })
  expect(here.google.traffic.count({ kind: 'events.list' })).toBe(2)
})

test('what changed since makes the pair due', async () => {
  later(HOUR)
  here.google.company.cancelInstance(id, first)
  expect(await held.store.pairs.isDue(pair, here.clock.now)).toBe(false)
  await refresh()
  expect(await held.store.pairs.isDue(pair, here.clock.now)).toBe(true)
})

describe('a calendar that is refused for its person alone', () => {
  const suspended = async (...people: string[]) => {
    for (const person of people) here.google.company.suspend(person)
    const { readable } = await refresh()
    later(31 * HOUR)
    return [readable, (await refresh()).readable]
  }

  test('of who was invited: it holds mails up until the directory has told whether they left, not for ever', async () => {
    expect(await suspended(ada)).toEqual([false, true])
  })

  test('of the organizer: nobody is alerted on what may be on again', async () => {
    expect(await suspended(grace)).toEqual([false, false])
  })

  test('of both', async () => {
    expect(await suspended(ada, grace)).toEqual([false, false])
  })

  test('an organizer under an alias is the organizer', async () => {
    await held.store.people.save(
      [
        {
          address: grace,
          aliases: ['g@example.com'],
          name: null,
          zone: null,
          hours: null,
          locale: null,
          leftAt: null,
        },
      ],
      'test',
      here.clock.now,
    )
    const rows = await held.store.db.selectFrom('events').select(['calendar', 'id', 'body']).execute()
    for (const { calendar, id: event, body } of rows) {
      const renamed = JSON.stringify(body).replaceAll(`"organizer":"${grace}"`, '"organizer":"g@example.com"')
      await held.store.db
        .updateTable('events')
        .set({ body: renamed as never })
        .where('calendar', '=', calendar)
        .where('id', '=', event)
        .execute()
    }
    expect(await suspended(grace)).toEqual([false, false])
  })

  test('is read again when it comes back', async () => {
    await suspended(grace)
    here.google.company.suspend(grace, false)
    expect(await refresh()).toEqual({ readable: true, readAt: here.clock.now })
  })
})

test.each([
  [
    'the connection is refused',
    () => {
      here.google.oauth.allowScopes([])
      here.google.oauth.revokeTokens()
    },
  ],
  [
    'Google is away',
    () => here.google.traffic.forceFailures([{ failure: 'backendError', calendar: ada, times: 9 }]),
  ],
  ['a quota is used up', () => here.google.traffic.setLimits({ perProjectPerMinute: 0 })],
])('%s: mails wait for as long as that lasts', async (_what, breakIt) => {
  breakIt()
  expect(await refresh()).toMatchObject({ readable: false, readAt: monday })
  later(3 * DAY)
  expect(await refresh()).toMatchObject({ readable: false })
})

test('who connected their own calendar before their company did may take that consent back: what the company reads counts', async () => {
  const google = { kind: 'google', name: 'Company', credentials: here.key, options: {} } as const
  const company = await held.store.connections.add(google, held.store.secrets, monday)
  for (const owner of [ada, grace]) {
    const again = { id: `${company}:${owner}`, connection: company, owner, providerId: owner, zone: null }
    await held.store.calendars.add(again, monday)
    await here.sync(again.id)
  }
  const open = here.parts.serviceOf
  here.parts.serviceOf = async (connection) => {
    if (connection === here.connection) throw new AuthError('The consent was taken back.')
    return open(connection)
  }
  await refresh()
  here.google.company.cancelSeries(id)
  later(HOUR)
  expect(await refresh()).toEqual({ readable: true, readAt: here.clock.now })
  await judgePair(here.parts, pair)
  expect(await held.store.slots.ofPair(pair)).toEqual([])
})

test('a calendar that was never read holds nothing up', async () => {
  await held.store.db.updateTable('calendars').set({ read_at: null }).where('id', '=', ada).execute()
  expect(await refresh()).toMatchObject({ readable: true })
})

test('after a change is judged, the next end has its own look', async () => {
  const soon = here.clock.now + 3 * HOUR
  here.google.company.moveInstance(id, first, soon)
  await held.store.db
    .updateTable('calendars')
    .set({ look_at: here.clock.now + DAY })
    .execute()
  await here.sync(grace)
  await judgePair(here.parts, pair)
  for (const owner of [ada, grace]) {
    const { lookAt } = (await held.store.calendars.byId(owner))!
    expect(lookAt).toBeLessThanOrEqual(soon + HOUR)
  }
  expect((await held.store.calendars.byId(linus))!.lookAt).toBe(monday + DAY)
})
