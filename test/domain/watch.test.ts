// W: which event is a 1-on-1, and why not.
import { describe, expect, it, test } from 'vitest'
import type { CalendarEvent, Details } from '../../src/domain/event.ts'
import { judgePair } from '../../src/domain/judge.ts'
import type { Refusal } from '../../src/domain/judgement.ts'
import { meetingsOf, resolver } from '../../src/domain/meeting.ts'
import { defaultPolicy, type Policy } from '../../src/domain/policy.ts'
import type { Directory } from '../../src/domain/types.ts'
import { isWatched, watch } from '../../src/domain/watch.ts'
import {
  ada,
  at,
  copyOf,
  details,
  directory,
  event,
  exception,
  factsOf,
  grace,
  guest,
  linus,
  person,
  recurrence,
  span,
  tombstone,
  weekly,
} from '../support/calendar.ts'

const now = at('2026-03-31T12:00Z')
const room = (more = {}) => guest('room-1@example.com', 'accepted', { name: 'Room 1', ...more })
const from = (owner: string, more: Partial<Details> = {}, row: Partial<CalendarEvent> = {}) =>
  weekly({ calendar: owner, id: `series-${owner}`, details: details(more), ...row })

/** 'watched', or the reason for not watching the one meeting that these rows tell. */
function outcomeOf(events: CalendarEvent[], policy: Policy = defaultPolicy, people: Directory = directory) {
  const resolve = resolver(people)
  const calendars = [...new Set(events.map((row) => row.calendar))].map((owner) => copyOf(owner, now))
  const [meeting] = meetingsOf(events, calendars, resolve)
  const outcome = watch(meeting!, { policy, directory: people, resolve })
  return isWatched(outcome) ? `watched: ${outcome.pair.join(' ')}` : outcome.refusal
}

const both = `watched: ${ada} ${grace}`

describe('W1, an ordinary timed meeting', () => {
  test.each<[string, Partial<CalendarEvent>, string]>([
    ['half an hour', {}, both],
    ['just under four hours', { span: span('2026-01-06T09:00Z', 239) }, both],
    ['four hours', { span: span('2026-01-06T09:00Z', 240) }, 'too-long'],
    ['all day', { allDay: true, span: span('2026-01-05T23:00Z', 24 * 60) }, 'all-day'],
    ['focus time and the like', { details: details({ type: 'other' }) }, 'not-a-meeting'],
  ])('%s', (_why, more, expected) => {
    expect(outcomeOf([weekly(more)])).toBe(expected)
  })

  test.each<[Details['shows'], string, string]>([
    ['busy', both, both],
    ['tentative', 'free', both],
    ['away', 'free', both],
    ['free', 'free', 'free'],
  ])('shown as %s: organizer %s, only the invitee known %s', (shows, organizers, invitees) => {
    expect(outcomeOf([from(grace, { shows })])).toBe(organizers)
    expect(outcomeOf([from(ada, { shows })])).toBe(invitees)
  })

  it('asks the organizer’s copy alone where it is known', () => {
    expect(outcomeOf([from(grace), from(ada, { shows: 'free' })])).toBe(both)
    expect(outcomeOf([from(grace, { shows: 'free' }), from(ada)])).toBe('free')
  })

  it('does not judge a series by one instance', () => {
    const odd = exception('2026-03-03T09:00Z', {
      details: details({ shows: 'free' }),
      span: span('2026-03-03T09:00Z', 300),
    })
    expect(outcomeOf([weekly(), odd])).toBe(both)
    const instances = ['2026-02-10T09:00Z', '2026-02-17T09:00Z', '2026-02-24T09:00Z'].map((day) =>
      exception(day),
    )
    expect(outcomeOf([...instances, odd])).toBe(both)
    expect(outcomeOf([...instances, { ...odd, allDay: true }])).toBe(both)
  })

  it('does not take what was called off or declined for free: Outlook shows such entries as free', () => {
    const declined = [guest(grace), guest(ada, 'declined')]
    expect(
      outcomeOf([event({ calendar: ada, details: details({ shows: 'free', attendees: declined }) })]),
    ).toBe(both)
    expect(outcomeOf([event({ calendar: ada, removed: true, details: details({ shows: 'free' }) })])).toBe(
      both,
    )
  })
})

