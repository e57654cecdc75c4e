import { describe, expect, test } from 'vitest'
import { readerOf } from '../../src/mail/dates.ts'
import { sample } from '../../src/mail/samples.ts'
import { headline } from '../../src/mail/subject.ts'
import type { AgendaView, InfrequentAlert, ShortAlert, Topic } from '../../src/mail/views.ts'

const london = readerOf({ locale: 'en-GB', zone: 'Europe/London' })
const day = 86_400_000

const agenda = (await sample('agenda-report')).view
const short = (await sample('short')).view
const infrequent = (await sample('infrequent')).view
const digest = (await sample('digest')).view
const trouble = (await sample('trouble')).view
const wellAgain = (await sample('well-again')).view
const topic: Topic = { text: 'A topic', mine: false }

type AgendaKind = 'agenda-report' | 'agenda-manager' | 'agenda-peer'

describe('agenda', () => {
  test.each<[string, AgendaKind, Partial<AgendaView['topics']>, string]>([
    [
      'report, things left',
      'agenda-report',
      { carried: [topic, topic] },
      '2 items carried over. Add yours by replying.',
    ],
    ['report, one topic', 'agenda-report', { theirs: [topic] }, '1 topic so far. Add yours by replying.'],
    ['manager, one topic', 'agenda-manager', { theirs: [topic] }, 'Mia Torres added 1 topic'],
    ['manager, nothing', 'agenda-manager', {}, 'Mia Torres has not added topics yet'],
    ['manager, things left', 'agenda-manager', { carried: [topic] }, '1 item carried over'],
    ['peer', 'agenda-peer', {}, 'Nothing on the agenda yet. Add yours by replying.'],
  ])('%s', (_who, kind, topics, preheader) => {
    const view = { ...agenda, topics: { mine: [], theirs: [], carried: [], ...topics } }
    expect(headline(kind, view, london)).toEqual({ subject: '1-on-1 with Mia Torres, Tue 2 Jun', preheader })
  })
})

test.each([
  [[], 'What did you two agree on?'],
  [[null], '1 action item'],
  [[null, '2026-06-05', '2026-06-05', '2026-07-30'], '4 action items, 2 due Friday'],
  [['2026-07-30'], '1 action item'],
])('a recap with items due %j', async (dues, preheader) => {
  const { view } = await sample('recap')
  const actions = { mine: dues.map((due) => ({ text: 'x', due })), theirs: [] }
  expect(headline('recap', { ...view, actions }, london)).toEqual({
    subject: '1-on-1 with Mia Torres, Tue 2 Jun',
    preheader,
  })
})

describe('alerts', () => {
  test.each<[string, Partial<ShortAlert>, string]>([
    ['short by rule', {}, 'Your 1-on-1 with Ann Berger is planned for 20 minutes'],
    [
      'shortened',
      { reason: 'shortened' },
      'Your 1-on-1 with Ann Berger on Tue 2 Jun was planned for 20 minutes',
    ],
  ])('%s', (_what, change, subject) => {
    const alert = { ...(short.alerts[0] as ShortAlert), ...change }
    expect(headline('short', { ...short, alerts: [alert] }, london).subject).toBe(subject)
  })

  test.each<[string, Partial<InfrequentAlert>, string, string]>([
    ['a gap', {}, 'Last 1-on-1 with Grace Lindqvist: 3 weeks ago', 'Next planned: Wed 10 Jun'],
    ['none planned', { next: null }, 'Last 1-on-1 with Grace Lindqvist: 3 weeks ago', 'None planned yet'],
    ['never met', { lastMet: null }, 'No 1-on-1 with Grace Lindqvist yet', 'Next planned: Wed 10 Jun'],
    [
      'by rule',
      { reason: 'by-rule', days: 28 },
      'Your 1-on-1 with Grace Lindqvist is planned every 4 weeks',
      'Next planned: Wed 10 Jun',
    ],
  ])('infrequent: %s', (_what, change, subject, preheader) => {
    const alert = { ...(infrequent.alerts[0] as InfrequentAlert), ...change }
    expect(headline('infrequent', { ...infrequent, alerts: [alert] }, london)).toEqual({ subject, preheader })
  })
})

test.each([
  [0, 'Your 1-on-1s: nothing needs a look'],
  [1, 'Your 1-on-1s: 1 needs a look'],
  [3, 'Your 1-on-1s: 3 need a look'],
])('a digest with %i to look at', (many, subject) => {
  const needsLook = Array.from({ length: many }, () => digest.needsLook[0]!)
  expect(headline('digest', { ...digest, needsLook }, london)).toEqual({
    subject,
    preheader: '5 of 6 on rhythm',
  })
})

test('trouble names the hour with its zone, and the day once it is another', () => {
  expect(headline('trouble', trouble, london)).toEqual({
    subject: 'Google calendars not readable since 13:05, London time',
    preheader: 'Client secret expired; 42 people affected',
  })
  const later = { ...trouble, now: trouble.now + day, gist: '1 person affected' }
  expect(headline('trouble', later, london)).toEqual({
    subject: 'Google calendars not readable since Tue 2 Jun, 13:05, London time',
    preheader: 'Client secret expired; 1 person affected',
  })
  expect(headline('well-again', wellAgain, london).subject).toBe('Google calendars readable again')
})

test('a secret that ends is named with its connection, and when', async () => {
  const { view } = await sample('expiring')
  expect(headline('expiring', view, london)).toEqual({
    subject: 'The client secret of Microsoft 365 (example.com) expires in 7 days',
    preheader: 'On Tue 9 Jun; everything works until then',
  })
})
