import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import { closedEarly, halfhour } from '../support/command.ts'
import { exceptionIcs, vcalendar, vevent, weeklyIcs } from '../support/ics.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'halfhour-audit-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function file(name: string, text: string): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, text)
  return path
}

const now = ['--now', '2026-03-31T12:00:00Z']

async function judged(...args: string[]) {
  const ran = await halfhour(['audit', ...args, ...now, '--json'])
  expect(ran.stderr).toBe('')
  expect(ran.status).toBe(0)
  return JSON.parse(ran.stdout)
}

describe('audit --json', () => {
  it('keeps its contract', async () => {
    const grace = await file(
      'grace.ics',
      vcalendar(
        'grace@example.com',
        weeklyIcs('EXDATE;TZID=Europe/Berlin:20260310T100000'),
        exceptionIcs('20260317', '20260319T110000', '20260319T112000'),
      ),
    )
    const managers = await file('managers.csv', 'person,manager\nada@example.com,grace@example.com\n')
    const result = await judged(grace, '--managers', managers, '--from', '2026-03-03', '--to', '2026-03-17')
    expect(result).toMatchObject({
      now: '2026-03-31T12:00:00Z',
      from: '2026-03-03',
      to: '2026-03-17',
      problems: [],
      notWatched: [],
    })
    expect(result.policy).toMatchObject({ minimumMinutes: 30, longestGapDays: 14 })
    expect(result.pairs).toEqual([
      {
        people: ['ada@example.com', 'grace@example.com'],
        manager: 'grace@example.com',
        flags: [],
        series: [{ title: 'Ada / Grace', cadenceDays: 7, ended: false }],
        slots: [
          slot('2026-03-03T09:00:00Z', { state: 'held' }),
          slot('2026-03-10T09:00:00Z', { state: 'skipped', flags: ['skipped'], reasons: ['removed'] }),
          slot('2026-03-17T09:00:00Z', {
            start: '2026-03-19T10:00:00Z',
            end: '2026-03-19T10:20:00Z',
            minutes: 20,
            state: 'held',
            moved: true,
            flags: ['short'],
            reasons: ['shortened'],
          }),
        ],
      },
    ])
  })

  it('merges the calendars of both: either declined, and it was skipped', async () => {
    const grace = await file('g.ics', vcalendar(null, weeklyIcs()))
    const ada = await file(
      'a.ics',
      vcalendar(
        null,
        weeklyIcs(),
        exceptionIcs('20260303', '20260303T100000', '20260303T103000', 'DECLINED'),
      ),
    )
    const result = await judged(
      `grace@example.com=${grace}`,
      `ada@example.com=${ada}`,
      '--from',
      '2026-03-03',
      '--to',
      '2026-03-03',
    )
    expect(result.pairs[0].slots).toEqual([
      slot('2026-03-03T09:00:00Z', { state: 'skipped', flags: ['skipped'], reasons: ['declined'] }),
    ])
  })

  it('says why an event is not watched', async () => {
    const team = vevent(
      'UID:team',
      'DTSTART:20260302T090000Z',
      'DTEND:20260302T093000Z',
      'RRULE:FREQ=WEEKLY',
      'SUMMARY:Team sync',
      'ORGANIZER:mailto:grace@example.com',
      'ATTENDEE:mailto:ada@example.com',
      'ATTENDEE:mailto:linus@example.com',
    )
    const result = await judged(await file('team.ics', vcalendar('grace@example.com', team)))
    expect(result.notWatched).toEqual([{ title: 'Team sync', reason: 'more-than-two', count: 1 }])
  })

  it('judges what it can of a file that was cut off, and names the place', async () => {
    const whole = vcalendar(
      'grace@example.com',
      weeklyIcs(),
      exceptionIcs('20260303', '20260304T100000', '20260304T103000'),
    )
    const cut = await file('cut.ics', whole.slice(0, whole.lastIndexOf('SUMMARY')))
    const result = await judged(cut, '--from', '2026-02-24', '--to', '2026-02-24')
    expect(result.problems[0]).toMatchObject({ file: 'cut.ics', problem: expect.stringMatching(/line \d+/) })
    expect(result.pairs[0].slots[0]).toMatchObject({ state: 'unknown', reasons: ['half-read'] })
  })
})

