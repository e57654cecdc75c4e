import { describe, expect, test } from 'vitest'
import { renderMail } from '../../src/mail/render.ts'
import { sample } from '../../src/mail/samples.ts'
import type { AgendaView, AlertsView, MissedAlert, Party, Recipient } from '../../src/mail/views.ts'

const agenda = await sample('agenda-report')
const missed = await sample('missed')

const render = (view: Partial<AgendaView>, recipient: Partial<Recipient> = {}) =>
  renderMail('agenda-report', { ...agenda.view, ...view }, { ...agenda.recipient, ...recipient })
const renderMissed = (alert: Partial<MissedAlert>, view: Partial<AlertsView> = {}) =>
  renderMail(
    'missed',
    { ...missed.view, alerts: [{ ...(missed.view.alerts[0] as MissedAlert), ...alert }], ...view },
    missed.recipient,
  )
const other = (party: Partial<Party>): Party => ({ ...agenda.view.other, ...party })

describe('times', () => {
  test('stand in both zones where they differ', async () => {
    const { html, text } = await render({})
    for (const part of [html, text]) {
      expect(part).toContain('15:00–15:30 Berlin time')
      expect(part).toContain('09:00–09:30 New York time')
    }
  })

  test('stand once where both clocks show the same', async () => {
    const { text } = await render({ other: other({ zone: 'Europe/Paris' }) })
    expect(text).toContain('15:00–15:30 Berlin time')
    expect(text).not.toContain('Paris')
  })

  test('name the day where it is another one for the other', async () => {
    const { text } = await render({ other: other({ zone: 'Pacific/Auckland' }) })
    expect(text).toContain('(Wed 3 Jun, 01:00–01:30 Auckland time for Mia Torres)')
  })

  test.each([
    [
      'de-DE',
      '1-on-1 with Mia Torres, Di., 2. Juni',
      'Dienstag, 2. Juni, 15:00–15:30 Uhr Berlin time',
      'by Fr., 5. Juni',
    ],
    [
      'en-US',
      '1-on-1 with Mia Torres, Tue, Jun 2',
      'Tuesday, June 2, 3:00 – 3:30 PM Berlin time',
      'by Fri, Jun 5',
    ],
  ])('follow the recipient: %s', async (locale, subject, when, due) => {
    const mail = await render({}, { locale })
    expect(mail.subject).toBe(subject)
    expect(mail.text).toContain(when)
    expect(mail.text).toContain(due)
  })

  test('a moved meeting says from when', async () => {
    const { slot } = agenda.view
    const { text } = await render({ slot: { ...slot, original: slot.start - 86_400_000 } })
    expect(text).toContain('Moved from Mon 1 Jun, 15:00')
  })
})

describe('names', () => {
  test('that look like addresses are no links', async () => {
    const { html, text } = await render({ other: other({ name: 'example.com' }) })
    for (const part of [html.slice(html.indexOf('<h1')), text]) {
      expect(part).toContain('example\u200c.com')
      expect(part).not.toMatch(/with (<[^>]+>)?example\.com/)
    }
  })

  test('written from right to left do not turn the sentence around', async () => {
    const { subject, html, text } = await render({ other: other({ name: 'מיה' }) })
    expect(subject).toBe('1-on-1 with \u2068מיה\u2069, Tue 2 Jun')
    expect(html).toContain('<span dir="auto" style="unicode-bidi:isolate">מיה</span>')
    expect(text).toContain('\u2068מיה\u2069')
  })

  test('keep their emoji, lose their absurd length', async () => {
    const { subject } = await render({ other: other({ name: `Mia 🌻${' the Magnificent'.repeat(500)}` }) })
    expect(subject).toMatch(/^1-on-1 with Mia 🌻 the Magnificent.*…, Tue 2 Jun$/)
    expect(subject.length).toBeLessThan(120)
  })
})

describe('an agenda', () => {
  test('of somebody with nothing on it yet still asks', async () => {
    const nothing = { mine: [], theirs: [] }
    const mail = await render({
      topics: { ...nothing, carried: [] },
      actions: nothing,
      question: null,
      lastMet: null,
    })
    expect(mail.preheader).toBe('Nothing on the agenda yet. Add yours by replying.')
    expect(mail.text).not.toMatch(/TOPICS SO FAR|LEFT FROM|ACTION ITEMS\n|QUESTION/)
  })

  test('promises nothing about replies where none are read', async () => {
    const { preheader, html, text } = await render({ replies: false })
    expect(preheader).toBe('2 items carried over. Add your topics.')
    for (const part of [html, text]) expect(part).not.toMatch(/reply/i)
  })

  test('says who runs this, what it reads and how to stop it, the first time only', async () => {
    const introduction = { runBy: 'Example Ltd', contact: null, reads: 'your Google calendar' }
    const first = await render({ introduction })
    expect(first.text).toMatch(
      /first mail you get.*run by Example Ltd.*reads your Google calendar.*To stop these mails/s,
    )
    expect((await render({ introduction: null })).text).not.toContain('first mail')
  })
})

describe('an alert', () => {
  test.each<[string, Partial<MissedAlert>, string, string]>([
    ['called off', {}, 'Your 1-on-1 with Ann Berger on Tue, Jun 2 was called off', 'No new time yet'],
    [
      'reported',
      { reported: true },
      'Your 1-on-1 with Ann Berger on Tue, Jun 2 did not take place',
      'No new time yet',
    ],
    [
      'with a new time meanwhile',
      { replacement: { start: Date.parse('2026-06-04T14:00:00Z'), end: Date.parse('2026-06-04T14:30:00Z') } },
      'Your 1-on-1 with Ann Berger on Tue, Jun 2 was called off',
      'New time: Thu, Jun 4, 10:00 – 10:30 AM',
    ],
  ])('%s', async (_what, alert, subject, preheader) => {
    expect(await renderMissed(alert)).toMatchObject({ subject, preheader })
  })

  test('shows what was corrected', async () => {
    const corrections = [{ at: Date.parse('2026-06-03T08:00:00Z'), sentence: 'It took place after all.' }]
    const { html, text } = await renderMissed({ corrections })
    expect(text).toContain('Corrected Wed, Jun 3: It took place after all.')
    expect(html).toContain('It took place after all.')
  })

  test('shares its mail with the others of the day, under one button', async () => {
    const { subject, preheader, html, text } = await renderMail('missed', missed.view, missed.recipient)
    expect(subject).toContain('Ann Berger')
    expect(preheader).toBe('No new time yet. 1 more below')
    expect(html.match(/class="button"/g)).toHaveLength(1)
    expect(text).toContain('Last 1-on-1 with Grace Lindqvist: 3 weeks ago')
  })

  test('never blames', async () => {
    for (const kind of ['missed', 'short', 'infrequent'] as const) {
      const { view, recipient } = await sample(kind)
      expect((await renderMail(kind, view, recipient)).text).not.toMatch(
        /you missed|failed|should have|overdue|score/i,
      )
    }
  })
})
