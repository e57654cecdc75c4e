import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readCalendarFile } from '../../src/calendars/file.ts'
import { FileError } from '../../src/errors.ts'
import { runs } from '../support/chance.ts'

const now = Date.parse('2026-03-31T12:00:00Z')
let folder: string
let count = 0
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'halfhour-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function read(content: string | Buffer | unknown[] | object, owner?: string) {
  const path = join(folder, `calendar-${count++}`)
  await writeFile(
    path,
    typeof content === 'string' || Buffer.isBuffer(content) ? content : JSON.stringify(content),
  )
  const file = await readCalendarFile(path, { now, ...(owner && { owner }) })
  return { ...file, ids: file.events.map((event) => event.id).sort() }
}

const at = (day: number) => `2026-03-${String(day).padStart(2, '0')}`
const google = (id: string, day = 3, changes = {}) => ({
  id,
  iCalUID: `${id}@google.com`,
  status: 'confirmed',
  start: { dateTime: `${at(day)}T09:00:00+01:00`, timeZone: 'Europe/Berlin' },
  end: { dateTime: `${at(day)}T09:30:00+01:00` },
  attendees: [{ email: 'ada@example.com', self: true }, { email: 'grace@example.com' }],
  ...changes,
})
const instance = (day: number) =>
  google(`weekly_202603${String(day).padStart(2, '0')}T080000Z`, day, {
    recurringEventId: 'weekly',
    iCalUID: 'weekly@google.com',
  })
const graph = (id: string, changes = {}) => ({
  id,
  uid: `uid-${id}`,
  type: 'singleInstance',
  start: { dateTime: '2026-03-03T08:00:00.0000000', timeZone: 'UTC' },
  end: { dateTime: '2026-03-03T08:30:00.0000000', timeZone: 'UTC' },
  originalStartTimeZone: 'Pacific Standard Time',
  isOrganizer: true,
  organizer: { emailAddress: { address: 'ada@example.com' } },
  ...changes,
})
const ics = (header: string, ...events: string[]) =>
  ['BEGIN:VCALENDAR', header, ...events, 'END:VCALENDAR'].join('\r\n')
const vevent = (uid: string, ...lines: string[]) =>
  [
    'BEGIN:VEVENT',
    `UID:${uid}`,
    'DTSTART;TZID=Europe/Rome:20260303T090000',
    'DURATION:PT30M',
    ...lines,
    'END:VEVENT',
  ].join('\r\n')

describe('what a file may be', () => {
  const page = {
    kind: 'calendar#events',
    summary: 'ada@example.com',
    timeZone: 'Europe/Berlin',
    items: [google('a')],
  }
  test.each([
    ['a page of Google', page, 'ada@example.com', 'Europe/Berlin'],
    [
      'pages of Google',
      [{ items: [google('b')], nextPageToken: 'x' }, page],
      'ada@example.com',
      'Europe/Berlin',
    ],
    ['Google events by themselves', [google('a')], 'ada@example.com', 'Europe/Berlin'],
    ['a collection of Graph', { value: [graph('a')] }, 'ada@example.com', 'America/Los_Angeles'],
    [
      'Graph, owner in the context',
      {
        '@odata.context': "https://graph.microsoft.com/v1.0/$metadata#users('grace%40example.com')/events",
        value: [graph('a')],
      },
      'grace@example.com',
      'America/Los_Angeles',
    ],
    ['Graph events by themselves', [graph('a')], 'ada@example.com', 'America/Los_Angeles'],
    ['iCalendar', ics('X-WR-CALNAME:Ada <Ada@example.com>', vevent('a')), 'ada@example.com', 'Europe/Rome'],
    ['iCalendar of nobody', ics('X-WR-TIMEZONE:Asia/Tokyo', vevent('a')), null, 'Asia/Tokyo'],
    [
      'pages one after the other',
      `${JSON.stringify(page)}\n${JSON.stringify(page)}`,
      'ada@example.com',
      'Europe/Berlin',
    ],
    ['a byte order mark', `\uFEFF${JSON.stringify(page)}`, 'ada@example.com', 'Europe/Berlin'],
    ['UTF-16', Buffer.from(`\uFEFF${JSON.stringify(page)}`, 'utf16le'), 'ada@example.com', 'Europe/Berlin'],
  ])('%s', async (_what, content, owner, zone) => {
    const { copy, ids, problems } = await read(content)
    expect(copy).toMatchObject({ owner, zone, complete: true, brokenUids: [], window: null, readAt: now })
    expect([ids.includes('a'), problems]).toEqual([true, []])
  })

  test('the owner that is given holds', async () => {
    expect((await read({ items: [google('a')] }, 'grace@example.com')).copy.owner).toBe('grace@example.com')
  })

  test.each([
    ['empty', '', /is empty/],
    ['only spaces', ' \n', /is empty/],
    ['a text', 'hello', /is no calendar/],
    ['other JSON', '{"error": {"code": 403}}', /is no calendar/],
    ['an empty list', '[]', /is no calendar/],
    ['bytes', Buffer.from([0, 1, 2, 3]), /is no calendar/],
  ])('no calendar: %s', async (_what, content, message) => {
    await expect(read(content)).rejects.toThrow(message)
    await expect(read(content)).rejects.toBeInstanceOf(FileError)
  })

  test('no file, a directory, no permission', async () => {
    await expect(readCalendarFile(join(folder, 'none'), { now })).rejects.toThrow(/does not exist/)
    await mkdir(join(folder, 'sub'))
    await expect(readCalendarFile(join(folder, 'sub'), { now })).rejects.toThrow(/is a directory/)
    const locked = join(folder, 'locked')
    await writeFile(locked, 'x')
    await chmod(locked, 0)
    await expect(readCalendarFile(locked, { now })).rejects.toBeInstanceOf(FileError)
  })
})

