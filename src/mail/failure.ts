/** What a failed delivery means: give up, try again, or perhaps it arrived. A pure function of the server's answer. */

export interface SmtpFailure {
  /** nodemailer's code: 'EENVELOPE', 'ECONNECTION', 'ETIMEDOUT', 'EAUTH' ... */
  code: string | null
  /** Three digits of the server's answer, null where none came. */
  answer: number | null
  /** What the server answered to: 'RCPT TO', 'DATA', 'MAIL FROM', 'AUTH ...', 'CONN'. */
  command: string | null
  /** The whole body had been handed over when it failed. */
  bodySent: boolean
  /** The server's words, else ours. */
  message: string
}

export type Failed = { state: 'failed'; lasting: 'permanent' | 'transient'; reason: string }
export type MaybeSent = { state: 'maybe-sent'; reason: string }

/**
 * permanent: the server refused this recipient or this mail for good (RFC 5321 4.2.1, 5yz).
 * maybe-sent: it has the whole mail and never answered; a second try must carry the same Message-ID.
 * transient: all else, also what is wrong with our account or the connection: it concerns every mail and is mended.
 */
export function deliveryFailure(failure: SmtpFailure): Failed | MaybeSent {
  if (failure.answer === null && failure.bodySent) return { state: 'maybe-sent', reason: failure.message }
  return {
    state: 'failed',
    lasting: isPermanent(failure) ? 'permanent' : 'transient',
    reason: failure.message,
  }
}

function isPermanent({ code, answer, command, message }: SmtpFailure): boolean {
  if (answer === null) return code === 'EENVELOPE'
  const aboutThisMail = command === 'RCPT TO' || command === 'DATA'
  return (
    aboutThisMail && answer >= 500 && answer < 600 && answer !== BAD_SEQUENCE && !MAILBOX_FULL.test(message)
  )
}

const BAD_SEQUENCE = 503
/** RFC 3463: X.2.2 mailbox full; answered with 552, though it passes. */
const MAILBOX_FULL = /\b5\.2\.2\b/