function slot(original: string, more: object) {
  const end = new Date(Date.parse(original) + 30 * 60_000).toISOString().replace('.000Z', 'Z')
  return {
    slot: original,
    start: original,
    end,
    minutes: 30,
    state: 'held',
    moved: false,
    flags: [],
    reasons: [],
    ...more,
  }
}

describe('audit --emails', () => {
  it('writes each mail of the window as .eml with its moment, recipient and kind', async () => {
    const grace = await file(
      'mails.ics',
      vcalendar('grace@example.com', weeklyIcs('EXDATE;TZID=Europe/Berlin:20260310T100000')),
    )
    const managers = await file('m.csv', 'person,manager\nada@example.com,grace@example.com\n')
    const into = join(folder, 'mails')
    await judged(
      grace,
      '--managers',
      managers,
      '--from',
      '2026-03-09',
      '--to',
      '2026-03-13',
      '--emails',
      into,
    )
    const mails = await Promise.all((await readdir(into)).map((name) => readFile(join(into, name), 'utf8')))
    const heads = mails.map((mail) =>
      ['X-Halfhour-Kind', 'To', 'Date'].map((name) => header(mail, name)).join(' | '),
    )
    expect(heads.sort()).toEqual([
      'digest | Grace Hopper <grace@example.com> | Mon, 09 Mar 2026 07:00:00 +0000',
      'missed | Ada Lovelace <ada@example.com> | Wed, 11 Mar 2026 09:30:00 +0000',
      'missed | Grace Hopper <grace@example.com> | Wed, 11 Mar 2026 09:30:00 +0000',
    ])
  })
})

function header(mail: string, name: string): string | undefined {
  return new RegExp(`^${name}: (.*)$`, 'm').exec(mail)?.[1]?.trim()
}

describe('the table', () => {
  it('tells each pair in a line of at most 100 columns, without colours where there are none', async () => {
    const grace = await file(
      'table.ics',
      vcalendar('grace@example.com', weeklyIcs('EXDATE;TZID=Europe/Berlin:20260310T100000')),
    )
    const { stdout, status } = await halfhour(['audit', grace, ...now])
    expect(status).toBe(0)
    expect(stdout).toMatch(/Ada Lovelace · Grace Hopper +●+×●+·+ +met today, every 7/)
    expect(stdout).toMatch(/× Tue 10 Mar 2026 10:00 +Skipped +It is no longer in the calendar\./)
    expect(stdout.includes('\u001b')).toBe(false)
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100)
  })

  it('tells a long run of the same in one row', async () => {
    const brief = weeklyIcs().replaceAll('103000', '102500')
    const { stdout } = await halfhour([
      'audit',
      await file('brief.ics', vcalendar('grace@example.com', brief)),
      ...now,
    ])
    expect(stdout).toMatch(
      /▪ Tue 6 Jan 2026 10:00 +Short +The series is planned shorter than the minimum\. 16 more/,
    )
    expect(stdout.match(/▪ Tue/g)).toHaveLength(1)
  })

  it('lets no title steer the terminal', async () => {
    const nasty = weeklyIcs().replace('SUMMARY:Ada / Grace', 'SUMMARY:\u001b[2JAda \u202Eecarg\\nBcc: x')
    const { stdout } = await halfhour([
      'audit',
      await file('nasty.ics', vcalendar('linus@other.example', nasty)),
      ...now,
    ])
    for (const control of ['\u001b', '\u202e']) expect(stdout.includes(control)).toBe(false)
  })
})

