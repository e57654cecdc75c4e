// Writes the mail of a mailing: loads what it stands on, judges once more, and lets the mail room compose and render.
import type { Address, Instant } from '../domain/types.ts'
import type { Desk } from '../mail/compose.ts'
import { type Message, messageOf, type Sender } from '../mail/message.ts'
import { renderMail } from '../mail/render.ts'
import { isAlert } from '../pipeline/bundle.ts'
import type { Mailing } from '../store/mailings/mailing.ts'
import type { Store } from '../store/open.ts'
import { alertsLetter } from './alerts.ts'
import { digestLetter } from './digest.ts'
import type { Letter } from './known.ts'
import { slotLetter } from './slot.ts'
import { troubleLetter } from './trouble.ts'

/** Where letters are written: the store they draw on, who sends them, and what the service adds to each. */
export interface Office {
  store: Store
  sender: Sender
  /** Made per mail, as the first mail to somebody introduces us. */
  deskFor(recipient: Address): Promise<Desk>
}

/**
 * The message for one mailing, or for a bundle of alerts whose first names it (M4). Null: there is nothing (more) to
 * say. Throws UnmailableAddress.
 */
export async function writeLetter(
  office: Office,
  mailings: readonly Mailing[],
  now: Instant,
): Promise<Message | null> {
  const first = mailings[0]!
  const desk = await office.deskFor(first.recipient)
  const letter = await letterFor(office, mailings, desk, now)
  if (!letter) return null
  const { kind, view } = letter.composed
  const rendered = await renderMail(kind, view, letter.recipient)
  const stop = view.stops?.thisKind ?? null
  const mailing = { kind, key: first.subject, slot: letter.thread, stop, date: now }
  return messageOf(rendered, mailing, letter.recipient, office.sender)
}

function letterFor(
  { store }: Office,
  mailings: readonly Mailing[],
  desk: Desk,
  now: Instant,
): Promise<Letter | null> {
  const first = mailings[0]!
  if (first.kind === 'trouble') return troubleLetter(store, first, desk, now)
  if (first.kind === 'digest') return digestLetter(store, first, desk, now)
  if (isAlert(first)) return alertsLetter(store, mailings, desk, now)
  return slotLetter(store, first, desk, now)
}
