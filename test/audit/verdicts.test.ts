// V, S2, S3, F and the listing, as an audit shows them: copies that disagree, halves of files, absences.
import { describe, expect, it, test } from 'vitest'
import { type Asked, audited, slotLine } from '../support/audited.ts'
import { vcalendar, vevent, weeklyIcs } from '../support/ics.ts'
import { type Meeting, type Told, told } from '../support/told.ts'
import { googleOf, googleViewOf } from '../support/told-google.ts'
import { graphOf, graphViewOf } from '../support/told-graph.ts'
import { icsOf } from '../support/told-ics.ts'

const window = { from: '2026-03-03', to: '2026-03-17' }
const tenth = '2026-03-10T10:00'

async function tenthOf(files: Record<string, unknown>, asked: Asked = window): Promise<string> {
  const { json } = await audited(files, asked)
  expect(json.pairs).toHaveLength(1)
  const lines: string[] = json.pairs[0].slots.map(slotLine)
  return lines.find((line) => line.startsWith('03-10')) ?? 'none'
}

const change = (more: object): Told => ({ changes: [{ of: tenth, ...more }] })
const declined = change({ people: { ada: 'declined' } })

describe('copies that disagree (S1-S3)', () => {
  const plain = told()
  test.each<[string, Record<string, unknown>, string]>([
    [
      'only her own copy says that she declined',
      { grace: googleOf('grace', [plain]), ada: googleOf('ada', [told(declined)]) },
      '03-10 skipped [declined]',
    ],
    [
      "only the organizer's copy says so",
      { grace: googleOf('grace', [told(declined)]), ada: googleOf('ada', [plain]) },
      '03-10 skipped [declined]',
    ],
    [
      'her copy has lost the instance',
      { grace: googleOf('grace', [plain]), ada: googleOf('ada', [told({ off: [tenth] })]) },
      '03-10 skipped [declined]',
    ],
    [
      'her Outlook lists it no more',
      { grace: graphOf('grace', [plain]), ada: graphViewOf('ada', [told({ off: [tenth] })]) },
      '03-10 skipped [declined]',
    ],
    [
      'the organizer took it out, hers still has it',
      { grace: icsOf('grace', [told({ off: [tenth] })]), ada: icsOf('ada', [plain]) },
      '03-10 skipped [removed]',
    ],
    [
      'the organizer moved it, hers is behind',
      { grace: icsOf('grace', [told(change({ to: '2026-03-11T10:00' }))]), ada: icsOf('ada', [plain]) },
      '03-10 held moved',
    ],
    [
      'she dragged it in her copy alone',
      { grace: icsOf('grace', [plain]), ada: icsOf('ada', [told(change({ to: '2026-03-11T10:00' }))]) },
      '03-10 held',
    ],
    [
      'one is in Google, one in Outlook',
      { grace: googleOf('grace', [plain]), ada: graphOf('ada', [told(declined)]) },
      '03-10 skipped [declined]',
    ],
    [
      'one lists instances, the other the rule',
      { grace: googleViewOf('grace', [plain]), ada: icsOf('ada', [told(declined)]) },
      '03-10 skipped [declined]',
    ],
    [
      'hers knows nothing of the series',
      { grace: googleOf('grace', [plain]), ada: googleOf('ada', []) },
      '03-10 held',
    ],
  ])('%s', async (_what, files, expected) => {
    expect(await tenthOf(files)).toBe(expected)
  })

  it('two calendars under different UIDs: the same two, the same start', async () => {
    const files = { grace: icsOf('grace', [plain]), ada: icsOf('ada', [told({ uid: 'other@example.com' })]) }
    const { json } = await audited(files, window)
    expect(json.pairs[0].series).toHaveLength(1)
    expect(json.pairs[0].slots).toHaveLength(3)
  })
})

