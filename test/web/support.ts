// The web over a store that some days have passed in: Ada, Grace and Linus, their calendars, pairs and mails.
import type { FastifyInstance } from 'fastify'
import { type Instant, MINUTE } from '../../src/domain/types.ts'
import { mailboxTransport } from '../../src/mail/mailbox.ts'
import { messageOf } from '../../src/mail/message.ts'
import { renderMail } from '../../src/mail/render.ts'
import { sample } from '../../src/mail/samples.ts'
import { type MailKind, mailKinds } from '../../src/mail/views.ts'
import type { Store } from '../../src/store/open.ts'
import { stopLinks } from '../../src/web/links.ts'
import { buildWeb, type WebParts } from '../../src/web/server.ts'
import { settle } from '../support/company.ts'
import { ada, at, grace, linus } from '../support/facts.ts'
import { scripted } from './scripted.ts'

export const now = at('2026-03-03T10:00Z')
export const publicUrl = 'https://halfhour.example.com'
export const config = { publicUrl, defaultZone: 'Europe/Berlin', defaultLocale: 'en-GB' }

/** As a browser reads it: Handlebars writes more characters as references than it must. */
export const plain = (html: string): string => html.replaceAll('&#x3D;', '=').replaceAll('&amp;', '&')

export function webOver(store: Store, more: Partial<WebParts> = {}): Promise<FastifyInstance> {
  return buildWeb({
    store,
    clock: { now: () => now, wall: () => now },
    queues: { ping: async () => ({}), add: async () => {} },
    connecting: scripted(store),
    smtp: null,
    config,
    ...more,
  })
}

/** Two calendars read, one refused; two pairs; mails planned; a mail of every kind in the mailbox. */
export async function someDays(store: Store): Promise<void> {
  await settle(store, now)
  const read = { cursor: 'c', zone: 'Europe/Berlin', complete: true, brokenUids: [], window: null }
  for (const [id, minutes] of [
    ['ada', 3],
    ['grace', 12],
  ] as const) {
    const changes = { ...read, events: [], replace: false, nextLook: now + 10 * MINUTE }
    await store.events.save(id, changes, now - minutes * MINUTE, store.secrets)
  }
  const fault = { code: 'notFound', message: `There is no calendar of ${linus} any more.` }
  await store.calendars.failed('linus', fault, { now: now - 90 * MINUTE, nextTry: now + 30 * MINUTE })
  await addPairs(store)
  await store.mailings.planOnce(
    [ada, grace, linus].map((recipient, index) => ({
      kind: 'digest' as const,
      recipient,
      subject: '2026-03-09',
      dueAt: now + (index + 1) * 60 * MINUTE,
      expiresAt: now + 5000 * MINUTE,
    })),
  )
  for (const [index, kind] of mailKinds.entries()) await keepSample(store, kind, now - index * 95 * MINUTE)
}

async function addPairs({ db }: Store): Promise<void> {
  const summary = (living: boolean, reasons: string[]) =>
    JSON.stringify({
      living,
      infrequent: null,
      refused: reasons.map((reason) => ({ uid: 'u', title: 'Secret \0 \ud800', reason, people: [] })),
    })
  const rows = [
    {
      a: ada,
      b: grace,
      judged_at: now,
      judge_at: now + 20 * MINUTE,
      summary: summary(true, ['not-recurring']),
    },
    { a: ada, b: linus, judged_at: now, summary: summary(false, ['series-declined', 'not-recurring']) },
    { a: grace, b: linus },
  ]
  await db
    .insertInto('pairs')
    .values(rows as never)
    .execute()
}

async function keepSample(store: Store, kind: MailKind, date: Instant): Promise<void> {
  const { view, recipient } = await sample(kind)
  const stops = stopLinks(store.secrets, publicUrl)(recipient.address, kind)
  const mail = await renderMail(kind, { ...view, stops }, recipient)
  await keep(store, mail, { kind, date, stop: stops?.thisKind ?? null }, recipient)
}

type Mail = Parameters<typeof messageOf>[0]

export async function keep(
  store: Store,
  mail: Mail,
  { kind, date, stop = null }: { kind: MailKind; date: Instant; stop?: string | null },
  recipient: Parameters<typeof messageOf>[2],
): Promise<void> {
  const sender = { address: 'halfhour@example.com', name: 'Halfhour', host: 'halfhour.example.com' }
  const key = `${kind} ${mail.subject}`
  const message = messageOf(mail, { kind, key, slot: null, stop, date }, recipient, sender)
  const transport = mailboxTransport(({ id, to, ...rest }, raw) =>
    store.mailbox.keep({
      at: rest.date,
      recipient: to.address,
      kind: rest.kind,
      subject: rest.subject,
      messageId: id,
      html: rest.html,
      text: rest.text,
      raw,
    }),
  )
  await transport.deliver(message)
}
