// M as an audit writes it: which mails, to whom and when. Times are UTC; Berlin is an hour ahead, from 29 March two.
import { describe, expect, it, test } from 'vitest'
import { type Asked, audited } from '../support/audited.ts'
import { vcalendar, vevent } from '../support/ics.ts'
import { type Meeting, type Told, told } from '../support/told.ts'
import { googleOf } from '../support/told-google.ts'
import { icsOf } from '../support/told-ics.ts'

const managed: Asked = { managers: ['ada,grace', 'linus,grace'] }
const week: Asked = { ...managed, from: '2026-03-09', to: '2026-03-13' }

async function mailsOf(meetings: Meeting[], asked: Asked = week, ...more: string[]): Promise<string[]> {
  const { mails, json } = await audited({ grace: icsOf('grace', meetings, ...more) }, asked)
  expect(json.problems).toEqual([])
  return mails
}

const both = (kind: string, when: string) => [`${kind} ada ${when}`, `${kind} grace ${when}`]
const digest = 'digest grace 2026-03-09T07:00Z'
const agenda = both('agenda', '2026-03-09T09:00Z')
const recap = both('recap', '2026-03-10T09:45Z')
const missed = both('missed', '2026-03-11T09:30Z')
const onTenth = (more: object): Told => ({ changes: [{ of: '2026-03-10T10:00', ...more }] })

describe('the week of one pair', () => {
  test.each<[string, Told, string[]]>([
    ['as planned', {}, [digest, ...agenda, ...recap]],
    ['called off', { off: ['2026-03-10T10:00'] }, [digest, ...missed]],
    ['declined', onTenth({ people: { ada: 'declined' } }), [digest, ...missed]],
    ['with a third', onTenth({ people: { ada: 'accepted', linus: 'accepted' } }), [digest]],
    [
      'moved to Thursday',
      onTenth({ to: '2026-03-12T15:00' }),
      [digest, ...both('agenda', '2026-03-11T14:00Z'), ...both('recap', '2026-03-12T14:45Z')],
    ],
    [
      'shortened',
      onTenth({ minutes: 20 }),
      [digest, ...agenda, ...both('recap', '2026-03-10T09:35Z'), ...both('short', '2026-03-11T09:20Z')],
    ],
    ['never answered', { people: { ada: 'none' } }, [digest, ...agenda, ...recap]],
  ])('%s', async (_what, meeting, expected) => {
    expect(await mailsOf([told(meeting)])).toEqual(expected)
  })

  it('of peers has no alerts and no digest', async () => {
    const asked = { ...week, managers: [] }
    expect(await mailsOf([told()], asked)).toEqual([...agenda, ...recap])
    expect(await mailsOf([told({ off: ['2026-03-10T10:00'] })], asked)).toEqual([])
    expect(await mailsOf([told({ minutes: 20 })], asked)).toEqual([
      ...agenda,
      ...both('recap', '2026-03-10T09:35Z'),
    ])
  })

  it('of two who manage each other is that of peers', async () => {
    expect(
      await mailsOf([told({ off: ['2026-03-10T10:00'] })], { ...week, managers: ['ada,grace', 'grace,ada'] }),
    ).toEqual([])
  })

  it('is the same for the manager whoever invites', async () => {
    const meeting = told({ organizer: 'ada', people: { grace: 'accepted' }, off: ['2026-03-10T10:00'] })
    expect(await mailsOf([meeting])).toEqual([digest, ...missed])
  })

  it('holds nothing after now', async () => {
    const before = { ...week, now: '2026-03-10T09:20:00Z' }
    expect(await mailsOf([told()], before)).toEqual([digest, ...agenda])
    expect(
      await mailsOf([told({ off: ['2026-03-10T10:00'] })], { ...week, now: '2026-03-11T09:29:00Z' }),
    ).toEqual([digest])
  })

  it('goes on with what stands in', async () => {
    const meetings = [
      told({ off: ['2026-03-10T10:00'] }),
      told({ uid: 's@example.com', weeks: null, start: '2026-03-12T15:00' }),
    ]
    expect(await mailsOf(meetings)).toEqual([
      digest,
      ...both('agenda', '2026-03-11T14:00Z'),
      ...both('recap', '2026-03-12T14:45Z'),
    ])
  })
})