describe('W2, exactly two people', () => {
  const two = [guest(grace), guest(ada)]
  test.each<[string, Partial<Details>, string]>([
    ['the two', {}, both],
    ['a third', { attendees: [...two, guest(linus)] }, 'more-than-two'],
    ['a third who never answered', { attendees: [...two, guest(linus, 'none')] }, 'more-than-two'],
    ['a third who declined', { attendees: [...two, guest(linus, 'declined')] }, both],
    [
      'a third and a fourth who declined',
      { attendees: [...two, guest(linus, 'declined'), guest('x@example.com', 'declined')] },
      both,
    ],
    ['one of two who declined', { attendees: [guest(grace), guest(ada, 'declined')] }, both],
    ['nobody else', { attendees: [] }, 'alone'],
    ['a room marked as one', { attendees: [...two, room({ kind: 'room' })] }, both],
    ['a room that declined', { attendees: [...two, room({ kind: 'room', answer: 'declined' })] }, both],
    ['a room by a Google address', { attendees: [...two, guest('c_1@resource.calendar.google.com')] }, both],
    ['a room by its name as location', { attendees: [...two, room()], locations: [' room 1 '] }, both],
    [
      'a room by its address as location',
      { attendees: [...two, room({ name: null })], locations: ['Room-1@example.com'] },
      both,
    ],
    [
      'a room without address, named as location',
      { attendees: [...two, guest(null, 'accepted', { name: 'Room 1' })], locations: ['Room 1'] },
      both,
    ],
    [
      'somebody else than the location',
      { attendees: [...two, room()], locations: ['Room 2', ''] },
      'more-than-two',
    ],
    ['only a room besides', { attendees: [guest(grace), room({ kind: 'room' })] }, 'alone'],
    ['a note-taker of a domain of the policy', { attendees: [...two, guest('fred@fireflies.ai')] }, both],
    ['a note-taker by address', { attendees: [...two, guest('notes@example.com')] }, both],
    ['a note-taker who organizes', { organizer: 'fred@fireflies.ai', attendees: two }, both],
    [
      'an additional guest',
      { attendees: [guest(grace), guest(ada, 'accepted', { guests: 1 })] },
      'more-than-two',
    ],
    [
      'an additional guest of who declined',
      { attendees: [...two, guest(linus, 'declined', { guests: 2 })] },
      both,
    ],
    [
      'one who brings somebody, and no other',
      { attendees: [guest(grace, 'accepted', { guests: 1 })] },
      'outside',
    ],
    ['a group', { attendees: [...two, guest('team@example.com', 'none', { kind: 'group' })] }, 'unknown'],
    [
      'a group known to the directory',
      { attendees: [guest(grace), guest('group-1@example.com')] },
      'unknown',
    ],
    ['a group that declined', { attendees: [...two, guest('group-1@example.com', 'declined')] }, both],
    ['a guest without address', { attendees: [guest(grace), guest(null)] }, 'unknown'],
    ['a guest without address beside the two', { attendees: [...two, guest(null)] }, 'unknown'],
    [
      'a group beside three people',
      { attendees: [...two, guest(linus), guest('group-1@example.com')] },
      'more-than-two',
    ],
    [
      'the same person under an alias',
      { attendees: [guest(grace), guest(ada), guest('ada.l@example.com')] },
      both,
    ],
    ['an alias alone', { attendees: [guest(grace), guest('ada.l@example.com')] }, both],
    ['a list that is cut short', { attendeesHidden: true }, 'unknown'],
    ['a cut list of three', { attendeesHidden: true, attendees: [...two, guest(linus)] }, 'more-than-two'],
  ])('%s', (_why, more, expected) => {
    const withAliases: Directory = {
      ...directory,
      colleague: (address) => (address === 'ada.l@example.com' ? ada : directory.colleague(address)),
    }
    const policy = { ...defaultPolicy, assistants: ['@fireflies.ai', 'notes@example.com'] }
    expect(outcomeOf([from(ada, more)], policy, withAliases)).toBe(expected)
  })

  test.each<[string, Partial<Details>, string]>([
    ['Outlook leaves the organizer out', { attendees: [guest(ada)], organizerJoins: true }, both],
    [
      'Outlook, with two others',
      { attendees: [guest(ada), guest(linus)], organizerJoins: true },
      'more-than-two',
    ],
    ['Google leaves the organizer out', { attendees: [guest(ada)], organizerJoins: true }, both],
    [
      'Google, with two others: an assistant scheduled it',
      { attendees: [guest(ada), guest(linus)], organizerJoins: false },
      `watched: ${ada} ${linus}`,
    ],
    [
      'Google, with one other and a note-taker',
      { attendees: [guest(ada), guest('fred@fireflies.ai')], organizerJoins: false },
      both,
    ],
    [
      'Google, with one other and a room',
      { attendees: [guest(ada), room()], locations: ['Room 1'], organizerJoins: false },
      both,
    ],
    ['a calendar organizes', { organizer: 'c_1@group.calendar.google.com', organizerIsPlace: true }, both],
    [
      'a calendar organizes, known by its address alone',
      { organizer: 'c_1@group.calendar.google.com' },
      both,
    ],
    [
      'a room organizes',
      { organizer: 'room-1@example.com', attendees: [guest(ada), guest(grace), room({ kind: 'room' })] },
      both,
    ],
    [
      'a room organizes, named as location',
      { organizer: 'room-1@example.com', locations: ['room-1@example.com'] },
      both,
    ],
    ['a shared mailbox organizes', { organizer: 'group-desk@example.com' }, both],
    [
      'a shared mailbox organizes and is listed',
      {
        organizer: 'group-desk@example.com',
        attendees: [guest(ada), guest(grace), guest('group-desk@example.com')],
      },
      both,
    ],
    [
      'a shared mailbox organizes for one',
      { organizer: 'group-desk@example.com', attendees: [guest(ada)] },
      'alone',
    ],
  ])('%s', (_why, more, expected) => {
    expect(outcomeOf([from(ada, more)])).toBe(expected)
  })

  it('believes another copy where one hides the list', () => {
    const hidden = { attendeesHidden: true }
    const all = { attendees: [guest(grace), guest(ada), guest(linus)] }
    expect(outcomeOf([from(ada, hidden)])).toBe('unknown')
    expect(outcomeOf([from(ada, hidden), from(grace)])).toBe(both)
    expect(outcomeOf([from(ada, hidden), from(grace, all)])).toBe('more-than-two')
    expect(
      outcomeOf([from(grace, { attendees: [guest(ada), guest('group-1@example.com')] }), from(ada)]),
    ).toBe(both)
  })

  it('takes the people that most instances have where the master is missing', () => {
    const usual = ['2026-02-10T09:00Z', '2026-02-17T09:00Z'].map((day) => exception(day))
    const all = details({ attendees: [guest(grace), guest(ada), guest(linus)] })
    expect(outcomeOf([...usual, exception('2026-02-24T09:00Z', { details: all })])).toBe(both)
    expect(outcomeOf(usual.map((row) => ({ ...row, details: all })))).toBe('more-than-two')
  })
})