describe('files read in part (V6)', () => {
  const partly = (owner: string, meeting: Meeting) => ({
    ...googleOf(owner, [meeting]),
    nextPageToken: 'more',
  })
  test.each<[string, Record<string, unknown>, string]>([
    ['the only one: unknown', { grace: partly('grace', told()) }, '03-10 unknown [half-read]'],
    [
      'called off by name is called off',
      { grace: partly('grace', told({ off: [tenth] })) },
      '03-10 skipped [cancelled]',
    ],
    [
      'a whole copy is left',
      { grace: partly('grace', told()), ada: googleOf('ada', [told()]) },
      '03-10 held',
    ],
    [
      'what it does not list proves nothing',
      {
        grace: googleOf('grace', [told()]),
        ada: { ...googleViewOf('ada', [told({ off: [] })]), items: [], nextPageToken: 'x' },
      },
      '03-10 held',
    ],
  ])('%s', async (_what, files, expected) => {
    expect(await tenthOf(files)).toBe(expected)
  })

  it('a token on every page but the last is a whole listing', async () => {
    const first = { ...googleOf('grace', [told()]), nextPageToken: 'more', nextSyncToken: undefined }
    expect(await tenthOf({ grace: [first, googleOf('grace', [])] })).toBe('03-10 held')
    const graph = { ...graphOf('grace', [told()]), '@odata.nextLink': 'https://graph.microsoft.com/next' }
    expect(await tenthOf({ grace: [graph, graphOf('grace', [])] })).toBe('03-10 held')
    expect(await tenthOf({ grace: graph })).toBe('03-10 unknown [half-read]')
  })

  it('one unreadable event concerns its own meeting alone', async () => {
    const broken = vevent('UID:broken@example.com', 'DTSTART:nonsense', 'SUMMARY:x')
    expect(await tenthOf({ grace: icsOf('grace', [told()], broken) })).toBe('03-10 held')
  })

  it('an unknown zone leaves its slots unknown, and names it', async () => {
    const { json } = await audited(
      {
        grace: vcalendar(
          'grace@example.com',
          weeklyIcs().replaceAll('TZID=Europe/Berlin', 'TZID=Mars/Olympus'),
        ),
      },
      window,
    )
    expect(json.problems.length).toBeGreaterThan(0)
    expect(json.pairs[0].slots.map(({ state }: { state: string }) => state)).toEqual([
      'unknown',
      'unknown',
      'unknown',
    ])
  })

  it('Windows zones are known', async () => {
    const windows = weeklyIcs().replaceAll('TZID=Europe/Berlin', 'TZID="W. Europe Standard Time"')
    expect(await tenthOf({ grace: vcalendar('grace@example.com', windows) })).toBe('03-10 held')
  })
})

