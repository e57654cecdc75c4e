// Listens, on loopback only as long as there is no sign-in.
import type { FastifyInstance } from 'fastify'
import type { Config } from '../config.ts'
import { UsageError } from '../errors.ts'
import { isLoopback } from './hosts.ts'

/** Returns the address people open. Throws a UsageError where it may not or cannot listen there. */
export async function listen(
  app: FastifyInstance,
  { host, port }: Pick<Config, 'host' | 'port'>,
): Promise<string> {
  refuseOpenHost(host)
  const bare = host.replace(/^\[(.*)\]$/, '$1')
  try {
    return await app.listen({
      host: bare,
      port,
      listenTextResolver: (address) => `the web listens at ${address}`,
    })
  } catch (cause) {
    throw cannotListen(cause as NodeJS.ErrnoException, host, port)
  }
}

/** To be asked before anything starts, as starting takes a while. */
export function refuseOpenHost(host: string): void {
  if (isLoopback(host)) return
  throw new UsageError(
    `HOST=${host} would show everybody's 1-on-1s and mails to the network, as there is no sign-in yet. Leave HOST unset, or set HOST=127.0.0.1.`,
  )
}

function cannotListen(cause: NodeJS.ErrnoException, host: string, port: number): Error {
  const reason = REASONS[cause.code ?? '']
  if (reason === undefined) return cause
  return new UsageError(`Cannot listen on ${host}, port ${port}: ${reason}`, { cause })
}

const REASONS: Record<string, string> = {
  EADDRINUSE: 'something else does already. Stop it, or set PORT to another number (0 takes a free one).',
  EACCES: 'this user may not. Set PORT to a number from 1024 on.',
  EADDRNOTAVAIL: 'this machine has no such address. Set HOST=127.0.0.1.',
}