describe('how far it was read', () => {
  test.each([
    ['a next page of Google is missing', { items: [google('a')], nextPageToken: 'x' }],
    ['a next page of Graph is missing', { value: [graph('a')], '@odata.nextLink': 'https://…' }],
    ['iCalendar cut off', ics('X:1', vevent('a')).slice(0, -5)],
  ])('in part: %s', async (_what, content) => {
    const { copy, ids, problems } = await read(content)
    expect([copy.complete, ids, problems.length > 0]).toEqual([false, ['a'], true])
  })

  test('a broken item concerns its own UID', async () => {
    const { copy, ids, problems } = await read({ items: [google('a'), google('bad', 3, { start: 7 }), 'x'] })
    expect(copy).toMatchObject({ complete: true, brokenUids: ['bad@google.com'] })
    expect([ids, problems.length]).toEqual([['a'], 2])
  })

  test.each([
    ['instances without a master', { items: [instance(3), instance(10)] }],
    [
      'Graph occurrences',
      {
        value: [
          graph('a', { type: 'occurrence', seriesMasterId: 'm' }),
          graph('b', {
            type: 'occurrence',
            seriesMasterId: 'm',
            start: { dateTime: '2026-03-10T08:00:00', timeZone: 'UTC' },
            end: { dateTime: '2026-03-10T08:30:00', timeZone: 'UTC' },
          }),
        ],
      },
    ],
  ])('for a window: %s', async (_what, content) => {
    const { window } = (await read(content)).copy
    expect(window).toEqual({ start: Date.parse('2026-03-03T08:00Z'), end: Date.parse('2026-03-10T08:30Z') })
  })
})

test('of an item sent twice the later one holds, in any order', async () => {
  const versions = [
    google('a', 3, { updated: '2026-03-01T00:00:00Z', summary: 'old' }),
    google('a', 4, { updated: '2026-03-02T00:00:00Z', summary: 'new' }),
    google('a', 5, { updated: '2026-03-01T12:00:00Z', summary: 'between' }),
  ]
  for (const items of [versions, versions.toReversed()]) {
    const { events } = await read({ items })
    expect(events.map((event) => event.details?.title)).toEqual(['new'])
  }
})

test('the order of pages changes nothing', async () => {
  const pages = [
    {
      summary: 'ada@example.com',
      items: [google('a'), { id: 'weekly_20260310T080000Z', status: 'cancelled' }],
      nextPageToken: 'b',
    },
    {
      summary: 'ada@example.com',
      items: [google('weekly', 3, { recurrence: ['RRULE:FREQ=WEEKLY'], iCalUID: 'other' })],
      nextPageToken: 'c',
    },
    { summary: 'ada@example.com', items: [instance(17)] },
  ]
  const sorted = async (order: object[]) => {
    const { copy, events } = await read(order)
    return {
      ...copy,
      id: '',
      events: events.map((event) => ({ ...event, calendar: '' })).sort((a, b) => (a.id < b.id ? -1 : 1)),
    }
  }
  const expected = await sorted(pages)
  await fc.assert(
    fc.asyncProperty(fc.shuffledSubarray(pages, { minLength: 3 }), async (order) => {
      expect(await sorted(order)).toEqual(expected)
    }),
    { numRuns: runs(6) },
  )
})

test('JSON cut anywhere loses no item that was complete before the cut', async () => {
  const items = [google('a'), google('b', 4, { summary: 'x "quoted" \\ \u{1F44B} ]}' }), google('c', 5)]
  for (const shape of [
    { kind: 'calendar#events', items },
    [{ items: items.slice(0, 1) }, { items: items.slice(1) }],
    items,
  ]) {
    const text = JSON.stringify(shape, null, 1)
    const ends = items.map((item) => endOf(text, item.id))
    for (let cut = ends[0]!; cut < text.trimEnd().length; cut += 3) {
      const { ids, copy, problems } = await read(text.slice(0, cut))
      expect(ids).toEqual(['a', 'b', 'c'].slice(0, ends.filter((end) => end <= cut).length))
      expect([copy.complete, problems.length]).toEqual([false, 1])
    }
  }
})

/** Where the item of this id ends: its brace stands as deep as the one it began with. */
function endOf(text: string, id: string): number {
  const begin = text.lastIndexOf('\n', text.lastIndexOf('{', text.indexOf(`"id": "${id}"`))) + 1
  const indent = /^ */.exec(text.slice(begin))![0]
  return text.indexOf(`\n${indent}}`, begin) + indent.length + 2
}