describe('absences and holidays (V2, V5)', () => {
  const google = (more: object) => ({
    id: 'ooo',
    iCalUID: 'ooo@google.com',
    status: 'confirmed',
    organizer: { email: 'ada@example.com', self: true },
    ...more,
  })
  const allDay = { start: { date: '2026-03-10' }, end: { date: '2026-03-11' } }
  const graph = (more: object) => ({
    id: 'o',
    iCalUId: 'o',
    uid: 'o',
    type: 'singleInstance',
    subject: 'Away',
    isAllDay: false,
    isOrganizer: true,
    attendees: [],
    organizer: { emailAddress: { address: 'ada@example.com' } },
    showAs: 'oof',
    start: { dateTime: '2026-03-10T00:00:00.0000000', timeZone: 'UTC' },
    end: { dateTime: '2026-03-11T00:00:00.0000000', timeZone: 'UTC' },
    ...more,
  })
  const ics = (...lines: string[]) => vevent('UID:o', 'SUMMARY:Away', ...lines)
  const timed = ['DTSTART:20260310T060000Z', 'DTEND:20260310T200000Z']
  const withAda = (absence: object | string, meeting = told()) => ({
    grace: icsOf('grace', [meeting]),
    ada:
      typeof absence === 'string'
        ? icsOf('ada', [meeting], absence)
        : 'uid' in absence
          ? graphOf('ada', [meeting], absence)
          : googleOf('ada', [meeting], absence),
  })

  test.each<[string, object | string, string]>([
    [
      'Google out of office',
      google({
        eventType: 'outOfOffice',
        start: { dateTime: '2026-03-10T08:00:00+01:00' },
        end: { dateTime: '2026-03-10T18:00:00+01:00' },
      }),
      '03-10 excused [absence]',
    ],
    [
      'Google out of office for a part',
      google({
        eventType: 'outOfOffice',
        start: { dateTime: '2026-03-10T10:15:00+01:00' },
        end: { dateTime: '2026-03-10T18:00:00+01:00' },
      }),
      '03-10 held',
    ],
    ['a vacation of the day', google({ summary: 'Vacation!', ...allDay }), '03-10 excused [absence]'],
    ['any other day', google({ summary: 'Birthday of Linus', ...allDay }), '03-10 held'],
    ['Outlook away', graph({}), '03-10 excused [absence]'],
    ['Outlook away, all day', graph({ isAllDay: true }), '03-10 excused [absence]'],
    ['Outlook busy', graph({ showAs: 'busy' }), '03-10 held'],
    ['iCalendar OOF', ics(...timed, 'X-MICROSOFT-CDO-BUSYSTATUS:OOF'), '03-10 excused [absence]'],
    [
      'iCalendar vacation',
      vevent('UID:o', 'SUMMARY:Urlaub', 'DTSTART;VALUE=DATE:20260309', 'DTEND;VALUE=DATE:20260314'),
      '03-10 excused [absence]',
    ],
    [
      'iCalendar vacation without an end',
      vevent('UID:o', 'SUMMARY:PTO', 'DTSTART;VALUE=DATE:20260310'),
      '03-10 excused [absence]',
    ],
  ])('%s', async (_what, absence, expected) => {
    expect(await tenthOf(withAda(absence))).toBe(expected)
  })

  it('excuses what was called off, unless it was moved away', async () => {
    const oof = ics(...timed, 'X-MICROSOFT-CDO-BUSYSTATUS:OOF')
    expect(await tenthOf(withAda(oof, told({ off: [tenth] })))).toBe('03-10 excused [removed absence]')
    expect(await tenthOf(withAda(oof, told(change({ to: '2026-03-11T10:00' }))))).toBe('03-10 held moved')
    expect(await tenthOf(withAda(oof, told(change({ to: '2026-03-11T10:00', cancelled: true }))))).toBe(
      '03-10 skipped [cancelled]',
    )
  })

  it('absences of two cover nothing together', async () => {
    const half = (uid: string, from: string, to: string) =>
      vevent(
        `UID:${uid}`,
        'SUMMARY:x',
        `DTSTART:20260310T${from}Z`,
        `DTEND:20260310T${to}Z`,
        'X-MICROSOFT-CDO-BUSYSTATUS:OOF',
      )
    const two = {
      grace: icsOf('grace', [told()], half('a', '060000', '091500')),
      ada: icsOf('ada', [told()], half('b', '091500', '180000')),
    }
    expect(await tenthOf(two)).toBe('03-10 held')
    const one = {
      grace: icsOf('grace', [told()]),
      ada: icsOf('ada', [told()], half('a', '060000', '091500'), half('b', '091500', '180000')),
    }
    expect(await tenthOf(one)).toBe('03-10 excused [absence]')
  })

  it('a holiday excuses, but not what was moved onto it', async () => {
    const holidays = vcalendar(null, vevent('UID:h', 'SUMMARY:Day off', 'DTSTART;VALUE=DATE:20260310'))
    expect(await tenthOf({ grace: icsOf('grace', [told()]) }, { ...window, holidays })).toBe(
      '03-10 excused [holiday]',
    )
    const onto = told({ changes: [{ of: '2026-03-17T10:00', to: '2026-03-10T15:00' }] })
    const { json } = await audited({ grace: icsOf('grace', [onto]) }, { ...window, holidays })
    expect(json.pairs[0].slots.map(slotLine).at(-1)).toBe('03-17 held moved')
  })
})

