// The knobs a test turns: credentials, limits and failures, weather of pushes, quirks of pages, expiry of tokens.
import type { Address, Instant } from '../../domain/types.ts'
import type { PageQuirks } from './listing.ts'
import { type Pushes, type PushRecord, type PushWeather, settled } from './push.ts'
import { seeded } from './random.ts'
import type { Company } from './shapes.ts'
import {
  createServiceAccount,
  type Oauth,
  readScopes,
  registerServiceAccount,
  type ServiceAccountKey,
} from './tokens.ts'
import type { ForcedFailure, Limits, RequestRecord, Traffic } from './traffic.ts'

export function oauthControls(oauth: Oauth) {
  const robot = 'halfhour@halfhour-sandbox.iam.gserviceaccount.com'
  return {
    /** The key file as Google lets it be downloaded; made again for the same address, the former key is refused. */
    createServiceAccount: ({ scopes = readScopes, email = robot } = {}) =>
      createServiceAccount(oauth, scopes, email),
    /** Takes a key file from elsewhere; a sandbox that is started again knows its client by it. */
    registerServiceAccount: (key: ServiceAccountKey, { scopes = readScopes } = {}) =>
      registerServiceAccount(oauth, scopes, key),
    /** Replaces what the admin allow-listed. */
    allowScopes: (scopes: string[], email = robot) => {
      const account = oauth.accounts.get(email)
      if (!account) throw new Error(`sandbox: no service account ${email}`)
      account.scopes = new Set(scopes)
    },
    setTokenLifetime: (seconds: number) => {
      oauth.lifetimeSeconds = seconds
    },
    revokeTokens: () => oauth.grants.clear(),
  }
}

export function trafficControls(traffic: Traffic) {
  return {
    forceFailures: (failures: ForcedFailure[]) =>
      void traffic.forced.push(...failures.map((each) => ({ ...each }))),
    stillForced: () => traffic.forced.length,
    setLimits: (limits: Partial<Limits>) => void Object.assign(traffic.limits, limits),
    /** How many requests fit, refused ones too. */
    count: (like: Partial<RequestRecord> = {}) =>
      traffic.requests.filter((each) =>
        Object.entries(like).every(([name, value]) => each[name as keyof RequestRecord] === value),
      ).length,
    clear: () => void traffic.requests.splice(0),
  }
}

export function newTraffic(
  wall: () => Instant,
  limits: Limits = { perProjectPerMinute: 10_000, perUserPerMinute: 600 },
): Traffic {
  return { wall, limits: { ...limits }, requests: [], forced: [], minute: 0, used: new Map() }
}

export function pageQuirks(): PageQuirks & {
  set(chances: { short?: number; empty?: number; seed?: number }): void
} {
  let chances = { short: 0, empty: 0, seed: 1 }
  let chance = seeded(1)
  return {
    set: (given) => {
      chances = { short: 0, empty: 0, seed: 1, ...given }
      chance = seeded(chances.seed)
    },
    size: (wanted, mayBeEmpty) => {
      if (chance() < chances.empty && mayBeEmpty) return 0
      return chance() < chances.short ? Math.ceil(wanted * chance()) || 1 : wanted
    },
  }
}

export function expireTokens(company: Company, owner: Address): void {
  const calendar = company.calendars.get(owner)
  if (!calendar) throw new Error(`sandbox: ${owner} has no calendar`)
  calendar.deadBefore = ++calendar.version
}

export function pushControls(pushes: Pushes) {
  return {
    /** Chances that are not given are none. */
    setWeather: (weather: Partial<PushWeather>) => {
      pushes.weather = { drop: 0, duplicate: 0, late: 0, stray: 0, seed: 1, ...weather }
      pushes.chance = seeded(pushes.weather.seed)
    },
    sent: (): readonly PushRecord[] => pushes.sent,
    /** Resolves when nothing is held back or on the way any more. */
    settled: () => settled(pushes),
  }
}
