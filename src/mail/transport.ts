/** Mails go out over SMTP (SMTP_URL), through nodemailer's pool; what became of each is told as a state. */
import { createTransport, type SendMailOptions } from 'nodemailer'
import { deliveryFailure, type Failed, type MaybeSent, type SmtpFailure } from './failure.ts'
import { type Message, mailOptions } from './message.ts'

export type Delivery = { state: 'sent'; response: string } | MaybeSent | Failed

export interface Transport {
  /** Never throws for what the server does; the state says what to do next. */
  deliver(message: Message): Promise<Delivery>
  /** Null where mails can go out, else why not. */
  verify(): Promise<string | null>
  close(): Promise<void>
}

/** In milliseconds; a server that says nothing for so long is given up. */
const TIMEOUTS = {
  connectionTimeout: 10_000,
  greetingTimeout: 10_000,
  socketTimeout: 60_000,
  dnsTimeout: 10_000,
}

/** `url`: smtp://user:password@host:587, or smtps:// for TLS from the start. */
export function smtpTransport(url: string, timeouts: Partial<typeof TIMEOUTS> = {}): Transport {
  const transporter = createTransport({ ...TIMEOUTS, ...timeouts, url, pool: true, maxConnections: 3 })
  transporter.use('stream', tellBodySent)
  return {
    deliver: (message) => deliver((options) => transporter.sendMail(options), message),
    verify: () =>
      transporter.verify().then(
        () => null,
        (error: Error) => `The mail server did not take the connection: ${error.message}. Check SMTP_URL.`,
      ),
    close: async () => transporter.close(),
  }
}

interface Tracked extends SendMailOptions {
  onBodySent: () => void
}

/**
 * nodemailer's error is the same before and after the body was accepted. Its log tells (tnx 'message'), but names no
 * mail, and a pool sends several at once; the end of the mail's own stream tells the same of exactly this mail.
 */
const tellBodySent: Parameters<ReturnType<typeof createTransport>['use']>[1] = (mail, done) => {
  const { onBodySent } = mail.data as Tracked
  mail.message.processFunc((body) => body.once('end', onBodySent))
  done()
}

async function deliver(
  send: (options: Tracked) => Promise<{ response: string }>,
  message: Message,
): Promise<Delivery> {
  let bodySent = false
  const onBodySent = () => {
    bodySent = true
  }
  try {
    const { response } = await send({ ...mailOptions(message), onBodySent })
    return { state: 'sent', response }
  } catch (error) {
    return deliveryFailure({ ...smtpFailure(error as SmtpError), bodySent })
  }
}

interface SmtpError extends Error {
  code?: string
  responseCode?: number
  response?: string
  command?: string
}

const smtpFailure = ({
  code,
  responseCode,
  response,
  command,
  message,
}: SmtpError): Omit<SmtpFailure, 'bodySent'> => ({
  code: code ?? null,
  answer: responseCode || null,
  command: command ?? null,
  message: response || message,
})
