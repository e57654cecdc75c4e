/** A rendered mail becomes a message: headers, thread and envelope. The same mailing always becomes the same message. */
import { createHash } from 'node:crypto'
import type { SendMailOptions } from 'nodemailer'
import MailComposer from 'nodemailer/lib/mail-composer'
import type { Address, Instant } from '../domain/types.ts'
import { mailable } from './address.ts'
import type { RenderedMail } from './render.ts'
import type { MailKind, Recipient } from './views.ts'
import { oneLine } from './wording.ts'

/** From whom mails come; `host` ends every id we make, e.g. 'halfhour.example.com'. */
export interface Sender {
  address: Address
  name: string
  host: string
}

export interface Mailing {
  kind: MailKind
  /** What the mailing is about under M1: with kind and recipient it names the mailing, and makes the Message-ID. */
  key: string
  /** Names the slot (pair and original start) whose mails make one thread; null: begins its own. */
  slot: string | null
  /** RFC 8058 target for this recipient and kind; null on trouble mails and in audits. */
  stop: string | null
  /** The moment the mail goes out, or would have. */
  date: Instant
}

export type Envelope = {
  from: Address
  to: Address
}

export interface Message {
  /** With angle brackets. */
  id: string
  kind: HeaderKind
  subject: string
  text: string
  html: string
  date: Instant
  from: { address: Address; name: string }
  to: { address: Address; name: string }
  /** Root of the thread, null where the mail begins its own. */
  references: string | null
  headers: Record<string, string>
  envelope: Envelope
}

/** The kinds as people know them, in X-Halfhour-Kind and List-Id. */
export type HeaderKind = 'agenda' | 'recap' | 'missed' | 'short' | 'infrequent' | 'digest' | 'trouble'

/** Throws UnmailableAddress. */
export function messageOf(
  mail: RenderedMail,
  mailing: Mailing,
  recipient: Recipient,
  sender: Sender,
): Message {
  const kind = headerKind(mailing.kind)
  const to = mailable(recipient.address)
  const from = mailable(sender.address)
  return {
    id: `<${fingerprint(kind, to, mailing.key)}@${sender.host}>`,
    kind,
    subject: oneLine(mail.subject),
    text: mail.text,
    html: mail.html,
    date: mailing.date,
    from: { address: from, name: oneLine(sender.name) },
    to: { address: to, name: oneLine(recipient.name ?? '', 80) },
    references: mailing.slot === null ? null : threadRoot(mailing.slot, to, sender.host),
    headers: { ...automatic, ...listHeaders(kind, mailing.stop, sender.host), 'X-Halfhour-Kind': kind },
    envelope: { from, to },
  }
}

export const headerKind = (kind: MailKind): HeaderKind => {
  if (kind === 'well-again' || kind === 'expiring') return 'trouble'
  return kind.startsWith('agenda-') ? 'agenda' : (kind as HeaderKind)
}

/** Nobody's absence note answers us (RFC 3834), but bounces still come: hence not 'All'. */
const automatic = {
  'Auto-Submitted': 'auto-generated',
  'X-Auto-Response-Suppress': 'OOF, AutoReply, DR, RN, NRN',
}

/** RFC 2919; one-click by RFC 8058. */
function listHeaders(kind: HeaderKind, stop: string | null, host: string): Record<string, string> {
  const id = { 'List-Id': `Halfhour ${kind} <${kind}.${host}>` }
  if (stop === null) return id
  return {
    ...id,
    'List-Unsubscribe': `<${new URL(stop).href}>`,
    'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
  }
}

/** `<slot.recipient@host>`: was never sent, yet holds prompt and recap together where a relay rewrites Message-IDs. */
const threadRoot = (slot: string, to: Address, host: string): string =>
  `<${fingerprint(slot).slice(0, 20)}.${fingerprint(to).slice(0, 12)}@${host}>`

const fingerprint = (...parts: string[]): string =>
  createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, 32)

/** As nodemailer wants it; the boundary follows from the id, so that rendering twice gives the same bytes. */
export function mailOptions(message: Message): SendMailOptions & { envelope: Envelope } {
  return {
    messageId: message.id,
    date: new Date(message.date),
    from: message.from,
    to: message.to,
    subject: message.subject,
    ...(message.references === null ? {} : { references: message.references }),
    headers: message.headers,
    text: message.text,
    html: message.html,
    envelope: message.envelope,
    baseBoundary: fingerprint(message.id).slice(0, 16),
    disableFileAccess: true,
    disableUrlAccess: true,
  }
}

/** The message as a file of RFC 5322, for `audit --emails` and the mailbox. */
export const toEml = (message: Message): Promise<Buffer> =>
  new MailComposer({ ...mailOptions(message), newline: 'windows' }).compile().build()
