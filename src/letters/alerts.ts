// The alerts of a recipient's day in one mail (M4), with times at which both are free.
import type { Bundle } from '../domain/bundles.ts'
import { busySpans, freeTimes } from '../domain/free.ts'
import type { PairFacts } from '../domain/judgement.ts'
import { reachOf } from '../domain/planning.ts'
import { type Address, DAY, HOUR, type Instant, type Person, type Span } from '../domain/types.ts'
import { composeAlerts, type Desk, type Scene } from '../mail/compose.ts'
import { asPlanned } from '../pipeline/bundle.ts'
import type { Mailing } from '../store/mailings/mailing.ts'
import type { Store } from '../store/open.ts'
import { judged, type Letter, personIn, sceneOf } from './known.ts'

export async function alertsLetter(
  store: Store,
  mailings: readonly Mailing[],
  desk: Desk,
  now: Instant,
): Promise<Letter | null> {
  const scenes = new Map<Address, Scene>()
  let recipient: Person | undefined
  for (const [about, ofPair] of Map.groupBy(mailings, ({ payload }) => payload.about as Address)) {
    const known = await judged(store, ofPair[0]!.pair!, now)
    if (!known) continue
    recipient = personIn(known, ofPair[0]!.recipient)
    scenes.set(about, { ...sceneOf(known), times: await timesFor(store, known.facts, now) })
  }
  if (!recipient) return null
  const alerts = mailings.map(asPlanned).filter(({ about }) => scenes.has(about))
  const kind = alerts[0]!.kind as Bundle['kind']
  const bundle: Bundle = { recipient: recipient.address, kind, day: alerts[0]!.day, at: now, alerts }
  const composed = composeAlerts(bundle, (about) => scenes.get(about)!, desk, now)
  return { composed, recipient, thread: null }
}

const SOONEST = 2 * HOUR
const AHEAD = 12 * DAY

async function timesFor(store: Store, facts: PairFacts, now: Instant): Promise<Span[]> {
  const within = { start: now, end: now + AHEAD }
  const diaries = await Promise.all(
    facts.people.map(async (person) => {
      const { work, absences } = reachOf(person, facts)
      const rows = await store.diary.rowsOf(person.address, within)
      return { work, busy: [...absences, ...busySpans(rows, person.address, within)] }
    }),
  )
  return freeTimes(diaries, facts.policy.minimumMinutes, now + SOONEST, facts.people[0].zone)
}
