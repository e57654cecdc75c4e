// S and R as an audit shows them: which slots a file gives, and what stands in for what.
import { describe, expect, it, test } from 'vitest'
import { audited, slotLine } from '../support/audited.ts'
import { vcalendar, vevent, weeklyIcs } from '../support/ics.ts'
import { type Told, told } from '../support/told.ts'
import { googleOf } from '../support/told-google.ts'
import { icsOf } from '../support/told-ics.ts'

const window = { from: '2026-03-03', to: '2026-04-14' }

async function pairOf(files: Record<string, unknown>, asked: object = window) {
  const { json } = await audited(files, asked)
  expect(json.problems).toEqual([])
  expect(json.pairs).toHaveLength(1)
  return json.pairs[0]
}

async function linesOf(files: Record<string, unknown>, asked: object = window): Promise<string[]> {
  return (await pairOf(files, asked)).slots.map(slotLine)
}

const weekly = [
  '03-03 held',
  '03-10 held',
  '03-17 held',
  '03-24 held',
  '03-31 held',
  '04-07 upcoming',
  '04-14 upcoming',
]
const until = (last: string) => weekly.filter((line) => line.slice(0, 5) <= last)
const without = (day: string, instead?: string) =>
  weekly.flatMap((line) => (line.startsWith(day) ? (instead ?? []) : line))

/** The weekly meeting with another rule. */
const ruled = (rule: string, ...more: string[]) =>
  vcalendar('grace@example.com', weeklyIcs(...more).replace('RRULE:FREQ=WEEKLY;BYDAY=TU', rule))

describe('a rule cut short makes no skips (S4)', () => {
  test.each<[string, string, string]>([
    ['UNTIL in UTC, at the start of the last', 'UNTIL=20260317T090000Z', '03-17'],
    ['UNTIL a second earlier', 'UNTIL=20260317T085959Z', '03-10'],
    ['UNTIL as local time', 'UNTIL=20260317T100000', '03-17'],
    ['UNTIL as a day runs to its end', 'UNTIL=20260317', '03-17'],
    ['COUNT', 'COUNT=10', '03-10'],
  ])('%s', async (_what, part, last) => {
    const pair = await pairOf({ grace: ruled(`RRULE:FREQ=WEEKLY;BYDAY=TU;${part}`) })
    expect(pair.slots.map(slotLine)).toEqual(until(last))
    expect(pair.series).toEqual([{ title: 'Ada / Grace', cadenceDays: 7, ended: true }])
    expect(pair.flags).toEqual([])
  })

  it('ends with a master that was cancelled when it says', async () => {
    const meeting = told({ cancelled: true, updated: '2026-03-12T08:00' })
    expect(await linesOf({ grace: icsOf('grace', [meeting]) })).toEqual(until('03-10'))
    expect(await linesOf({ grace: googleOf('grace', [meeting]) })).toEqual(until('03-10'))
  })

  it('is gone whole where only a bare tombstone of the organizer is left', async () => {
    const ada = googleOf('ada', [told({ uid: 'weekly@google.com' })])
    const grace = { ...googleOf('grace', []), items: [{ id: 'weekly', status: 'cancelled' }] }
    const { json } = await audited({ ada, grace }, window)
    expect(json.pairs).toEqual([])
  })

  it('is declined by the tombstone of an invitee, as the organizer sees it too', async () => {
    const grace = googleOf('grace', [told({ uid: 'weekly@google.com', people: { ada: 'declined' } })])
    const ada = { ...googleOf('ada', []), items: [{ id: 'weekly', status: 'cancelled' }] }
    const { json } = await audited({ ada, grace }, window)
    expect(json.pairs).toEqual([])
    expect(json.notWatched).toEqual([{ title: 'Ada / Grace', reason: 'series-declined', count: 1 }])
  })

  it('lives on where the organizer changed and left a tombstone', async () => {
    const grace = googleOf('grace', [told({ uid: 'weekly@google.com' })])
    const ada = { ...googleOf('ada', []), items: [{ id: 'weekly', status: 'cancelled' }] }
    expect(await linesOf({ ada, grace })).toEqual(weekly)
  })
})

