// W as an audit shows it: which meetings are watched, and the reason for each that is not.
import { describe, expect, it, test } from 'vitest'
import { type Asked, audited, type Format, formats, slotLine } from '../support/audited.ts'
import { vcalendar, vevent, weeklyIcs } from '../support/ics.ts'
import { type Told, told } from '../support/told.ts'
import { googleOf } from '../support/told-google.ts'
import { graphOf } from '../support/told-graph.ts'
import { icsOf } from '../support/told-ics.ts'

const window = { from: '2026-03-03', to: '2026-03-10' }

/** 'watched', else the reason; null: not even mentioned. */
async function fateOf(files: Record<string, unknown>, asked: Asked = window): Promise<string | null> {
  const { json } = await audited(files, asked)
  if (json.pairs.length > 0)
    return `watched: ${json.pairs[0].people.map((who: string) => who.split('@')[0]).join(' ')}`
  expect(json.notWatched.length).toBeLessThanOrEqual(1)
  return json.notWatched[0]?.reason ?? null
}

const watched = 'watched: ada grace'

describe.each(Object.keys(formats) as Format[])('in %s', (format) => {
  test.each<[string, Told, string | null]>([
    ['just under four hours', { minutes: 239 }, watched],
    ['four hours', { minutes: 240 }, 'too-long'],
    ['free to the organizer', { free: true }, 'free'],
    ['a third person', { people: { ada: 'accepted', linus: 'none' } }, 'more-than-two'],
    ['a third who declined', { people: { ada: 'accepted', linus: 'declined' } }, watched],
    ['a room', { rooms: ['room-1@example.com'] }, watched],
    ['a note-taker', { people: { ada: 'accepted', 'bot@otter.ai': 'accepted' } }, watched],
    ['somebody of another company', { people: { 'joe@other.example': 'accepted' } }, 'outside'],
    ['a sub-domain is another', { people: { 'joe@mail.example.com': 'accepted' } }, 'outside'],
    ['an interview', { title: 'Interview with Joe' }, 'vetoed'],
    ['in another case, between signs', { title: '(INTERVIEW): Joe' }, 'vetoed'],
    ['a longer word', { title: 'Interviewer training' }, watched],
    ['once', { weeks: null, start: '2026-03-04T10:00' }, 'not-recurring'],
    ['nobody else', { people: {} }, null],
    ['declined as a whole', { people: { ada: 'declined' } }, 'series-declined'],
    [
      'a title never makes one',
      { title: '1:1', people: { ada: 'accepted', linus: 'accepted' } },
      'more-than-two',
    ],
    ['no title', { title: '' }, watched],
  ])('%s', async (_what, meeting, fate) => {
    expect(await fateOf({ grace: formats[format]('grace', [told(meeting)]) })).toBe(fate)
  })
})

const googleItem = (more: object, told_: Told = {}) => {
  const page = googleOf('grace', [told(told_)]) as { items: object[] }
  return { ...page, items: page.items.map((item) => ({ ...item, ...more })) }
}
const graphItem = (more: object, told_: Told = {}, owner = 'grace') => {
  const page = graphOf(owner, [told(told_)]) as { value: object[] }
  return { ...page, value: page.value.map((item) => ({ ...item, ...more })) }
}
const guest = (email: string, more: object = {}) => ({ email, responseStatus: 'accepted', ...more })

