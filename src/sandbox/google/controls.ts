// The knobs a test turns: limits and failures, expiry of tokens.
import type { Address, Instant } from '../../domain/types.ts'
import { countingControls, unused } from '../server/traffic.ts'
import type { Company } from './company/shapes.ts'
import type { Api, ForcedFailure, Limits, RequestRecord, Traffic } from './traffic.ts'

export function trafficControls(traffic: Traffic) {
  return {
    ...countingControls<RequestRecord, ForcedFailure>(traffic),
    /** What is left out stays as it is. */
    setLimits: ({ directory, ...limits }: Partial<Limits>) => {
      Object.assign(traffic.limits, limits)
      Object.assign(traffic.limits.directory, directory)
    },
    /** An API is switched off (or on again) in the project: `accessNotConfigured`. */
    setApi: (api: Api, enabled: boolean) =>
      void (enabled ? traffic.disabled.delete(api) : traffic.disabled.add(api)),
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

export function expireTokens(company: Company, owner: Address): void {
  const calendar = company.calendars.get(owner)
  if (!calendar) throw new Error(`sandbox: ${owner} has no calendar`)
  calendar.deadBefore = ++calendar.version
}
