/** Mail addresses taken strictly: anything but one plain `local@domain` is refused (RFC 5321 4.1.2, no quoted forms). */
import type { Address } from '../domain/types.ts'
import { PermanentMailError } from '../errors.ts'

const ATOM = String.raw`[\p{L}\p{M}\p{N}!#$%&'*+/=?^_\x60{|}~-]+`
const LABEL = String.raw`[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]*[\p{L}\p{M}\p{N}])?`
const PLAIN = new RegExp(`^${ATOM}(?:\\.${ATOM})*@${LABEL}(?:\\.${LABEL})*$`, 'u')
const LONGEST = 254

/** Nobody can be mailed at this address; retrying changes nothing. */
export class UnmailableAddress extends PermanentMailError {
  override name = 'UnmailableAddress'
}

/** Throws UnmailableAddress. A hostile address ("a@b>\r\nRCPT TO:<x") must never reach an SMTP command. */
export function mailable(address: Address): Address {
  if (address.length <= LONGEST && PLAIN.test(address)) return address
  throw new UnmailableAddress(
    `${JSON.stringify(address.slice(0, 80))} is not a mail address. Correct it in the directory or in people.csv.`,
  )
}
