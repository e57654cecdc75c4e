// The pipeline's parts for tests: a clock that is set by hand, queues that note what was added, mails into the mailbox.
import { UsageError } from '../../src/errors.ts'
import { mailboxTransport } from '../../src/mail/mailbox.ts'
import { type Message, messageOf } from '../../src/mail/message.ts'
import type { Delivery, Transport } from '../../src/mail/transport.ts'
import type { Clock, Parts } from '../../src/pipeline/parts.ts'
import type { Mailing } from '../../src/store/mailings/mailing.ts'
import type { Store } from '../../src/store/open.ts'

export interface TestClock extends Clock {
  /** Both clocks to this instant. */
  set(instant: number): void
}

export function clockAt(instant: number): TestClock {
  let now = instant
  return {
    now: () => now,
    wall: () => now,
    set: (to) => {
      now = to
    },
  }
}

export const keepIn = (store: Store): Transport =>
  mailboxTransport((message, raw) =>
    store.mailbox.keep({
      at: message.date,
      recipient: message.to.address,
      kind: message.kind,
      subject: message.subject,
      messageId: message.id,
      html: message.html,
      text: message.text,
      raw,
    }),
  )

/** Plain mails whose text lists the mailings in it. */
export async function compose(mailings: readonly Mailing[], now: number): Promise<Message> {
  const [first] = mailings as [Mailing]
  const text = mailings.map(({ kind, subject }) => `${kind} ${subject}`).join('\n')
  const rendered = { subject: `${first.kind}`, preheader: '', html: `<p>${text}</p>`, text }
  const kind = first.kind === 'agenda' ? 'agenda-report' : first.kind
  const key = { kind: kind as 'recap', key: first.subject, slot: null, stop: null, date: now }
  const recipient = { address: first.recipient, name: null, zone: 'UTC', locale: null }
  return messageOf(rendered, key, recipient, {
    address: 'halfhour@example.com',
    name: 'Halfhour',
    host: 'example.com',
  })
}

/** A mail server that answers as told and remembers what it was given. */
export function serverThat(...answers: (Delivery | Error)[]): Transport & { given: Message[] } {
  const given: Message[] = []
  return {
    given,
    deliver: async (message) => {
      given.push(message)
      const answer = answers.length > 1 ? answers.shift() : answers[0]
      if (answer instanceof Error) throw answer
      return answer ?? { state: 'sent', response: '250 ok' }
    },
    verify: async () => null,
    close: async () => {},
  }
}

export function partsFor(store: Store, clock: Clock, some: Partial<Parts> = {}): Parts & { added: string[] } {
  const added: string[] = []
  return {
    store,
    clock,
    added,
    queues: {
      add: async (name, payloads) =>
        void added.push(...payloads.map((one) => `${name} ${Object.values(one)}`)),
    },
    serviceOf: (connection) =>
      Promise.reject(new UsageError(`No service is behind connection ${connection}.`)),
    directoryOf: async () => null,
    sync: async () => {},
    refresh: async () => ({ readable: true, readAt: clock.now() }),
    compose,
    smtp: null,
    mailbox: keepIn(store),
    admins: { addresses: [], zone: 'UTC' },
    publicHolidays: async () => [],
    defaultCountry: null,
    ...some,
  }
}
