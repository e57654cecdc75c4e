// Signed links of the mails: whoever holds one may stop that recipient's mails, nothing else.
import { timingSafeEqual } from 'node:crypto'
import type { Address } from '../domain/types.ts'
import { headerKind } from '../mail/message.ts'
import type { MailKind, Stops } from '../mail/views.ts'
import type { Secrets } from '../store/secrets.ts'
import { isStoppable, type Stoppable } from './kinds.ts'

/** Whose mails a link stops, and which. */
export interface StopLink {
  recipient: Address
  kind: Stoppable
}

type Hash = Pick<Secrets, 'hash'>

/** The stop links of a mail (RFC 8058 targets); null for mails that cannot be stopped. */
export function stopLinks(secrets: Hash, publicUrl: string) {
  const url = (recipient: Address, kind: Stoppable) =>
    `${publicUrl}/stop/${stopToken({ recipient, kind }, secrets)}`
  return (recipient: Address, mail: MailKind): Stops | null => {
    const kind = headerKind(mail)
    if (!isStoppable(kind)) return null
    return { thisKind: url(recipient, kind), all: url(recipient, 'all') }
  }
}

/** Always the same for the same recipient and kind, so that a mail rendered twice has the same bytes. */
export function stopToken({ recipient, kind }: StopLink, secrets: Hash): string {
  const claim = Buffer.from(`${kind} ${recipient}`).toString('base64url')
  return `${claim}.${signature(claim, secrets)}`
}

/** Null where the token was not made with this key, or not by us at all. */
export function readStopToken(token: string, secrets: Hash): StopLink | null {
  const [claim = '', signed = '', ...rest] = token.split('.')
  if (rest.length > 0 || !isEqual(signed, signature(claim, secrets))) return null
  const text = Buffer.from(claim, 'base64url').toString()
  const space = text.indexOf(' ')
  const kind = text.slice(0, space)
  return isStoppable(kind) ? { kind, recipient: text.slice(space + 1) } : null
}

/** 128 bits of HMAC-SHA256 (RFC 2104 5 allows to cut it in half). */
const SIGNATURE_LENGTH = 32

const signature = (claim: string, secrets: Hash): string =>
  secrets.hash(claim, 'stop link').slice(0, SIGNATURE_LENGTH)

/** In constant time for signatures of the right length. */
function isEqual(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)]
  return a.length === b.length && timingSafeEqual(a, b)
}
