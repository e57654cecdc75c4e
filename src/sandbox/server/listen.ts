// A vendor's HTTP server on this machine, over real TLS, with a clock of its own.
import type { AddressInfo } from 'node:net'
import formbody from '@fastify/formbody'
import fastify, { type FastifyInstance } from 'fastify'
import type { Instant } from '../../domain/types.ts'
import type { SandboxTls } from './tls.ts'

/** @param maxParamLength of a part of a path: the longest id */
export async function newServer({ key, cert }: SandboxTls, maxParamLength: number): Promise<FastifyInstance> {
  const app = fastify({
    https: { key, cert },
    routerOptions: { maxParamLength },
    forceCloseConnections: true,
  })
  await app.register(formbody)
  return app
}

/** Returns where it listens, 'https://localhost:…/'. */
export async function listen(app: FastifyInstance): Promise<string> {
  await app.listen({ host: '127.0.0.1', port: 0 })
  return `https://localhost:${(app.server.address() as AddressInfo).port}/`
}

/** The vendor's own clock, which may differ from ours. */
export function skewed(wall: () => Instant) {
  let skew = 0
  return {
    wall: () => wall() + skew,
    /** It goes before ours (negative: behind) by this many milliseconds. */
    setClockSkew: (by: number) => {
      skew = by
    },
  }
}