describe('working hours (M3)', () => {
  test.each<[string, Told, string[]]>([
    [
      'Monday at nine: the agenda comes at eight',
      { start: '2026-01-05T09:00' },
      [...both('agenda', '2026-03-09T07:00Z'), digest, ...both('recap', '2026-03-09T08:45Z')],
    ],
    [
      'Monday at half past eight: on Friday at five',
      { start: '2026-01-12T08:30' },
      [digest, ...both('recap', '2026-03-09T08:15Z'), ...both('agenda', '2026-03-13T16:00Z')],
    ],
    [
      'Friday evening: the recap still comes',
      { start: '2026-01-09T17:30', minutes: 60 },
      [digest, ...both('agenda', '2026-03-12T16:30Z'), ...both('recap', '2026-03-13T17:45Z')],
    ],
    [
      'late on Tuesday: the recap waits for Wednesday',
      { start: '2026-01-06T19:30' },
      [digest, ...both('agenda', '2026-03-10T07:00Z'), ...both('recap', '2026-03-11T07:00Z')],
    ],
    [
      'at four in the morning: the agenda on the evening before',
      { start: '2026-01-06T04:00' },
      [digest, ...both('agenda', '2026-03-09T07:00Z'), ...both('recap', '2026-03-10T07:00Z')],
    ],
  ])('%s', async (_what, meeting, expected) => {
    expect((await mailsOf([told(meeting)])).sort()).toEqual(expected.sort())
  })

  it('an alert of a Friday waits for Monday', async () => {
    const meeting = told({ start: '2026-01-09T10:00', off: ['2026-03-06T10:00'] })
    const mails = await mailsOf([meeting], { ...managed, from: '2026-03-07', to: '2026-03-09' })
    expect(mails.sort()).toEqual([digest, ...both('missed', '2026-03-09T07:00Z')].sort())
  })

  it('each has their own zone', async () => {
    const files = {
      grace: icsOf('grace', [told()]),
      ada: icsOf('ada', [told()]).replace('X-WR-TIMEZONE:Europe/Berlin', 'X-WR-TIMEZONE:America/Los_Angeles'),
    }
    const { mails } = await audited(files, week)
    expect(mails).toEqual([
      digest,
      'agenda grace 2026-03-09T09:00Z',
      'agenda ada 2026-03-09T15:00Z',
      'recap grace 2026-03-10T09:45Z',
      'recap ada 2026-03-10T15:00Z',
    ])
  })
})

const allDay = (day: string, ...more: string[]) =>
  vevent(
    `UID:day-${day}`,
    `DTSTART;VALUE=DATE:${day}`,
    `DTEND;VALUE=DATE:${String(Number(day) + 1)}`,
    ...more,
  )

describe('holidays and absences', () => {
  const holidays = (...days: string[]) =>
    vcalendar(null, ...days.map((day) => allDay(day, 'SUMMARY:Holiday')))

  it('a slot on a holiday is excused and nothing is said of it', async () => {
    expect(await mailsOf([told()], { ...week, holidays: holidays('20260310') })).toEqual([digest])
    expect(
      await mailsOf([told({ off: ['2026-03-10T10:00'] })], { ...week, holidays: holidays('20260310') }),
    ).toEqual([digest])
  })

  it('mails wait for a day that is none', async () => {
    const asked = { ...week, holidays: holidays('20260309') }
    expect(await mailsOf([told()], asked)).toEqual([
      'digest grace 2026-03-10T07:00Z',
      ...both('agenda', '2026-03-10T07:00Z'),
      ...recap,
    ])
    const late = { ...week, holidays: holidays('20260311', '20260312') }
    expect(await mailsOf([told({ off: ['2026-03-10T10:00'] })], late)).toEqual([
      digest,
      ...both('missed', '2026-03-13T07:00Z'),
    ])
  })

  const away = (start: string, end: string) => ({
    id: 'ooo',
    iCalUID: 'ooo@google.com',
    status: 'confirmed',
    eventType: 'outOfOffice',
    summary: 'At the seaside',
    start: { dateTime: start, timeZone: 'Europe/Berlin' },
    end: { dateTime: end, timeZone: 'Europe/Berlin' },
    organizer: { email: 'ada@example.com', self: true },
  })
  const withAda = (meeting: Meeting, absence: object, asked = week) =>
    audited({ grace: googleOf('grace', [meeting]), ada: googleOf('ada', [meeting], absence) }, asked)

  it('an absence excuses, and no mail says why', async () => {
    const absence = away('2026-03-10T00:00:00+01:00', '2026-03-11T00:00:00+01:00')
    const { mails, json } = await withAda(told(), absence)
    expect(mails).toEqual([digest])
    expect(
      json.pairs[0].slots.find(({ slot }: { slot: string }) => slot.startsWith('2026-03-10')),
    ).toMatchObject({ state: 'excused', reasons: ['absence'] })
    expect(JSON.stringify(json)).not.toContain('seaside')
  })

  it('who is away hears on their return, as long as it counts', async () => {
    const meeting = told({ off: ['2026-03-10T10:00'] })
    const absence = away('2026-03-10T12:00:00+01:00', '2026-03-14T00:00:00+01:00')
    const { mails } = await withAda(meeting, absence, { ...week, to: '2026-03-16' })
    expect(mails.filter((mail) => mail.startsWith('missed'))).toEqual([
      'missed grace 2026-03-11T09:30Z',
      'missed ada 2026-03-16T07:00Z',
    ])
    const longer = away('2026-03-10T12:00:00+01:00', '2026-03-21T00:00:00+01:00')
    const later = await withAda(meeting, longer, { ...week, to: '2026-03-27' })
    expect(later.mails.filter((mail) => mail.startsWith('missed'))).toEqual([
      'missed grace 2026-03-11T09:30Z',
    ])
    // a recap is dropped after two working days
    const atOnce = away('2026-03-10T10:40:00+01:00', '2026-03-21T00:00:00+01:00')
    const held = await withAda(told(), atOnce, { ...week, to: '2026-03-16' })
    expect(held.mails.filter((mail) => mail.startsWith('recap'))).toEqual(['recap grace 2026-03-10T09:45Z'])
  })
})