describe('in Google only', () => {
  const grace = guest('grace@example.com', { organizer: true, self: true })
  const ada = guest('ada@example.com')
  test.each<[string, object, string | null]>([
    ['focus time', { eventType: 'focusTime' }, 'not-a-meeting'],
    ['a working location', { eventType: 'workingLocation' }, 'not-a-meeting'],
    ['made from a mail', { eventType: 'fromGmail' }, 'not-a-meeting'],
    ['a birthday', { eventType: 'birthday' }, 'not-a-meeting'],
    [
      'additional guests are people',
      { attendees: [grace, { ...ada, additionalGuests: 1 }] },
      'more-than-two',
    ],
    [
      'an optional third',
      { attendees: [grace, ada, guest('linus@example.com', { optional: true })] },
      'more-than-two',
    ],
    [
      'a resource by its mark',
      { attendees: [grace, ada, guest('x@example.com', { resource: true })] },
      watched,
    ],
    [
      'a resource by its address',
      { attendees: [grace, ada, guest('c_1@resource.calendar.google.com')] },
      watched,
    ],
    ["the list is cut, on the organizer's own copy", { attendeesOmitted: true }, 'unknown'],
    [
      'an assistant scheduled it',
      {
        organizer: { email: 'linus@example.com' },
        attendees: [guest('grace@example.com', { self: true }), ada],
      },
      watched,
    ],
    ['an organizer who is not listed beside one other', { attendees: [ada] }, watched],
    [
      'organized by a shared calendar',
      {
        organizer: { email: 'c_9@group.calendar.google.com' },
        attendees: [guest('grace@example.com', { self: true }), ada],
      },
      watched,
    ],
    ["hidden from the guests, in the organizer's copy", { guestsCanSeeOtherGuests: false }, watched],
    ['by an alias in another case', { attendees: [grace, guest('ADA@Example.COM')] }, watched],
  ])('%s', async (_what, more, fate) => {
    expect(await fateOf({ grace: googleItem(more) })).toBe(fate)
  })

  it("a list hidden from guests is unknown in a guest's copy, unless the organizer's tells", async () => {
    const page = googleOf('ada', [told()]) as { items: object[] }
    const ada = { ...page, items: page.items.map((item) => ({ ...item, guestsCanSeeOtherGuests: false })) }
    expect(await fateOf({ ada })).toBe('unknown')
    expect(await fateOf({ ada, grace: googleOf('grace', [told()]) })).toBe(watched)
  })

  it('one instance that is free or long is not judged by W1', async () => {
    const page = googleOf('grace', [told({ changes: [{ of: '2026-03-10T10:00', minutes: 300 }] })]) as {
      items: object[]
    }
    page.items[1] = { ...page.items[1], transparency: 'transparent' }
    const { json } = await audited({ grace: page }, window)
    expect(json.pairs[0].slots.map(slotLine)).toEqual(['03-03 held', '03-10 held'])
  })
})

describe('in Graph only', () => {
  const guests = (...more: object[]) => ({ attendees: [attendee('ada@example.com'), ...more] })
  const attendee = (address: string | undefined, type = 'required', response = 'accepted') => ({
    type,
    status: { response },
    emailAddress: { name: address, address },
  })
  test.each<[string, object, string | null]>([
    ['all day', { isAllDay: true }, 'all-day'],
    ['tentative to the organizer is not busy', { showAs: 'tentative' }, 'free'],
    ['working elsewhere is working', { showAs: 'workingElsewhere' }, watched],
    ['the organizer among the attendees', guests(attendee('grace@example.com')), watched],
    ['a resource', guests(attendee('desk@example.com', 'resource')), watched],
    ['an optional third', guests(attendee('linus@example.com', 'optional')), 'more-than-two'],
    [
      'a room named as the location',
      {
        ...guests(attendee('room@example.com')),
        locations: [{ displayName: 'Blue', locationUri: 'room@example.com' }],
      },
      watched,
    ],
    [
      'a room named by its name',
      {
        ...guests({
          ...attendee('room@example.com'),
          emailAddress: { name: 'Blue room', address: 'room@example.com' },
        }),
        location: { displayName: 'Blue room' },
      },
      watched,
    ],
    ['somebody without an address', guests(attendee(undefined)), 'unknown'],
    ['hidden from the attendees, own copy', { hideAttendees: true }, watched],
  ])('%s', async (_what, more, fate) => {
    expect(await fateOf({ grace: graphItem(more) })).toBe(fate)
  })
  it('tentative to a guest is fine', async () => {
    expect(await fateOf({ ada: graphItem({ showAs: 'tentative' }, {}, 'ada') })).toBe(watched)
  })
  it("hidden from the attendees, a guest's copy", async () => {
    expect(await fateOf({ ada: graphItem({ hideAttendees: true }, {}, 'ada') })).toBe('unknown')
  })
})

