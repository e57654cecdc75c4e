import { afterEach, describe, expect, test } from 'vitest'
import { mailboxTransport } from '../../src/mail/mailbox.ts'
import { type Message, messageOf } from '../../src/mail/message.ts'
import { smtpTransport, type Transport } from '../../src/mail/transport.ts'
import { type MailSink, type Script, startMailSink } from '../support/smtp.ts'

const sender = { address: 'halfhour@example.com', name: 'Halfhour', host: 'halfhour.example.com' }

const message = (key = 'one', text = 'Hello\n'): Message =>
  messageOf(
    { subject: 'Hi', preheader: '', html: `<p>${text}</p>`, text },
    { kind: 'recap', key, slot: 'x', stop: null, date: 0 },
    { address: 'ada@example.com', name: 'Ada', zone: 'UTC', locale: null },
    sender,
  )

let sink: MailSink
let transport: Transport

async function open(script: Script = {}, timeouts = {}): Promise<void> {
  sink = await startMailSink(script)
  transport = smtpTransport(sink.url, timeouts)
}

afterEach(async () => {
  await transport.close()
  await sink.close()
})

describe('over SMTP', () => {
  test('a mail arrives under its envelope', async () => {
    await open()
    expect(await transport.deliver(message())).toMatchObject({
      state: 'sent',
      response: expect.stringMatching(/^250/),
    })
    expect(sink.bodies).toMatchObject([{ from: 'halfhour@example.com', to: ['ada@example.com'] }])
    expect(sink.bodies[0]!.raw).toContain(`Message-ID: ${message().id}`)
  })

  test('many mails share few connections', async () => {
    await open()
    const mails = Array.from({ length: 20 }, (_, index) => message(`mail ${index}`))
    const states = await Promise.all(mails.map((one) => transport.deliver(one)))
    expect(new Set(states.map(({ state }) => state))).toEqual(new Set(['sent']))
    expect(new Set(sink.bodies.map(({ raw }) => /Message-ID: (\S+)/.exec(raw)?.[1]))).toEqual(
      new Set(mails.map(({ id }) => id)),
    )
    expect(sink.connections()).toBeLessThanOrEqual(3)
  })

  test.each<[string, Script, object, number]>([
    [
      'refused recipient',
      { recipient: '550 5.1.1 No such person' },
      { state: 'failed', lasting: 'permanent' },
      0,
    ],
    [
      'deferred recipient',
      { recipient: '450 4.2.0 Try later' },
      { state: 'failed', lasting: 'transient' },
      0,
    ],
    ['refused sender', { mail: '550 5.7.1 Not you' }, { state: 'failed', lasting: 'transient' }, 0],
    ['refused body', { body: '554 5.6.0 Spam' }, { state: 'failed', lasting: 'permanent' }, 1],
    ['deferred body', { body: '451 4.3.0 Disk full' }, { state: 'failed', lasting: 'transient' }, 1],
    ['line cut before the body', { drop: true }, { state: 'failed', lasting: 'transient' }, 0],
    ['line cut after the body', { body: 'drop' }, { state: 'maybe-sent' }, 1],
    [
      'wrong password',
      { authentication: { user: 'halfhour', pass: 'right' } },
      { state: 'failed', lasting: 'transient' },
      0,
    ],
  ])('%s', async (_what, script, outcome, bodies) => {
    await open(script)
    expect(await transport.deliver(message())).toMatchObject(outcome)
    expect(sink.bodies).toHaveLength(bodies)
  })

  test('silence after the body is maybe-sent', async () => {
    await open({ body: 'silence' }, { socketTimeout: 2_000 })
    expect(await transport.deliver(message())).toMatchObject({ state: 'maybe-sent' })
    expect(sink.bodies).toHaveLength(1)
  })

  test('of mails on their way together only the one whose answer was lost is maybe-sent', async () => {
    await open()
    await transport.deliver(message('warm'))
    sink.script = { body: 'drop' }
    expect(await transport.deliver(message('lost', 'x'.repeat(30_000)))).toMatchObject({
      state: 'maybe-sent',
    })
    sink.script = { recipient: '450 Later' }
    expect(await transport.deliver(message('later'))).toMatchObject({ state: 'failed', lasting: 'transient' })
    sink.script = {}
    expect(await transport.deliver(message('fine'))).toMatchObject({ state: 'sent' })
    expect(sink.bodies).toHaveLength(3)
  })

  test('readiness is asked without sending', async () => {
    await open()
    expect(await transport.verify()).toBeNull()
    await sink.close()
    expect(await transport.verify()).toMatch(
      /^The mail server did not take the connection: .* Check SMTP_URL\.$/,
    )
  })
})

test('the built-in mailbox keeps the mail and its bytes', async () => {
  await open()
  const kept: [Message, string][] = []
  const mailbox = mailboxTransport(async (one, eml) => void kept.push([one, eml.toString()]))
  expect(await mailbox.deliver(message())).toEqual({
    state: 'sent',
    response: 'kept in the built-in mailbox',
  })
  expect(kept).toMatchObject([[message(), expect.stringContaining('X-Halfhour-Kind: recap')]])
})
