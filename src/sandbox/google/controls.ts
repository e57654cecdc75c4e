// The knobs a test turns: limits and failures, weather of pushes, quirks of pages, expiry of tokens.
import type { Address, Instant } from '../../domain/types.ts'
import { unused } from '../server/quota.ts'
import { seeded } from '../server/random.ts'
import type { PageQuirks } from './calendar/listing.ts'
import type { Company } from './company/shapes.ts'
import { fair, type Pushes, type PushRecord, type PushWeather, settled } from './push.ts'
import type { Api, ForcedFailure, Limits, RequestRecord, Traffic } from './traffic.ts'

export function trafficControls(traffic: Traffic) {
  return {
    forceFailures: (failures: ForcedFailure[]) =>
      void traffic.forced.push(...failures.map((each) => ({ ...each }))),
    stillForced: () => traffic.forced.length,
    /** What is left out stays as it is. */
    setLimits: ({ directory, ...limits }: Partial<Limits>) => {
      Object.assign(traffic.limits, limits)
      Object.assign(traffic.limits.directory, directory)
    },
    /** An API is switched off (or on again) in the project: `accessNotConfigured`. */
    setApi: (api: Api, enabled: boolean) =>
      void (enabled ? traffic.disabled.delete(api) : traffic.disabled.add(api)),
    /** How many requests fit, refused ones too. */
    count: (like: Partial<RequestRecord> = {}) =>
      traffic.requests.filter((each) =>
        Object.entries(like).every(([name, value]) => each[name as keyof RequestRecord] === value),
      ).length,
    clear: () => void traffic.requests.splice(0),
  }
}

/** Google's own: 10,000 a minute per project and 600 per user of Calendar, 2,400 per user of the directory. */
export function newTraffic(
  wall: () => Instant,
  given: Limits = { perProjectPerMinute: 10_000, perUserPerMinute: 600 },
): Traffic {
  const directory = { perProjectPerMinute: 10_000, perUserPerMinute: 2400, ...given.directory }
  const limits = { ...given, directory }
  const counted = { requests: [], used: unused() }
  return { wall, limits, disabled: new Set(), forced: [], ...counted }
}

export function pageQuirks(): PageQuirks & {
  set(chances: { short?: number; empty?: number; seed?: number }): void
  omit(people: readonly Address[]): void
} {
  let chances = { short: 0, empty: 0, seed: 1 }
  let chance = seeded(1)
  let omitted = new Set<Address>()
  return {
    get omitted() {
      return omitted
    },
    omit: (people) => {
      omitted = new Set(people)
    },
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
      pushes.weather = { ...fair(), ...weather }
      pushes.chance = seeded(pushes.weather.seed)
    },
    sent: (): readonly PushRecord[] => pushes.sent,
    /** Resolves when nothing is held back or on the way any more. */
    settled: () => settled(pushes),
  }
}