describe('a single that was turned into a series is its first slot', () => {
  const single = told({ weeks: null, start: '2026-03-03T10:00' })
  const series = told({ start: '2026-03-03T10:00' })
  test.each<[string, Record<string, unknown>]>([
    ['one copy is behind', { grace: googleOf('grace', [series]), ada: googleOf('ada', [single]) }],
    ['both in one file', { grace: icsOf('grace', [single, series]) }],
    ['both in one file, the other way round', { grace: icsOf('grace', [series, single]) }],
    ['both in one listing', { grace: googleOf('grace', [single, series]) }],
  ])('%s', async (_what, files) => {
    expect(await linesOf(files)).toEqual(weekly)
  })
})

describe('dates beside the rule', () => {
  test.each<[string, string, string[]]>([
    [
      'EXDATE of the local time',
      'EXDATE;TZID=Europe/Berlin:20260310T100000',
      without('03-10', '03-10 skipped [removed]'),
    ],
    ['EXDATE in UTC', 'EXDATE:20260310T090000Z', without('03-10', '03-10 skipped [removed]')],
    ['EXDATE of the day', 'EXDATE;VALUE=DATE:20260310', without('03-10', '03-10 skipped [removed]')],
    [
      'EXDATE list',
      'EXDATE;TZID=Europe/Berlin:20260310T100000,20260317T100000',
      without('03-10', '03-10 skipped [removed]').map((line) =>
        line.startsWith('03-17') ? '03-17 skipped [removed]' : line,
      ),
    ],
    ['EXDATE at another hour names nothing', 'EXDATE:20260310T100000Z', weekly],
    ['RDATE adds', 'RDATE;TZID=Europe/Berlin:20260312T100000', [...weekly, '03-12 held'].sort()],
    ['RDATE of a date of the rule adds nothing', 'RDATE;TZID=Europe/Berlin:20260310T100000', weekly],
    ['RDATE as a period', 'RDATE;VALUE=PERIOD:20260312T090000Z/PT30M', [...weekly, '03-12 held'].sort()],
    [
      'EXDATE and RDATE that week: moved there',
      'EXDATE:20260310T090000Z\r\nRDATE:20260312T090000Z',
      without('03-10', '03-10 held moved'),
    ],
  ])('%s', async (_what, line, expected) => {
    expect(await linesOf({ grace: vcalendar('grace@example.com', weeklyIcs(line)) })).toEqual(expected)
  })

  it('has dates alone', async () => {
    const dates = ruled('RDATE;TZID=Europe/Berlin:20260303T100000,20260312T100000,20260324T100000')
    const pair = await pairOf({ grace: dates })
    expect(pair.slots.map(slotLine)).toEqual(['03-03 held', '03-12 held', '03-24 held'])
  })

  const exception = (day: string, ...more: string[]) =>
    vevent(
      'UID:weekly@example.com',
      `RECURRENCE-ID;TZID=Europe/Berlin:${day}T100000`,
      `DTSTART;TZID=Europe/Berlin:${day}T100000`,
      `DTEND;TZID=Europe/Berlin:${day}T103000`,
      'SUMMARY:Ada / Grace',
      'ORGANIZER:mailto:grace@example.com',
      'ATTENDEE;PARTSTAT=ACCEPTED:mailto:ada@example.com',
      ...more,
    )

  it('knows an exception that matches no date: on is a slot, off is nothing (S5)', async () => {
    const on = vcalendar('grace@example.com', weeklyIcs(), exception('20260312'))
    expect(await linesOf({ grace: on })).toEqual([...weekly, '03-12 held'].sort())
    const off = vcalendar('grace@example.com', weeklyIcs(), exception('20260312', 'STATUS:CANCELLED'))
    expect(await linesOf({ grace: off })).toEqual(weekly)
  })
})

