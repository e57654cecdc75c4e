import { beforeEach, describe, expect, test } from 'vitest'
import type { CalendarEvent } from '../../src/domain/event.ts'
import { settle } from '../support/company.ts'
import {
  ada,
  at,
  details,
  grace,
  guest,
  instance,
  linus,
  master,
  read,
  single,
  weekly,
} from '../support/facts.ts'
import { testStore } from '../support/store.ts'

const held = testStore()
const now = at('2026-03-02T08:00Z')
const later = at('2026-03-04T08:00Z')

const save = (events: CalendarEvent[], some = {}, when = now, calendar = 'grace') =>
  held.store.events.save(calendar, read(events, some), when, held.store.secrets)

async function stored(id: string) {
  const { toEvent } = await import('../../src/store/pairs/facts.ts')
  const row = await held.store.db.selectFrom('events').selectAll().where('id', '=', id).executeTakeFirst()
  return row ? toEvent(row) : null
}

/** Forgets what is due, so that the next change can be seen. */
const quiet = () => held.store.db.updateTable('pairs').set({ judge_at: null }).execute()
const due = () => held.store.pairs.due(later + 1, 100)

beforeEach(() => settle(held.store, now))

describe('saving what was read', () => {
  test('an event comes back exactly as it went in', async () => {
    const event = master({ details: details({ title: 'Ada \u0000 \ud83d\ude00 \ud800 <b>\r\n\u202e' }) })
    await save([event])
    expect(await stored('m1')).toEqual(event)
  })

  test('cursor and next look are saved with the events', async () => {
    await save([master()], { cursor: 'next', nextLook: later })
    expect(await held.store.calendars.byId('grace')).toMatchObject({
      cursor: 'next',
      lookAt: later,
      readAt: now,
      complete: true,
    })
    expect(await held.store.calendars.due(later, 10)).toContain('grace')
  })

  test('a meeting of two colleagues makes a pair that is judged at once', async () => {
    const { pairs, changed } = await save([master()])
    expect(changed).toBe(1)
    expect(await held.store.pairs.byId(pairs[0]!)).toMatchObject({ people: [ada, grace], judgeAt: now })
  })

  test('the same content again dirties nothing, whatever its stamps', async () => {
    await save([master()])
    await quiet()
    expect(await save([master({ updated: later, sequence: 3 })], {}, later)).toEqual({
      changed: 0,
      pairs: [],
    })
    expect(await due()).toEqual([])
    expect(await stored('m1')).toMatchObject({ updated: later, sequence: 3 })
  })

  test('old and new people of a changed meeting are judged', async () => {
    await save([master()])
    await quiet()
    const { pairs } = await save(
      [master({ details: details({ attendees: [guest(linus), guest(grace)] }) })],
      {},
      later,
    )
    expect(pairs).toHaveLength(2)
    expect((await due()).sort()).toEqual(pairs.sort())
  })

  test('a bare tombstone keeps what is known of the meeting', async () => {
    await save([master()])
    await save(
      [
        master({
          removed: true,
          details: null,
          span: null,
          recurrence: null,
          zone: null,
          uid: 'm1@google.com',
          kind: 'single',
        }),
      ],
      {},
      later,
    )
    expect(await stored('m1')).toMatchObject({
      ...master(),
      removed: true,
      ruleSince: at('2026-02-20T09:00Z'),
    })
  })

  test('a change of calendar trust concerns the owner’s pairs', async () => {
    await save([master()])
    await quiet()
    expect((await save([], { complete: false }, later)).pairs).toHaveLength(1)
  })
})

describe('S3: a complete reading', () => {
  test('what it does not hold any more is off', async () => {
    await save([master(), single('s1', at('2026-03-05T10:00Z'))])
    await save([master()], { replace: true }, later)
    expect(await stored('s1')).toMatchObject({ removed: true })
    expect(await stored('m1')).toMatchObject({ removed: false })
  })

  test.each([
    ['half read', { complete: false }],
    ['broken for its UID', { brokenUids: ['s1@google.com'] }],
    ['read for other dates', { window: { start: at('2026-04-01T00:00Z'), end: at('2026-05-01T00:00Z') } }],
  ])('but nothing is gone where it was %s', async (_why, some) => {
    await save([master(), single('s1', at('2026-03-05T10:00Z'))])
    await save([master()], { replace: true, ...some }, later)
    expect(await stored('s1')).toMatchObject({ removed: false })
  })
})

