// Google Calendar (v3), its directory and its OAuth in miniature, over real HTTPS: for the demo and the tests.
import type { Address, Instant } from '../../domain/types.ts'
import { listen, newServer, skewed } from '../server/listen.ts'
import { outboxControls, settled } from '../server/outbox.ts'
import { pageQuirks } from '../server/quirks.ts'
import type { SandboxTls } from '../server/tls.ts'
import { personAt } from '../world/addresses.ts'
import type { Post } from '../world/post.ts'
import { newCompany } from './company/lookup.ts'
import { receive } from './company/receive.ts'
import type { Calendar, Company } from './company/shapes.ts'
import { story, tellOfChanges } from './company/story.ts'
import { expireTokens, newTraffic, trafficControls } from './controls.ts'
import type { Parts } from './entrance.ts'
import { newOauth, oauthControls } from './oauth/controls.ts'
import { announce, FAIR, newPushes } from './push.ts'
import { addRoutes } from './routes.ts'
import type { Limits } from './traffic.ts'

export interface GoogleOptions {
  tls: SandboxTls
  /** The story's clock: stamps changes, ends push channels. */
  now: () => Instant
  /** Tokens and quotas go by this one; the default is the machine's clock. */
  wall?: () => Instant
  /** Defaults are Google's: 10,000 a minute per project, 600 per user. */
  limits?: Limits
  /** Takes letters to other sandboxes, and brings theirs. */
  post?: Post
}

export type GoogleSandbox = Awaited<ReturnType<typeof startGoogle>>

/** Starts listening on 127.0.0.1; `url` is the client's rootUrl, `tokenUrl` stands in for oauth2.googleapis.com/token. */
export async function startGoogle({ tls, now, wall = Date.now, limits, post }: GoogleOptions) {
  const company = newCompany(now)
  if (post) joinPost(company, post)
  const clock = skewed(wall)
  const parts: Parts = {
    ...{ company, now, oauth: newOauth(company, clock.wall), traffic: newTraffic(wall, limits) },
    ...{ pushes: newPushes(now, tls.ca), quirks: pageQuirks() },
  }
  company.watchers.push((owners) => announce(parts.pushes, owners))
  const app = await newServer(tls, 1100)
  addRoutes(app, parts)
  const url = await listen(app)
  return {
    ...addressesBelow(url),
    ...controls(parts),
    setClockSkew: clock.setClockSkew,
    close: async () => {
      await settled(parts.pushes)
      await app.close()
    },
  }
}

function addressesBelow(url: string) {
  return {
    url,
    tokenUrl: `${url}token`,
    /** Stand in for accounts.google.com/o/oauth2/v2/auth, oauth2.googleapis.com/revoke and www.googleapis.com/oauth2/v3/certs. */
    authUrl: `${url}o/oauth2/v2/auth`,
    revokeUrl: `${url}revoke`,
    certsUrl: `${url}oauth2/v3/certs`,
  }
}

function controls({ company, oauth, traffic, pushes, quirks }: Parts) {
  return {
    company: story(company),
    oauth: oauthControls(oauth),
    traffic: trafficControls(traffic),
    pushes: outboxControls(pushes, FAIR),
    /** What stands in somebody's calendar, as no request shows it: for who looks on. */
    calendarOf: (owner: Address): Readonly<Calendar> => company.calendars.get(owner)!,
    /** Told whose calendars changed, at once: what a push would say later, if it came. */
    onChange: (listener: (owners: Address[]) => void) => void company.watchers.push(listener),
    /** From now on pages come short or empty with these chances. */
    setPages: quirks.set,
    /** From now on the list of users leaves these out, by a fault of Google's; asked for alone they are there. */
    omitFromUsers: (people: readonly Address[]) => {
      company.unlisted = new Set(people)
    },
    /** All sync tokens given out for this calendar are dead from now on. */
    expireTokens: (owner: Address) => expireTokens(company, owner),
  }
}

function joinPost(company: Company, post: Post): void {
  company.post = post
  post.join({
    houses: (address) => personAt(company, address) !== undefined,
    receive: (letter) => {
      receive(company, letter)
      tellOfChanges(company)
    },
  })
}
