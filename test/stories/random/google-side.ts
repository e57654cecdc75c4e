// Google in a random story: a sandbox behind a gateway, what goes wrong there, and what it says is to come.
import { calendar } from 'googleapis/build/src/apis/calendar/index.js'
import { type Address, WEEK } from '../../../src/domain/types.ts'
import { type GoogleSandbox, startGoogle } from '../../../src/sandbox/google/sandbox.ts'
import type { Post } from '../../../src/sandbox/world/post.ts'
import { authFor, listAll, readonly, testTls } from '../../sandbox/support.ts'
import { openGateway } from './gateway.ts'
import { mary, settleAtGoogle } from './people.ts'
import { comingIn } from './present.ts'
import type { Beginning, Seen, Side, Sky, Troubles } from './side.ts'
import { googleSight } from './sight.ts'
import { lockedOut } from './weather.ts'

type Key = Awaited<ReturnType<GoogleSandbox['oauth']['createServiceAccount']>>
/** The service's key, and a newer one of the same account that makes it worthless. */
type Keys = { own: Key; newer: Key }

export type GoogleSide = Awaited<ReturnType<typeof openGoogle>>

/**
 * @param post null: all live here, and the log tells what readings saw
 * @param acts how many there are by now
 */
export async function openGoogle({ dice, clock, people }: Beginning, post: Post | null, acts: () => number) {
  const tls = await testTls()
  const limits = { perProjectPerMinute: 1e9, perUserPerMinute: 1e9 }
  const now = () => clock.now
  const google = await startGoogle({ tls, now, wall: Date.now, limits, ...(post ? { post } : {}) })
  const keys = await keysOf(google)
  settleAtGoogle(google.company, people)
  google.setPages({ short: 0.3, empty: 0.2, seed: dice.between(1, 1e6) })
  google.pushes.setWeather({ drop: 0.25, duplicate: 0.2, late: 0.2, stray: 0.5, seed: dice.between(1, 1e6) })
  const seen = new Map<string, Seen>()
  const look = (owner: Address) => ({
    acts: acts(),
    sight: post ? googleSight(google.calendarOf(owner)) : null,
  })
  const gateway = await openGateway(google.url, tls, (path, body) => note(seen, path, body, look))
  return {
    sandbox: google,
    kind: 'google',
    settings: { GOOGLE_ROOT_URL: gateway.url, GOOGLE_TOKEN_URL: `${gateway.url}token` },
    credentials: keys.own,
    company: { admin: mary },
    gateway,
    troubles: troublesOf(google, keys),
    stillForced: google.traffic.stillForced,
    revokeTokens: google.oauth.revokeTokens,
    pushed: google.pushes.settled,
    seen: (_owner: Address, cursor: string) => seen.get(cursor) ?? missing(cursor),
    async coming(owners: readonly Address[], at: number) {
      const all = await Promise.all(owners.map((owner) => shownAt(google, keys.own, owner, at)))
      return all.flatMap((shown) => comingIn(shown, at))
    },
    async close() {
      await gateway.close()
      await google.close()
    },
  } satisfies Side & { sandbox: GoogleSandbox }
}

/** A listing tells of all that was done before its first page was served. */
function note(seen: Map<string, Seen>, path: string, body: string, look: (owner: Address) => Seen): void {
  const { pathname, searchParams } = new URL(path, 'https://localhost')
  const owner = /\/calendars\/([^/]+)\/events$/.exec(pathname)?.[1]
  if (owner === undefined) return
  const page = searchParams.get('pageToken')
  const { nextPageToken, nextSyncToken } = JSON.parse(body) as Record<string, string | undefined>
  const tokens = [nextPageToken, nextSyncToken].filter((token) => token !== undefined)
  if (tokens.length === 0) return
  const told = (page === null ? undefined : seen.get(page)) ?? look(decodeURIComponent(owner))
  for (const token of tokens) seen.set(token, told)
}

function missing(token: string): never {
  throw new Error(`No listing ended with the token ${token}.`)
}

/** As a bare client reads it. */
async function shownAt(google: GoogleSandbox, key: Key, owner: Address, now: number) {
  const span = { timeMin: new Date(now).toISOString(), timeMax: new Date(now + 4 * WEEK).toISOString() }
  const auth = authFor(google, key, owner, [readonly])
  const client = calendar({ version: 'v3', auth, rootUrl: google.url, retry: false })
  const { items } = await listAll(client, { ...span, singleEvents: true, maxResults: 2500 })
  const series = await listAll(client, { singleEvents: false, maxResults: 2500 })
  return { owner, items, masters: new Map(series.items.map((item) => [item.id!, item])) }
}

/** Made once: that takes long. */
let made: Promise<Key[]> | undefined

async function keysOf({ oauth }: GoogleSandbox): Promise<Keys> {
  made ??= (async () => [await oauth.createServiceAccount(), await oauth.createServiceAccount()])()
  const [own, newer] = (await made) as [Key, Key]
  oauth.registerServiceAccount(own)
  return { own, newer }
}

const FAILURES = [
  'rateLimitExceeded',
  'userRateLimitExceeded',
  'quotaExceeded',
  'tooManyRequests',
  'internalError',
  'backendError',
] as const

function troublesOf(google: GoogleSandbox, keys: Keys): Troubles {
  const { traffic, oauth, expireTokens } = google
  const failures = ({ dice, watched }: Sky) => {
    const whose: { calendar?: Address } = dice.chance(0.6) ? { calendar: dice.pick(watched) } : {}
    const kind = dice.chance(0.15) ? { kind: 'token' as const } : whose
    traffic.forceFailures([{ failure: dice.pick(FAILURES), times: dice.between(1, 4), ...kind }])
  }
  const broken = ({ broken, dice }: Sky, strike: () => void) => {
    strike()
    oauth.revokeTokens()
    broken.push({ left: dice.between(1, 6), mend: () => oauth.registerServiceAccount(keys.own) })
  }
  return [
    [6, 'failures', failures],
    [4, 'sync token expired', ({ dice, people }) => expireTokens(dice.pick(people))],
    [1, 'all sync tokens expired', ({ people }) => people.forEach(expireTokens)],
    [3, 'access tokens revoked', () => oauth.revokeTokens()],
    [2, 'key replaced', (sky) => broken(sky, () => oauth.registerServiceAccount(keys.newer))],
    [1, 'consent revoked', (sky) => broken(sky, () => oauth.allowScopes([]))],
    [2, 'somebody locked out', lockedOut],
  ]
}