describe('rhythm (F)', () => {
  const flagsOf = async (meetings: Meeting[], asked: Asked = {}) =>
    (await audited({ grace: icsOf('grace', meetings) }, asked)).json.pairs[0].flags
  const thirds = (...days: string[]) =>
    days.map((day) => ({ of: `${day}T10:00`, people: { ada: 'accepted', linus: 'accepted' } as const }))

  test.each<[string, Meeting[], string[]]>([
    ['every second week is often enough', [told({ weeks: 2 })], []],
    ['every third is not', [told({ weeks: 3 })], ['infrequent']],
    [
      'two series of every third together',
      [told({ weeks: 3 }), told({ uid: 'b@example.com', weeks: 3, start: '2026-01-15T10:00' })],
      [],
    ],
    ['not where the series has ended', [told({ weeks: 3, until: '2026-03-20T10:00' })], []],
    ['nor is a gap after its end one', [told({ until: '2026-02-20T10:00' })], []],
  ])('%s', async (_what, meetings, flags) => {
    expect(await flagsOf(meetings)).toEqual(flags)
  })

  it('seventeen days are allowed, eighteen are not; today counts as soon as it begins', async () => {
    const meeting = told({ changes: thirds('2026-03-10', '2026-03-17', '2026-03-24') })
    expect(await flagsOf([meeting], { now: '2026-03-20T22:59:00Z' })).toEqual([])
    expect(await flagsOf([meeting], { now: '2026-03-20T23:01:00Z' })).toEqual(['infrequent'])
  })

  it('a one-off counts as met', async () => {
    const meeting = told({ changes: thirds('2026-03-10', '2026-03-17', '2026-03-24') })
    const coffee = told({ uid: 'coffee@example.com', weeks: null, start: '2026-03-12T15:00' })
    expect(await flagsOf([meeting, coffee], { now: '2026-03-22T12:00:00Z' })).toEqual([])
  })
})

describe('what is listed', () => {
  it('a pair with a living series though no slot lies in the window', async () => {
    const { json } = await audited(
      { grace: icsOf('grace', [told()]) },
      { from: '2026-03-04', to: '2026-03-05' },
    )
    expect(json.pairs).toMatchObject([{ slots: [], series: [{ ended: false }] }])
  })

  it('no pair whose series ended before the window', async () => {
    const { json } = await audited({ grace: icsOf('grace', [told({ until: '2026-02-01T10:00' })]) }, window)
    expect(json.pairs).toEqual([])
  })

  it('an ended series with slots in the window, beside a living one', async () => {
    const ended = told({
      uid: 'b@example.com',
      title: 'Old',
      start: '2026-01-09T10:00',
      until: '2026-03-06T10:00',
    })
    const { json } = await audited({ grace: icsOf('grace', [told(), ended]) }, window)
    expect(json.pairs[0].series).toEqual([
      { title: 'Ada / Grace', cadenceDays: 7, ended: false },
      { title: 'Old', cadenceDays: 7, ended: true },
    ])
  })

  it('a moved slot by where it was meant to be', async () => {
    const moved = told({ changes: [{ of: tenth, to: '2026-03-25T15:00' }] })
    const { json } = await audited(
      { grace: icsOf('grace', [moved]) },
      { from: '2026-03-09', to: '2026-03-13' },
    )
    expect(json.pairs[0].slots).toMatchObject([
      { slot: '2026-03-10T09:00:00Z', start: '2026-03-25T14:00:00Z' },
    ])
  })

  it('the last known time of what was called off after it had moved', async () => {
    const meeting = told({ changes: [{ of: tenth, to: '2026-03-11T15:00', minutes: 45, cancelled: true }] })
    for (const file of [
      icsOf('grace', [meeting]),
      graphOf('grace', [meeting]),
      googleOf('grace', [meeting]),
    ]) {
      const { json } = await audited({ grace: file }, { from: '2026-03-10', to: '2026-03-10' })
      expect(json.pairs[0].slots[0]).toEqual({
        slot: '2026-03-10T09:00:00Z',
        start: '2026-03-11T14:00:00Z',
        end: '2026-03-11T14:45:00Z',
        minutes: 45,
        state: 'skipped',
        moved: false,
        flags: ['skipped'],
        reasons: ['cancelled'],
      })
    }
  })

  it('people and pairs in order, addresses in lower case', async () => {
    const others = ['zoe', 'linus', 'ada'].map((who) =>
      told({ uid: `${who}@x`, people: { [who]: 'accepted' } }),
    )
    const { json } = await audited(
      {
        'GRACE@example.com=x': icsOf('grace', others).replaceAll(
          'mailto:grace@example.com',
          'MAILTO:Grace@Example.com',
        ),
      },
      window,
    )
    expect(json.pairs.map(({ people }: { people: string[] }) => people.join(' '))).toEqual([
      'ada@example.com grace@example.com',
      'grace@example.com linus@example.com',
      'grace@example.com zoe@example.com',
    ])
  })
})
