// The sample company behind sandboxes of Google and Microsoft, as it stood when the demo was last seen: fresh, or told again up
// to there.
import type { Address, Instant } from '../domain/types.ts'
import { type SampleCompany, sampleCompany } from '../sandbox/sample-company/company.ts'
import { type Houses, openHouses } from '../sandbox/sample-company/houses.ts'
import type { Act } from '../sandbox/sample-company/when.ts'
import { makeTls, trust } from '../sandbox/server/tls.ts'
import type { Keys } from './progress.ts'

export interface Stage {
  houses: Houses
  company: SampleCompany
  keys: Keys
  /** Does all acts up to an instant that were not done yet; returns them and whose calendars they touched. */
  play(until: Instant): { acts: Act[]; touched: Set<Address> }
  /** When the next act is, null: all are done. */
  nextAct(): Instant | null
}

/** @param known the keys of an earlier run, which its store still holds */
export async function openStage(known: Keys | null): Promise<Stage> {
  const tls = await makeTls()
  trust(tls.ca)
  let now: Instant = 0
  const houses = await openHouses({ tls, now: () => now })
  const company = sampleCompany()
  const acts = [...company.acts]
  const touched = new Set<Address>()
  houses.onChange((owners) => {
    for (const owner of owners) touched.add(owner)
  })
  return {
    houses,
    company,
    keys: await keysFor(houses, known),
    play(until) {
      const done: Act[] = []
      touched.clear()
      while (acts[0] && acts[0].at <= until) {
        const act = acts.shift()!
        now = act.at
        act.do(houses.story)
        done.push(act)
      }
      now = until
      return { acts: done, touched: new Set(touched) }
    },
    nextAct: () => acts[0]?.at ?? null,
  }
}

/** A service account at Google and an app registration at Microsoft. */
async function keysFor({ google, microsoft }: Houses, known: Keys | null): Promise<Keys> {
  if (known) google.oauth.registerServiceAccount(known.google)
  return {
    google: known?.google ?? (await google.oauth.createServiceAccount()),
    microsoft: microsoft.oauth.registerApp(known?.microsoft),
  }
}
