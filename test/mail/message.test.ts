import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Mailing, messageOf, toEml } from '../../src/mail/message.ts'
import { runs } from '../support/chance.ts'

const ada = { address: 'ada@example.com', name: 'Ada', zone: 'UTC', locale: null }
const sender = { address: 'halfhour@example.com', name: 'Halfhour', host: 'halfhour.example.com' }
const mail = { subject: '1-on-1 with Grace, Tue 2 Jun', preheader: '', html: '<p>Hello</p>', text: 'Hello\n' }
const mailing: Mailing = {
  kind: 'agenda-report',
  key: 'ada+grace 2026-06-02T13:00:00Z',
  slot: 'ada+grace 2026-06-02T13:00:00Z',
  stop: 'https://halfhour.example.com/stop/agenda?t=abc',
  date: Date.parse('2026-06-01T13:00:00Z'),
}

const hostileText = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('\r\n', 'Bcc: linus@example.com', '<', '>', '"', ',', '=?utf-8?q?', '?='),
    ),
  )
  .map((parts) => parts.join(''))

/** Unfolded header lines by lower-case name. */
async function headers(
  change: Partial<Mailing> = {},
  to = ada,
  content = mail,
): Promise<Map<string, string>> {
  const eml = (await toEml(messageOf(content, { ...mailing, ...change }, to, sender))).toString()
  const head = eml.slice(0, eml.indexOf('\r\n\r\n')).replace(/\r\n[ \t]/g, ' ')
  return new Map(
    head
      .split('\r\n')
      .map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 2)]),
  )
}

describe('headers', () => {
  test('say that nobody wrote this by hand, who may stop it and how', async () => {
    const sent = await headers()
    expect(Object.fromEntries(sent)).toMatchObject({
      from: 'Halfhour <halfhour@example.com>',
      to: 'Ada <ada@example.com>',
      subject: '1-on-1 with Grace, Tue 2 Jun',
      date: 'Mon, 01 Jun 2026 13:00:00 +0000',
      'auto-submitted': 'auto-generated',
      'x-auto-response-suppress': 'OOF, AutoReply, DR, RN, NRN',
      'list-id': 'Halfhour agenda <agenda.halfhour.example.com>',
      'list-unsubscribe': '<https://halfhour.example.com/stop/agenda?t=abc>',
      'list-unsubscribe-post': 'List-Unsubscribe=One-Click',
      'x-halfhour-kind': 'agenda',
    })
    expect(sent.has('precedence')).toBe(false)
  })

  test('offer no stopping on trouble mails', async () => {
    const sent = await headers({ kind: 'well-again', stop: null, slot: null })
    expect(sent.get('x-halfhour-kind')).toBe('trouble')
    expect([...sent.keys()]).not.toContain('list-unsubscribe')
    expect([...sent.keys()]).not.toContain('references')
  })

  test.each([
    ['name', { ...ada, name: 'Ada\r\nBcc: linus@example.com' }, mail],
    ['name with quotes', { ...ada, name: 'Ada" <linus@example.com>, "' }, mail],
    ['subject', ada, { ...mail, subject: 'Hi\r\nBcc: linus@example.com' }],
  ])('take nothing in through a hostile %s', async (_what, to, content) => {
    const sent = await headers({}, to, content)
    expect(sent.has('bcc')).toBe(false)
    expect(sent.get('to')).toMatch(/<ada@example\.com>$/)
    expect(sent.get('to')).not.toMatch(/, *"/)
    expect(messageOf(content, mailing, to, sender).envelope).toEqual({
      from: sender.address,
      to: ada.address,
    })
  })

  test('stay as many as they are, whatever a calendar calls people and meetings', async () => {
    const expected = (await headers()).size
    await fc.assert(
      fc.asyncProperty(hostileText, hostileText, async (name, subject) => {
        const sent = await headers({}, { ...ada, name }, { ...mail, subject: `1-on-1 with ${subject}` })
        expect(sent.size).toBe(expected)
        expect(sent.get('to')).toMatch(/(^|<)ada@example\.com>?$/)
      }),
      { numRuns: runs(200) },
    )
  })

  test('refuse an address that would re-route the mail', () => {
    const hostile = { ...ada, address: 'ada@example.com>\r\nRCPT TO:<linus@example.com' }
    expect(() => messageOf(mail, mailing, hostile, sender)).toThrow('is not a mail address')
  })
})

describe('ids', () => {
  test('the same mailing is the same message, byte for byte', async () => {
    const once = await toEml(messageOf(mail, mailing, ada, sender))
    expect(await toEml(messageOf(mail, mailing, ada, sender))).toEqual(once)
  })

  test('another kind, recipient or subject is another message', async () => {
    const ids = await Promise.all([
      headers(),
      headers({ kind: 'recap' }),
      headers({ key: 'another' }),
      headers({}, { ...ada, address: 'grace@example.com' }),
    ])
    expect(new Set(ids.map((sent) => sent.get('message-id'))).size).toBe(4)
  })

  test('prompt and recap of a slot make one thread for each recipient', async () => {
    const [prompt, recap, other] = await Promise.all([
      headers(),
      headers({ kind: 'recap', key: 'x' }),
      headers({}, { ...ada, address: 'grace@example.com' }),
    ])
    expect(prompt.get('references')).toMatch(/^<\w+\.\w+@halfhour\.example\.com>$/)
    expect(recap.get('references')).toBe(prompt.get('references'))
    expect(other.get('references')).not.toBe(prompt.get('references'))
  })
})
