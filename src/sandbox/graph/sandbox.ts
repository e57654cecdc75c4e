// Microsoft Graph (v1.0), its directory and Entra's endpoints in miniature, over real HTTPS: for the demo and the tests.
import type { Address, Instant } from '../../domain/types.ts'
import { listen, newServer, skewed } from '../server/listen.ts'
import { newOutbox, settled } from '../server/outbox.ts'
import { pageQuirks } from '../server/quirks.ts'
import type { SandboxTls } from '../server/tls.ts'
import type { Post } from '../world/post.ts'
import { putBehind } from './behind.ts'
import { mailboxAt, newCompany } from './company/lookup.ts'
import { receive } from './company/receive.ts'
import type { Company, Mailbox } from './company/shapes.ts'
import { story, tellOfChanges } from './company/story.ts'
import { expireTokens, limitMailboxes, newTraffic, noticeControls, trafficControls } from './controls.ts'
import type { Parts } from './entrance.ts'
import { newOauth, oauthControls } from './oauth/controls.ts'
import { addRoutes } from './routes.ts'
import type { Limits } from './traffic.ts'
import { CLEAR, type NoticeRecord, type NoticeWeather } from './watching/notices.ts'
import { announce } from './watching/subscriptions.ts'

export interface GraphOptions {
  tls: SandboxTls
  /** The story's clock: stamps changes, ends subscriptions. */
  now: () => Instant
  /** Tokens and limits go by this one; the default is the machine's clock. */
  wall?: () => Instant
  /** Defaults are Graph's: 10,000 requests in 10 minutes and 4 at once, per app and mailbox. */
  limits?: Partial<Limits>
  /** Domain of the tenant. */
  tenant?: string
  /** Takes letters to other sandboxes, and brings theirs. */
  post?: Post
  /** Events have neither `uid` nor `occurrenceId`, and cannot be asked for them. */
  isBehind?: boolean
}

export type GraphSandbox = Awaited<ReturnType<typeof startGraph>>

/** Starts listening on 127.0.0.1; `url` stands in for https://graph.microsoft.com/v1.0, `loginUrl` for https://login.microsoftonline.com/. */
export async function startGraph(options: GraphOptions) {
  const { tls, now, wall = Date.now, limits, tenant = 'example.com', post, isBehind } = options
  const company = newCompany(now, tenant)
  if (post) joinPost(company, post)
  const clock = skewed(wall)
  const notices = newOutbox<NoticeWeather, NoticeRecord>(tls.ca, CLEAR)
  const parts: Parts = {
    ...{ company, now, oauth: newOauth(company, clock.wall), traffic: newTraffic(wall, limits) },
    subscriptions: { company, now, notices, all: new Map() },
    ...{ quirks: pageQuirks(), scopes: new Map() },
  }
  company.watchers.push((changed) => announce(parts.subscriptions, changed))
  const app = await newServer(tls, 2000)
  if (isBehind) putBehind(app)
  addRoutes(app, parts)
  const loginUrl = await listen(app)
  return {
    ...{ url: `${loginUrl}v1.0`, loginUrl },
    /** Of the directory, as a GUID. */
    tenantId: company.tenant.id,
    ...controls(parts),
    setClockSkew: clock.setClockSkew,
    close: async () => {
      await settled(notices)
      await app.close()
    },
  }
}

function controls(parts: Parts) {
  const { company, oauth, traffic, subscriptions, quirks } = parts
  return {
    company: story(company),
    oauth: oauthControls(oauth),
    traffic: trafficControls(traffic),
    pushes: noticeControls(subscriptions),
    /** From now on delta rounds come short, empty, repeated, shuffled … with these chances. */
    setPages: quirks.set,
    /** All delta tokens given out for this mailbox are dead (410) from now on. */
    expireTokens: (owner: Address) => expireTokens(company, owner),
    /** The only mailboxes that the app may read as itself (RBAC for Applications); null: all of them. */
    limitMailboxes: (appId: string, addresses: Address[] | null) => limitMailboxes(parts, appId, addresses),
    /** What is in somebody's mailbox, as no request shows it: for who looks on. */
    mailboxOf: (owner: Address): Readonly<Mailbox> => mailboxAt(company, owner)!,
    /** Told whose mailboxes changed, at once: what a push would say later, if it came. */
    onChange: (listener: (owners: Address[]) => void) =>
      void company.watchers.push((changed) =>
        listener([...changed.keys()].map(({ owner }) => owner.address)),
      ),
  }
}

function joinPost(company: Company, post: Post): void {
  company.post = post
  post.join({
    houses: (address) => mailboxAt(company, address) !== undefined,
    receive: (letter) => {
      receive(company, mailboxAt(company, letter.to)!, letter)
      tellOfChanges(company)
    },
  })
}