describe('in iCalendar only', () => {
  test.each<[string, string[], string | null]>([
    ['a group', ['ATTENDEE;CUTYPE=GROUP:mailto:team@example.com'], 'unknown'],
    ['a room', ['ATTENDEE;CUTYPE=ROOM:mailto:blue@example.com'], watched],
    ['a resource', ['ATTENDEE;CUTYPE=RESOURCE:mailto:car@example.com'], watched],
    [
      'a non-participant is a person',
      ['ATTENDEE;ROLE=OPT-PARTICIPANT:mailto:linus@example.com'],
      'more-than-two',
    ],
    ['the organizer as attendee, in capitals', ['ATTENDEE:MAILTO:GRACE@EXAMPLE.COM'], watched],
    [
      'a room by its place',
      ['LOCATION:Blue Room', 'ATTENDEE;CN="Blue Room":mailto:blue@example.com'],
      watched,
    ],
    ['without an address', ['ATTENDEE;CN=Joe:invalid:nomail'], 'unknown'],
  ])('%s', async (_what, lines, fate) => {
    expect(await fateOf({ grace: vcalendar('grace@example.com', weeklyIcs(...lines)) })).toBe(fate)
  })
  it('all day', async () => {
    const day = vevent(
      'UID:d',
      'DTSTART;VALUE=DATE:20260106',
      'RRULE:FREQ=WEEKLY',
      'SUMMARY:Us',
      'ORGANIZER:mailto:grace@example.com',
      'ATTENDEE:mailto:ada@example.com',
    )
    expect(await fateOf({ grace: vcalendar('grace@example.com', day) })).toBe('all-day')
  })
})

describe('colleagues (W3)', () => {
  const outsider = () => icsOf('grace', [told({ people: { 'joe@other.example': 'accepted' } })])
  it('are those of the given domains', async () => {
    expect(
      await fateOf({ grace: outsider() }, { ...window, domains: ['Example.com', 'other.example'] }),
    ).toBe('watched: grace joe')
  })
  it('are those of the given domains only', async () => {
    expect(await fateOf({ grace: icsOf('grace', [told()]) }, { ...window, domains: ['other.example'] })).toBe(
      'outside',
    )
  })
  it('are everybody where nobody owns the file', async () => {
    const file = outsider().replace('X-WR-CALNAME:grace@example.com\r\n', '')
    const { json } = await audited({ grace: file }, window)
    expect(json.pairs).toHaveLength(1)
    expect(json.problems).toHaveLength(1)
  })
})

it('counts events of the calendars, not copies, and groups by title and reason', async () => {
  const team = told({
    title: 'Team',
    people: { ada: 'accepted', linus: 'accepted' },
    uid: 'team@example.com',
  })
  const other = { ...team, uid: 'other@example.com' }
  const { json } = await audited({ grace: icsOf('grace', [team, other]), ada: icsOf('ada', [team]) }, window)
  expect(json.notWatched).toEqual([{ title: 'Team', reason: 'more-than-two', count: 2 }])
})

it('counts instances that make no series once each', async () => {
  const late = told({ start: '2026-06-23T10:00' })
  const { json } = await audited(
    { grace: formats['google view']('grace', [late]) },
    { now: '2026-06-29T00:00:00Z' },
  )
  expect(json.notWatched).toEqual([{ title: 'Ada / Grace', reason: 'not-recurring', count: 2 }])
})

it('never shows a private title', async () => {
  const meetings = [
    told({ private: true, title: 'Secret' }),
    told({
      private: true,
      title: 'Secret',
      uid: 'b@example.com',
      people: { ada: 'accepted', linus: 'none' },
    }),
  ]
  for (const format of Object.keys(formats) as Format[]) {
    const { json } = await audited({ grace: formats[format]('grace', meetings) }, window)
    expect(JSON.stringify(json)).not.toContain('Secret')
    expect(json.pairs[0].series[0].title).toBe('Private meeting')
  }
})