describe('bad input is one clear line and status 2', () => {
  test.each<[string, string[], RegExp]>([
    ['no file', [], /missing required argument/],
    ['an unknown option', ['x.ics', '--jsn'], /unknown option '--jsn'.*--json/],
    ['a missing file', ['missing.ics'], /missing\.ics does not exist\.$/],
    ['a directory', ['.'], /is a directory, not a calendar file\.$/],
    ['a day that is none', ['x.ics', '--from', '2026-02-30'], /--from 2026-02-30 is no day/],
    ['days the wrong way round', ['x.ics', '--from', '2026-03-02', '--to', '2026-03-01'], /lies after/],
    ['an instant without zone', ['x.ics', '--now', '2026-03-02T10:00'], /is no instant/],
    ['a policy that is missing', ['x.ics', '--policy', 'none.json'], /none\.json does not exist/],
    [
      'days before the present',
      ['x.ics', '--from', '2999-01-01'],
      /--from 2999-01-01 lies after --to 2\d{3}-/,
    ],
    ['a domain that is none', ['x.ics', '--domain', ''], /is no domain; write it like example\.com/],
    ['a domain without an end', ['x.ics', '--domain', '@x'], /@x is no domain; write it like/],
    ['no folder for mails', ['x.ics', '--emails', ''], /--emails needs the name of a folder/],
    ['a file in place of the folder', ['x.ics', '--emails', 'package.json'], /package\.json is no folder/],
  ])('%s', async (_what, args, message) => {
    const { status, stdout, stderr } = await halfhour(['audit', ...args])
    expect(status).toBe(2)
    expect(stdout).toBe('')
    expect(stderr.trimEnd()).toMatch(message)
    expect(stderr.trimEnd().split('\n')).toHaveLength(1)
  })

  it('names the setting that a policy file gets wrong', async () => {
    const policy = await file('policy.json', '{"minimumMinutes": "thirty"}')
    const { status, stderr } = await halfhour(['audit', 'x.ics', '--policy', policy])
    expect(status).toBe(2)
    expect(stderr).toMatch(/policy\.json is no policy: minimumMinutes: .*It may set minimumMinutes/)
  })
})

describe('the present and far away', () => {
  it('tells the present without fractions of a second', async () => {
    const { stdout } = await halfhour([
      'audit',
      await file('now.ics', vcalendar('ada@example.com', weeklyIcs())),
      '--json',
    ])
    expect(stdout.match(/"\d{4}-\d{2}-\d{2}T[^"]*"/g)!.every((one) => /T\d\d:\d\d:\d\dZ"$/.test(one))).toBe(
      true,
    )
  })

  it('judges until the end of days in a moment', async () => {
    const far = await file('far.ics', vcalendar('grace@example.com', weeklyIcs()))
    const { status, stdout } = await halfhour(['audit', far, ...now, '--to', '9999-12-31'])
    expect(status).toBe(0)
    expect(stdout).toMatch(/2025-12-31 to 9999-12-31/)
  })

  it('a reader that closes early is no fault', async () => {
    const many = Array.from({ length: 400 }, (_, i) =>
      weeklyIcs().replaceAll('ada@', `p${i}@`).replace('weekly@', `${i}@`),
    )
    const path = await file('many.ics', vcalendar('grace@example.com', ...many))
    expect(await closedEarly(['audit', path, ...now, '--json'])).toEqual({ status: 0, stderr: '' })
  })
})

describe('a bomb of a calendar', () => {
  test.each<[string, string]>([
    ['a rule that fires every second', 'RRULE:FREQ=SECONDLY'],
    ['a rule that never fires', 'RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30'],
    ['a rule without end and sense', 'RRULE:FREQ=DAILY;INTERVAL=0'],
    ['dates in the year 9999', 'RDATE:99991231T100000Z'],
  ])('%s ends soon and spoils nothing else', async (_what, line) => {
    const bomb = weeklyIcs()
      .replace('weekly@', 'bomb@')
      .replace('RRULE:FREQ=WEEKLY;BYDAY=TU', line)
      .replace(/grace@/g, 'linus@')
    const result = await judged(
      await file('bomb.ics', vcalendar('ada@example.com', bomb, weeklyIcs())),
      '--from',
      '2026-03-03',
      '--to',
      '2026-03-03',
    )
    const pair = result.pairs.find((one: { people: string[] }) => one.people.includes('grace@example.com'))
    expect(pair.slots).toEqual([slot('2026-03-03T09:00:00Z', {})])
  })
})
