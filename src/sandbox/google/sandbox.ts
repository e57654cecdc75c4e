// Google Calendar (v3) and Google's token endpoint in miniature, over real HTTPS: for the demo and the tests.
import type { AddressInfo } from 'node:net'
import formbody from '@fastify/formbody'
import fastify from 'fastify'
import type { Address, Instant } from '../../domain/types.ts'
import type { SandboxTls } from '../tls.ts'
import { newCompany } from './company.ts'
import {
  expireTokens,
  newTraffic,
  oauthControls,
  pageQuirks,
  pushControls,
  trafficControls,
} from './controls.ts'
import { announce, newPushes, settled } from './push.ts'
import { addRoutes } from './routes.ts'
import { story } from './story.ts'
import type { Oauth } from './tokens.ts'
import type { Limits } from './traffic.ts'

export interface GoogleOptions {
  tls: SandboxTls
  /** The story's clock: stamps changes, ends push channels. */
  now: () => Instant
  /** Tokens and quotas go by this one; the default is the machine's clock. */
  wall?: () => Instant
  /** Defaults are Google's: 10,000 a minute per project, 600 per user. */
  limits?: Limits
  port?: number
}

export type GoogleSandbox = Awaited<ReturnType<typeof startGoogle>>

/** Starts listening on 127.0.0.1; `url` is the client's rootUrl, `tokenUrl` stands in for oauth2.googleapis.com/token. */
export async function startGoogle({ tls, now, wall = Date.now, limits, port = 0 }: GoogleOptions) {
  const company = newCompany(now)
  const oauth: Oauth = { company, wall, lifetimeSeconds: 3600, accounts: new Map(), grants: new Map() }
  const traffic = newTraffic(wall, limits)
  const pushes = newPushes(now, tls.ca)
  const quirks = pageQuirks()
  company.watchers.push((owners) => announce(pushes, owners))
  const app = fastify({
    https: { key: tls.key, cert: tls.cert },
    routerOptions: { maxParamLength: 1100 },
    forceCloseConnections: true,
  })
  await app.register(formbody)
  addRoutes(app, { company, oauth, traffic, pushes, quirks, now })
  await app.listen({ host: '127.0.0.1', port })
  const url = `https://localhost:${(app.server.address() as AddressInfo).port}/`
  return {
    url,
    tokenUrl: `${url}token`,
    company: story(company),
    oauth: oauthControls(oauth),
    traffic: trafficControls(traffic),
    pushes: pushControls(pushes),
    /** Told whose calendars changed, at once: what a push would say later, if it came. */
    onChange: (listener: (owners: Address[]) => void) => void company.watchers.push(listener),
    /** From now on pages come short or empty with these chances. */
    setPages: quirks.set,
    /** All sync tokens given out for this calendar are dead from now on. */
    expireTokens: (owner: Address) => expireTokens(company, owner),
    close: async () => {
      await settled(pushes)
      await app.close()
    },
  }
}