describe('a meeting that goes on elsewhere is the same series (S6)', () => {
  const first = told({ until: '2026-03-10T10:00' })
  const next = (more: Told = {}) =>
    told({ uid: 'next@example.com', title: 'Weekly', start: '2026-03-17T10:00', ...more })

  test.each<[string, Told, string[], number]>([
    ['this and following', { uid: 'weekly_R20260317T090000@example.com' }, weekly, 7],
    [
      'on another day',
      { start: '2026-03-18T14:00' },
      ['03-03 held', '03-10 held', '03-18 held', '03-25 held', '04-01 upcoming', '04-08 upcoming'],
      7,
    ],
    [
      'every other week',
      { weeks: 2 },
      ['03-03 held', '03-10 held', '03-17 held', '03-31 held', '04-14 upcoming'],
      14,
    ],
    ['by the other one', { organizer: 'ada', people: { grace: 'accepted' } }, weekly, 7],
    ['after a month', { start: '2026-04-14T10:00' }, ['03-03 held', '03-10 held', '04-14 upcoming'], 7],
  ])('%s', async (_what, more, expected, cadence) => {
    const pair = await pairOf({ grace: icsOf('grace', [first, next(more)]) })
    expect(pair.slots.map(slotLine)).toEqual(expected)
    expect(pair.series).toEqual([{ title: 'Weekly', cadenceDays: cadence, ended: false }])
  })

  it('not after more than five weeks', async () => {
    const pair = await pairOf(
      { grace: icsOf('grace', [first, next({ start: '2026-04-15T10:00' })]) },
      { ...window, to: '2026-04-16' },
    )
    expect(pair.series).toEqual([
      { title: 'Ada / Grace', cadenceDays: 7, ended: true },
      { title: 'Weekly', cadenceDays: 7, ended: false },
    ])
  })

  it('two that run side by side are two, and the slots of both are listed', async () => {
    const pair = await pairOf({ grace: icsOf('grace', [told(), next({ start: '2026-01-09T10:00' })]) })
    expect(pair.series).toHaveLength(2)
    expect(pair.slots).toHaveLength(13)
  })

  it('slots that overlap are one: of the older series, then the earlier (S7)', async () => {
    const late = next({ start: '2026-01-13T10:15' })
    expect(await linesOf({ grace: icsOf('grace', [told(), late]) })).toEqual(weekly)
  })

  it('of two that overlap the one that is on counts', async () => {
    const late = next({ start: '2026-01-13T10:15' })
    const lines = await pairOf({ grace: icsOf('grace', [told({ off: ['2026-03-10T10:00'] }), late]) })
    expect(lines.slots[1]).toMatchObject({ slot: '2026-03-10T09:15:00Z', state: 'held' })
    expect(lines.slots).toHaveLength(7)
  })
})

describe('a replacement (R)', () => {
  const off = (...days: string[]) => told({ off: days.map((day) => `2026-${day}T10:00`) })
  const single = (start: string, more: Told = {}) =>
    told({ uid: `${start}@example.com`, title: 'Catch up', weeks: null, start, ...more })

  test.each<[string, Told[], string[]]>([
    [
      'two days later',
      [off('03-10'), single('2026-03-12T15:00')],
      without('03-10', '03-10 held moved [removed replaced]'),
    ],
    [
      'the day before',
      [off('03-10'), single('2026-03-09T15:00')],
      without('03-10', '03-10 held moved [removed replaced]'),
    ],
    [
      'after the next slot it serves nobody',
      [off('03-10'), single('2026-03-17T15:00')],
      without('03-10', '03-10 skipped [removed]'),
    ],
    [
      'before the last slot it serves nobody',
      [off('03-10'), single('2026-03-03T09:00')],
      without('03-10', '03-10 skipped [removed]'),
    ],
    [
      'called off itself',
      [off('03-10'), single('2026-03-12T15:00', { cancelled: true })],
      without('03-10', '03-10 skipped [removed]'),
    ],
    [
      'declined',
      [off('03-10'), single('2026-03-12T15:00', { people: { ada: 'declined' } })],
      without('03-10', '03-10 skipped [removed]'),
    ],
    [
      'with a third',
      [off('03-10'), single('2026-03-12T15:00', { people: { ada: 'accepted', linus: 'accepted' } })],
      without('03-10', '03-10 skipped [removed]'),
    ],
    [
      'an interview',
      [off('03-10'), single('2026-03-12T15:00', { title: 'Interview' })],
      without('03-10', '03-10 skipped [removed]'),
    ],
    [
      'to come',
      [off('03-31'), single('2026-04-02T15:00')],
      without('03-31', '03-31 upcoming moved [removed replaced]'),
    ],
    [
      'short',
      [off('03-10'), single('2026-03-12T15:00', { minutes: 15 })],
      without('03-10', '03-10 held moved short [removed replaced shortened]'),
    ],
    [
      'the other invites',
      [off('03-10'), single('2026-03-12T15:00', { organizer: 'ada', people: { grace: 'accepted' } })],
      without('03-10', '03-10 held moved [removed replaced]'),
    ],
  ])('%s', async (_what, meetings, expected) => {
    expect(await linesOf({ grace: icsOf('grace', meetings as never) })).toEqual(expected)
  })

  it('serves the nearer of two slots', async () => {
    const lines = await linesOf({
      grace: icsOf('grace', [off('03-10', '03-17'), single('2026-03-16T10:00')]),
    })
    expect(lines.slice(1, 3)).toEqual(['03-10 skipped [removed]', '03-17 held moved [removed replaced]'])
  })

  it('serves the earlier where both are as near', async () => {
    const lines = await linesOf({
      grace: icsOf('grace', [off('03-10', '03-17'), single('2026-03-13T22:00')]),
    })
    expect(lines.slice(1, 3)).toEqual(['03-10 held moved [removed replaced]', '03-17 skipped [removed]'])
  })

  it('is at most seven days away', async () => {
    const other = told({ weeks: 2, off: ['2026-03-17T10:00'] })
    const far = await linesOf({ grace: icsOf('grace', [other, single('2026-03-25T10:00')]) })
    expect(far[1]).toBe('03-17 skipped [removed]')
    const near = await linesOf({ grace: icsOf('grace', [other, single('2026-03-24T10:00')]) })
    expect(near[1]).toBe('03-17 held moved [removed replaced]')
  })

  it('shows where and how long the slot is now', async () => {
    const pair = await pairOf({
      grace: icsOf('grace', [off('03-10'), single('2026-03-12T15:00', { minutes: 45 })]),
    })
    expect(pair.slots[1]).toMatchObject({
      slot: '2026-03-10T09:00:00Z',
      start: '2026-03-12T14:00:00Z',
      end: '2026-03-12T14:45:00Z',
      minutes: 45,
    })
  })

  it('one single, one slot: the other stays skipped', async () => {
    const lines = await linesOf({
      grace: icsOf('grace', [off('03-10', '03-17'), single('2026-03-13T09:00')]),
    })
    expect(lines.slice(1, 3)).toEqual(['03-10 held moved [removed replaced]', '03-17 skipped [removed]'])
  })
})