describe('S4: since when a rule holds', () => {
  const changed = at('2026-03-03T12:00Z')
  test.each<[string, Partial<CalendarEvent>, number | null]>([
    ['first seen', {}, null],
    ['another title', { details: details({ title: 'Catch-up' }), updated: changed }, null],
    [
      'a called-off date',
      { recurrence: { ...weekly(), exDates: [at('2026-03-10T09:00Z')] }, updated: changed },
      null,
    ],
    ['cut short', { recurrence: weekly('FREQ=WEEKLY;UNTIL=20260310T090000Z'), updated: changed }, changed],
    [
      'another time',
      { span: { start: at('2026-03-03T10:00Z'), end: at('2026-03-03T10:30Z') }, updated: changed },
      changed,
    ],
    ['no stamp', { recurrence: weekly('FREQ=DAILY'), updated: null }, later],
    ['a stamp from the future', { recurrence: weekly('FREQ=DAILY'), updated: later + 1 }, later],
  ])('%s', async (_why, some, since) => {
    await save([master()])
    await save([master(some)], {}, later)
    expect((await stored('m1'))?.ruleSince).toBe(since)
  })

  test('it stays when something else changes after it', async () => {
    await save([master()])
    await save([master({ recurrence: weekly('FREQ=DAILY'), updated: changed })], {}, later)
    await save([master({ recurrence: weekly('FREQ=DAILY'), updated: later, sequence: 2 })], {}, later + 1)
    expect((await stored('m1'))?.ruleSince).toBe(changed)
  })

  test('who declines the whole series does so from the day that was seen', async () => {
    const declined = master({ details: details({ attendees: [guest(ada, 'declined'), guest(grace)] }) })
    await save([master()])
    await save([declined], {}, later)
    await save([{ ...declined, sequence: 1 }], {}, later + 1)
    expect((await stored('m1'))?.declinedSince).toBe(later)
  })
})

describe('least data', () => {
  const three = [guest(ada), guest(grace), guest(linus)]

  test('of what cannot be a 1-on-1 no people and no title are kept', async () => {
    await save([master({ details: details({ attendees: three, title: 'Reorganisation' }) })])
    expect(await stored('m1')).toMatchObject({ details: null, recurrence: weekly(), uid: 'm1@google.com' })
    expect(await held.store.pairs.all()).toEqual([])
  })

  test('an instance with a third person of a watched series is kept whole', async () => {
    const crowded = instance(at('2026-03-10T09:00Z'), { details: details({ attendees: three }) })
    await save([crowded, master()])
    expect(await stored(crowded.id)).toEqual(crowded)
  })

  test('a meeting with a stranger is read anew once the stranger is a colleague', async () => {
    const newcomer = 'margaret@example.com'
    await save([master({ details: details({ attendees: [guest(newcomer), guest(grace)] }) })], {
      nextLook: later,
    })
    expect(await stored('m1')).toMatchObject({ details: null })
    const person = {
      address: newcomer,
      aliases: [],
      name: null,
      zone: null,
      hours: null,
      locale: null,
      leftAt: null,
    }
    await held.store.people.save([person], 'test', later)
    expect(await held.store.calendars.byId('grace')).toMatchObject({ cursor: null, lookAt: later })
    await save(
      [master({ details: details({ attendees: [guest(newcomer), guest(grace)] }) })],
      { replace: true },
      later,
    )
    expect(await held.store.pairs.of([newcomer, grace])).toMatchObject({ judgeAt: later })
  })

  test('of an absence only its times are kept', async () => {
    await save(
      [
        single('leave', at('2026-03-09T00:00Z'), {
          details: details({ title: 'Rehab', attendees: [], shows: 'away', organizer: ada }),
        }),
      ],
      {},
      now,
      'grace',
    )
    expect(JSON.stringify(await stored('leave'))).not.toContain('Rehab')
    expect(await stored('leave')).toMatchObject({ details: { shows: 'away', attendees: [] } })
  })

  test('of a private title only what H and W5 need is kept', async () => {
    const secret = (id: string, title: string) =>
      single(id, now, { details: details({ title, private: true }) })
    await save([
      secret('a', 'Salary 12'),
      secret('b', 'salary!'),
      secret('c', 'Garden'),
      secret('d', 'Job interview'),
      single('open', now, { details: details({ title: 'Salary' }) }),
    ])
    const titleOf = async (id: string) => (await stored(id))?.details?.title ?? ''
    expect(await titleOf('a')).toMatch(/^[a-p]{64}$/)
    expect(await titleOf('b')).toBe(await titleOf('a'))
    expect(await titleOf('c')).not.toBe(await titleOf('a'))
    expect(await titleOf('open')).toBe('Salary') // An open title tells nothing of a private one that is the same.
    expect(await titleOf('d')).toMatch(/^interview [a-p]{64}$/)
  })
})

test('ten thousand events are saved in few statements', async () => {
  const events = Array.from({ length: 10_000 }, (_, n) => single(`e${n}`, now + n * 3_600_000))
  const before = performance.now()
  await save(events)
  const first = performance.now() - before
  await save(events, { replace: true }, later)
  console.log(
    `10,000 events: saved in ${first.toFixed(0)} ms, read again in ${(performance.now() - before - first).toFixed(0)} ms`,
  )
  expect(await due()).toHaveLength(1)
})