describe('alerts', () => {
  const linus = (more: Told = {}) =>
    told({ uid: 'linus@example.com', start: '2026-01-06T14:00', people: { linus: 'accepted' }, ...more })

  it('of one day go in one mail at the last moment of it (M4)', async () => {
    const meetings = [told({ off: ['2026-03-10T10:00'] }), linus({ off: ['2026-03-10T14:00'] })]
    expect(await mailsOf(meetings)).toEqual([
      digest,
      'missed ada 2026-03-11T09:30Z',
      'missed grace 2026-03-11T13:30Z',
      'missed linus 2026-03-11T13:30Z',
    ])
    // in the middle of that day hers has not gone yet
    expect(await mailsOf(meetings, { ...week, now: '2026-03-11T10:00:00Z' })).toEqual([
      digest,
      'missed ada 2026-03-11T09:30Z',
    ])
  })

  it('of two kinds in one mail are of the first kind', async () => {
    const meetings = [
      told({ off: ['2026-03-10T10:00'] }),
      linus({ changes: [{ of: '2026-03-10T14:00', minutes: 15 }] }),
    ]
    const mails = await mailsOf(meetings)
    expect(mails.filter((mail) => /missed|short/.test(mail))).toEqual([
      'missed ada 2026-03-11T09:30Z',
      'missed grace 2026-03-11T13:15Z',
      'short linus 2026-03-11T13:15Z',
    ])
  })

  it('short by rule: once, for the first of the window', async () => {
    const mails = await mailsOf([told({ minutes: 25 })], { ...managed, from: '2026-03-02', to: '2026-03-31' })
    expect(mails.filter((mail) => mail.startsWith('short'))).toEqual(both('short', '2026-03-04T09:25Z'))
  })

  it('short by rule: not with a tolerance, nor while another series is long enough', async () => {
    const asked = { ...managed, from: '2026-03-02', to: '2026-03-31' }
    const short = (mails: string[]) => mails.filter((mail) => mail.startsWith('short'))
    expect(
      short(await mailsOf([told({ minutes: 25 })], { ...asked, policy: { toleranceMinutes: 5 } })),
    ).toEqual([])
    const second = told({ uid: 'long@example.com', start: '2026-01-09T10:00', minutes: 60 })
    expect(short(await mailsOf([told({ minutes: 25 }), second], asked))).toEqual([])
  })

  it('infrequent by rule: once, at the begin of the window where the rule is older', async () => {
    const mails = await mailsOf([told({ weeks: 3 })], { ...managed, from: '2026-03-01', to: '2026-03-31' })
    expect(mails.filter((mail) => mail.startsWith('infrequent'))).toEqual(
      both('infrequent', '2026-03-02T07:00Z'),
    )
  })

  it('infrequent by rule: when the rule begins inside the window', async () => {
    const mails = await mailsOf([told({ start: '2026-03-03T10:00', weeks: 3 })], {
      ...managed,
      from: '2026-03-01',
      to: '2026-03-31',
    })
    expect(mails.filter((mail) => mail.startsWith('infrequent'))).toEqual(
      both('infrequent', '2026-03-03T09:00Z'),
    )
  })

  const thirds = ['2026-03-10', '2026-03-17', '2026-03-24'].map((day) => ({
    of: `${day}T10:00`,
    people: { ada: 'accepted', linus: 'accepted' } as const,
  }))

  it('infrequent by what happened: on the eighteenth day without a meeting, in hours', async () => {
    const mails = await mailsOf([told({ changes: thirds })], {
      ...managed,
      from: '2026-03-04',
      to: '2026-03-30',
    })
    expect(mails.filter((mail) => mail.startsWith('infrequent'))).toEqual(
      both('infrequent', '2026-03-23T07:00Z'),
    )
  })

  it('infrequent: not for a lapse that holds a skipped slot that was told', async () => {
    const [, ...two] = thirds
    const mails = await mailsOf([told({ changes: two, off: ['2026-03-10T10:00'] })], {
      ...managed,
      from: '2026-03-04',
      to: '2026-03-30',
    })
    expect(mails.filter((mail) => /infrequent|missed/.test(mail))).toEqual(missed)
  })

  it('none for who meet more than twice a week', async () => {
    const meetings = [5, 6, 7].map((day) =>
      told({ uid: `${day}@example.com`, start: `2026-01-0${day}T10:00`, off: ['2026-03-10T10:00'] }),
    )
    const { mails, json } = await audited({ grace: icsOf('grace', meetings) }, week)
    expect(mails).toEqual([])
    expect(json.pairs[0].slots.map(({ state }: { state: string }) => state)).toEqual([
      'held',
      'skipped',
      'held',
    ])
  })

  it('of parallel series only the longest gets mails', async () => {
    const longer = told({ uid: 'long@example.com', start: '2026-01-09T10:00', minutes: 60 })
    const mails = await mailsOf([told({ off: ['2026-03-10T10:00'] }), longer])
    expect(mails).toEqual([
      digest,
      ...both('agenda', '2026-03-12T09:00Z'),
      ...both('recap', '2026-03-13T10:15Z'),
    ])
  })
})