describe('W3, both are colleagues', () => {
  test.each<[string, string, string]>([
    ['a stranger', 'eve@elsewhere.org', 'outside'],
    ['a subdomain is another domain', 'eve@sub.example.com', 'outside'],
    ['a colleague', linus, `watched: ${grace} ${linus}`],
  ])('%s', (_why, other, expected) => {
    expect(outcomeOf([from(grace, { attendees: [guest(grace), guest(other)] })])).toBe(expected)
  })

  it('ends the series the day somebody leaves, and nothing of it is skipped', () => {
    const leftAt = at('2026-03-10T12:00Z')
    const people = [person(ada, { leftAt }), person(grace)] as const
    const { slots, series } = judgePair(factsOf([weekly()], now, { people }), now)
    expect(slots.at(-1)).toMatchObject({ original: at('2026-03-10T09:00Z'), state: 'held' })
    expect(series).toMatchObject([{ ended: true }])
  })

  it('says `left` of a series that begins after somebody left', () => {
    const people = [person(ada, { leftAt: at('2025-12-01T00:00Z') }), person(grace)] as const
    const { slots, series, refused } = judgePair(factsOf([weekly()], now, { people }), now)
    expect({ slots, series }).toEqual({ slots: [], series: [] })
    expect(refused).toMatchObject([{ reason: 'left', people: [ada, grace], title: 'Ada / Grace' }])
  })
})

describe('W4, it recurs', () => {
  test.each<[string, CalendarEvent[], Refusal[]]>([
    ['a rule', [weekly()], []],
    ['dates', [weekly({ recurrence: recurrence(null, { dates: [at('2026-03-10T09:00Z')] }) })], []],
    ['a single', [event()], ['not-recurring']],
  ])('%s', (_why, events, reasons) => {
    expect(judgePair(factsOf(events, now), now).refused.map(({ reason }) => reason)).toEqual(reasons)
  })
})