describe('clocks (S9): a change of them moves nothing', () => {
  test.each<[string, Told, string, string[]]>([
    ['the European spring', {}, '03-24', ['2026-03-24T09:00:00Z', '2026-03-31T08:00:00Z']],
    [
      'the American spring',
      { zone: 'America/New_York' },
      '03-03',
      ['2026-03-03T15:00:00Z', '2026-03-10T14:00:00Z'],
    ],
    [
      'the autumn of Sydney',
      { zone: 'Australia/Sydney', start: '2026-01-07T10:00' },
      '04-01',
      ['2026-03-31T23:00:00Z', '2026-04-08T00:00:00Z'],
    ],
    [
      'half an hour on Lord Howe',
      { zone: 'Australia/Lord_Howe', start: '2026-01-07T10:00' },
      '04-01',
      ['2026-03-31T23:00:00Z', '2026-04-07T23:30:00Z'],
    ],
    [
      'an hour that is skipped',
      { start: '2026-03-22T02:30' },
      '03-22',
      ['2026-03-22T01:30:00Z', '2026-03-29T01:30:00Z', '2026-04-05T00:30:00Z'],
    ],
    [
      'India has no summer time',
      { zone: 'Asia/Kolkata' },
      '03-24',
      ['2026-03-24T04:30:00Z', '2026-03-31T04:30:00Z'],
    ],
  ])('%s', async (_what, more, _from, starts) => {
    for (const file of [icsOf('grace', [told(more)]), googleOf('grace', [told(more)])]) {
      const pair = await pairOf({ grace: file }, { ...window, from: '2026-03-02' })
      const at = pair.slots.findIndex(({ slot }: { slot: string }) => slot === starts[0])
      expect(pair.slots.slice(at, at + starts.length).map(({ slot }: { slot: string }) => slot)).toEqual(
        starts,
      )
      expect(pair.slots.every(({ moved }: { moved: boolean }) => !moved)).toBe(true)
    }
  })

  it('an hour that comes twice is the first', async () => {
    const pair = await pairOf(
      { grace: icsOf('grace', [told({ start: '2026-10-18T02:30' })]) },
      { now: '2026-11-01T00:00:00Z', from: '2026-10-18', to: '2026-10-26' },
    )
    expect(pair.slots.map(({ slot }: { slot: string }) => slot)).toEqual([
      '2026-10-18T00:30:00Z',
      '2026-10-25T00:30:00Z',
    ])
  })
})