describe('digests', () => {
  it('come every Monday at eight, to managers alone', async () => {
    const mails = await mailsOf([told()], { ...managed, from: '2026-03-01', to: '2026-03-31' })
    expect(mails.filter((mail) => mail.startsWith('digest'))).toEqual(
      [
        '2026-03-02T07:00Z',
        '2026-03-09T07:00Z',
        '2026-03-16T07:00Z',
        '2026-03-23T07:00Z',
        '2026-03-30T06:00Z',
      ].map((when) => `digest grace ${when}`),
    )
  })

  it('come not before there is something to say', async () => {
    const mails = await mailsOf([told({ start: '2026-03-17T10:00' })], {
      ...managed,
      from: '2026-03-01',
      to: '2026-03-16',
    })
    expect(mails.filter((mail) => mail.startsWith('digest'))).toEqual(['digest grace 2026-03-16T07:00Z'])
  })
})

describe('a habit (H)', () => {
  const singles = (...days: string[]) =>
    days.map((day) =>
      told({ uid: `${day}@example.com`, title: `Coffee ${day}`, weeks: null, start: `2026-${day}T10:00` }),
    )

  it('gets mails from its third meeting on', async () => {
    const mails = await mailsOf(singles('03-03', '03-10', '03-17'), {
      ...managed,
      from: '2026-03-01',
      to: '2026-03-20',
    })
    expect(mails.filter((mail) => /agenda|recap/.test(mail))).toEqual([
      ...both('agenda', '2026-03-16T09:00Z'),
      ...both('recap', '2026-03-17T09:45Z'),
    ])
  })

  it('alerts a single of it that was called off', async () => {
    const meetings = singles('02-24', '03-03', '03-10', '03-17', '03-24')
    meetings[3] = { ...meetings[3]!, cancelled: true }
    const mails = await mailsOf(meetings, { ...managed, from: '2026-03-16', to: '2026-03-20' })
    expect(mails.filter((mail) => mail.startsWith('missed'))).toEqual(both('missed', '2026-03-18T09:30Z'))
  })

  it('never alerts a single that was called off and booked anew that week', async () => {
    for (const again of ['03-16', '03-18', '03-19', '03-20']) {
      const meetings = singles('02-24', '03-03', '03-10', '03-17', again, '03-24')
      meetings[3] = { ...meetings[3]!, cancelled: true }
      const { mails, json } = await audited(
        { grace: icsOf('grace', meetings) },
        { ...managed, from: '2026-03-09', to: '2026-03-27' },
      )
      expect(mails.filter((mail) => mail.startsWith('missed'))).toEqual([])
      expect(json.pairs[0].slots.every(({ state }: { state: string }) => state === 'held')).toBe(true)
    }
  })
})
