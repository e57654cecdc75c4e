// The sample company behind a sandbox of Google, as it stood when the demo was last seen: fresh, or told again up to there.
import type { Address, Instant } from '../domain/types.ts'
import { type SampleCompany, sampleCompany } from '../sandbox/company/company.ts'
import type { Act } from '../sandbox/company/when.ts'
import { type GoogleSandbox, startGoogle } from '../sandbox/google/sandbox.ts'
import { makeTls, trust } from '../sandbox/tls.ts'
import type { ServiceKey } from './progress.ts'

/** A demo hurries: six weeks of requests come in a minute. */
const LIMITS = { perProjectPerMinute: 1_000_000, perUserPerMinute: 100_000 }

export interface Stage {
  google: GoogleSandbox
  company: SampleCompany
  key: ServiceKey
  /** Does all acts up to an instant that were not done yet; returns them and whose calendars they touched. */
  play(until: Instant): { acts: Act[]; touched: Set<Address> }
  /** When the next act is, null: all are done. */
  nextAct(): Instant | null
}

/** @param key of an earlier run, which its store still holds */
export async function openStage(key: ServiceKey | null): Promise<Stage> {
  const tls = await makeTls()
  trust(tls.ca)
  let now: Instant = 0
  const google = await startGoogle({ tls, now: () => now, limits: LIMITS })
  const company = sampleCompany()
  const acts = [...company.acts]
  const touched = new Set<Address>()
  google.onChange((owners) => {
    for (const owner of owners) touched.add(owner)
  })
  if (key) google.oauth.registerServiceAccount(key)
  return {
    google,
    company,
    key: key ?? (await google.oauth.createServiceAccount()),
    play(until) {
      const done: Act[] = []
      touched.clear()
      while (acts[0] && acts[0].at <= until) {
        const act = acts.shift()!
        now = act.at
        act.do(google.company)
        done.push(act)
      }
      now = until
      return { acts: done, touched: new Set(touched) }
    },
    nextAct: () => acts[0]?.at ?? null,
  }
}
