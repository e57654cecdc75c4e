/** A mail server of our own for tests: keeps what arrives, and fails the way it is told to. */
import { once } from 'node:events'
import type { AddressInfo, Socket } from 'node:net'
import { SMTPServer, type SMTPServerSession } from 'smtp-server'

export interface Received {
  from: string
  to: string[]
  raw: string
}

/** An answer refuses ('450 Busy'), a drop closes the connection, 'silence' never answers. */
export interface Script {
  mail?: string
  recipient?: string
  /** After the whole body was read. */
  body?: string | 'drop' | 'silence'
  /** Closes the connection at RCPT TO, before any body. */
  drop?: boolean
  authentication?: { user: string; pass: string }
}

export interface MailSink {
  url: string
  /** Every body that was read to its end, accepted or not. */
  bodies: Received[]
  /** Change it between mails. */
  script: Script
  connections(): number
  /** Whoever comes is cut off, and whoever is there; its port stays its own, which nobody else can take meanwhile. */
  away(isAway: boolean): void
  close(): Promise<void>
}

export async function startMailSink(script: Script = {}): Promise<MailSink> {
  const sockets = new Map<number, Socket>()
  let isOpen = true
  const sink = { script, bodies: [] as Received[] }
  const server = new SMTPServer({
    disabledCommands: script.authentication ? ['STARTTLS'] : ['STARTTLS', 'AUTH'],
    hideSTARTTLS: true,
    allowInsecureAuth: true,
    closeTimeout: 100,
    onAuth: ({ username, password }, _session, done) => {
      const known = sink.script.authentication
      if (username === known?.user && password === known?.pass) done(null, { user: username })
      else done(refusal('535 5.7.8 Wrong password'))
    },
    onMailFrom: (_address, _session, done) => done(sink.script.mail ? refusal(sink.script.mail) : null),
    onRcptTo: (_address, session, done) => {
      if (sink.script.drop) socketOf(session)?.destroy()
      else done(sink.script.recipient ? refusal(sink.script.recipient) : null)
    },
    onData: async (stream, session, done) => {
      sink.bodies.push({ ...people(session), raw: (await stream.toArray()).join('') })
      const { body } = sink.script
      if (body === 'drop') socketOf(session)?.destroy()
      else if (body !== 'silence') done(body ? refusal(body) : null)
    },
  })
  const socketOf = ({ remotePort }: SMTPServerSession) => sockets.get(remotePort)
  server.server.on('connection', (socket: Socket) => {
    sockets.set(socket.remotePort!, socket)
    if (!isOpen) socket.destroy()
  })
  server.on('error', () => {})
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  const login = script.authentication ? `${script.authentication.user}:nonsense@` : ''
  return Object.assign(sink, {
    url: `smtp://${login}127.0.0.1:${(server.server.address() as AddressInfo).port}`,
    connections: () => sockets.size,
    away: (isAway: boolean) => {
      isOpen = !isAway
      if (isAway) for (const socket of sockets.values()) socket.destroy()
    },
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  })
}

const refusal = (answer: string): Error =>
  Object.assign(new Error(answer.slice(4)), { responseCode: Number(answer.slice(0, 3)) })

const people = ({ envelope }: SMTPServerSession): Pick<Received, 'from' | 'to'> => ({
  from: envelope.mailFrom ? envelope.mailFrom.address : '',
  to: envelope.rcptTo.map(({ address }) => address),
})