describe('W5, no veto word', () => {
  const words = [
    'interview',
    'собеседование',
    '面接',
    'साक्षात्कार',
    'entretien d’embauche',
    'bewerbungsgespräch',
    'q&a (tm)',
  ]
  test.each<[string, boolean]>([
    ['Interview', true],
    ['INTERVIEW: Ada / Grace', true],
    ['Ada (interview)', true],
    ['pre-interview', true],
    ['interview_prep', true],
    ['Interviews', false],
    ['Reinterviewing', false],
    ['Ada / Grace', false],
    ['', false],
    ['СОБЕСЕДОВАНИЕ с Адой', true],
    ['собеседования', false],
    ['山田さん面接', true],
    ['साक्षात्कार: अदा', true],
    ['साक्षात्कारों', false],
    ['Entretien d’embauche de Grace', true],
    ['BEWERBUNGSGESPRÄCH', true],
    ['Bewerbungsgespra\u0308ch', true],
    ['Q&A (TM) today', true],
    ['1interview', false],
  ])('%s → %s', (title, isVetoed) => {
    const policy = { ...defaultPolicy, vetoWords: words }
    expect(outcomeOf([from(grace, { title })], policy)).toBe(isVetoed ? 'vetoed' : both)
  })

  it('looks at the title of the series; an instance renamed to one is excluded', () => {
    const renamed = exception('2026-03-03T09:00Z', { details: details({ title: 'Interview with Linus' }) })
    const { slots } = judgePair(factsOf([weekly(), renamed], now), now)
    expect(slots.find(({ original }) => original === renamed.original)).toMatchObject({
      state: 'excluded',
      reasons: ['vetoed'],
    })
    expect(slots.filter(({ state }) => state === 'excluded')).toHaveLength(1)
  })

  it('never makes a meeting a 1-on-1 by its title', () => {
    expect(
      outcomeOf([from(grace, { title: '1:1 Ada', attendees: [guest(grace), guest(ada), guest(linus)] })]),
    ).toBe('more-than-two')
  })

  it('shows no title of a private meeting', () => {
    const { series, refused } = judgePair(
      factsOf(
        [
          weekly({ details: details({ private: true, title: 'secret' }) }),
          event({ uid: 'other', details: details({ private: true, title: 'secret', type: 'other' }) }),
        ],
        now,
      ),
      now,
    )
    expect(series).toMatchObject([{ title: 'Private meeting', private: true }])
    expect(refused).toMatchObject([{ title: 'Private meeting', reason: 'not-a-meeting' }])
  })
})

describe('who declines the whole series', () => {
  const declined = [guest(grace), guest(ada, 'declined')]
  test.each<[string, CalendarEvent[]]>([
    ['the invitee, in the organizer’s copy', [from(grace, { attendees: declined })]],
    [
      'the invitee, in their own',
      [from(grace, { attendees: [guest(grace), guest(ada, 'none')] }), from(ada, { attendees: declined })],
    ],
    ['the organizer', [from(grace, { attendees: [guest(grace, 'declined'), guest(ada)] })]],
    ['the invitee, by a tombstone that names the organizer', [from(grace), from(ada, {}, { removed: true })]],
  ])('%s: an audit does not watch it', (_why, events) => {
    const { slots, series, refused } = judgePair(factsOf(events, now), now)
    expect({ slots, series }).toEqual({ slots: [], series: [] })
    expect(refused).toMatchObject([{ reason: 'series-declined', people: [ada, grace] }])
  })

  it('ends it from the day that was seen; what had passed stays as it was judged', () => {
    const before = judgePair(factsOf([weekly()], at('2026-03-10T12:00Z')), at('2026-03-10T12:00Z')).slots
    const row = from(
      grace,
      { attendees: declined },
      { uid: 'uid@example.com', declinedSince: at('2026-03-10T12:00Z') },
    )
    const { slots, series, refused } = judgePair(factsOf([row], now, { memory: before }), now)
    expect(slots.at(-1)).toMatchObject({ original: at('2026-03-10T09:00Z'), state: 'held' })
    expect(slots.some(({ state }) => state !== 'held')).toBe(false)
    expect(series).toMatchObject([{ ended: true }])
    expect(refused).toEqual([])
  })

  it('leaves an instance that was accepted before to the series: it is over', () => {
    const accepted = exception('2026-03-03T09:00Z')
    expect(judgePair(factsOf([from(grace, { attendees: declined }), accepted], now), now).slots).toEqual([])
  })
})

it('reports bare tombstones without people', () => {
  const { refused, slots } = judgePair(factsOf([tombstone('2026-03-03T09:00Z')], now), now)
  expect(slots).toEqual([])
  expect(refused).toMatchObject([{ reason: 'unknown', people: [], title: '' }])
})
