// The demo's six weeks: a clock that jumps from event to event, and the same service as in production behind it.
import type { App } from '../app.ts'
import { addDays, localDay, startOfDay } from '../domain/clock.ts'
import { type Address, type Day, type Instant, MINUTE } from '../domain/types.ts'
import { planAllDigests } from '../pipeline/digests.ts'
import { refreshHolidays } from '../pipeline/holidays.ts'
import { readDirectories } from '../pipeline/people.ts'
import { sweep } from '../pipeline/sweep.ts'
import type { Act, Said } from '../sandbox/sample-company/when.ts'
import type { Stage } from './company.ts'
import type { Connections } from './settle.ts'

/** What somebody who watches is told. */
export interface Watcher {
  day(day: Day): void
  act(act: Act): void
  at(now: Instant): void
}

export interface Run {
  app: App
  stage: Stage
  /** The service's clock; wall time stays real. */
  clock: { now: Instant }
  connections: Connections
  /** Called with each instant before anything happens at it. */
  remember(now: Instant): void
  watcher: Watcher
  /** The story is told up to here. */
  until: Instant
}

/** A change is read a minute later, as by a push. */
const HINT_AFTER = MINUTE
const ZONE = 'Europe/Berlin'

/** From the clock's instant to the company's end. Whenever the queues are idle the clock jumps to what comes next. */
export async function liveThrough(run: Run): Promise<void> {
  const { app, stage, clock, watcher, until } = run
  const hints = new Map<Address, Instant>()
  for (const { address } of stage.company.people) hints.set(address, clock.now + HINT_AFTER)
  let today = ''
  for (;;) {
    run.remember(clock.now)
    watcher.at(clock.now)
    const day = localDay(clock.now, ZONE)
    if (day !== today) watcher.day(day)
    await playActs(run, hints)
    await hintDue(run, hints)
    if (day !== today) await readPeople(app, clock.now)
    await settle(app)
    // Recurring jobs go by the wall clock; pruning is left out, so that every mail can be looked at in the end.
    if (day !== today) await planAllDigests(app.parts)
    today = day
    const next = await nextMoment(run, hints)
    if (next === null || next > until) return
    clock.now = Math.max(next, clock.now)
  }
}

async function playActs({ app, stage, clock, watcher }: Run, hints: Map<Address, Instant>) {
  const { acts, touched } = stage.play(clock.now)
  for (const owner of touched) hints.set(owner, clock.now + HINT_AFTER)
  // Those before are told again after a restart: the company lives in memory, what the service knew does not.
  for (const act of acts.filter(({ at }) => at >= clock.now)) {
    watcher.act(act)
    if (act.says) await say(app, act.says, act.at)
  }
}

/** Who came, left, or has another manager, and what days they have off. */
async function readPeople({ parts }: App, now: Instant) {
  await parts.store.directories.readNow(now)
  await readDirectories(parts)
  await refreshHolidays(parts)
}

/** What one of the two would say on the pair's page. */
async function say({ store }: App, { people, original, by, said }: Said, at: Instant) {
  const pair = await store.pairs.of(people)
  if (pair) await store.slots.say(pair.id, { original, by, said, at }, at)
}

async function hintDue({ app, clock, stage, connections }: Run, hints: Map<Address, Instant>) {
  for (const { address, id, home } of stage.company.people) {
    if ((hints.get(address) ?? Infinity) > clock.now) continue
    hints.delete(address)
    await app.store.calendars.markDirty(`${connections[home]}:${id}`, clock.now)
  }
}

/** Until nothing is due at this instant and nothing waits or runs. */
async function settle({ parts, queues }: App) {
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const { calendars, pairs, mailings } = await sweep(parts)
    const found = calendars + pairs + mailings
    // What was idle before stays so where nothing was found.
    if (found === 0 && round > 0) return
    // Asking costs as much as working: what was just found is not done yet.
    do await new Promise((resolve) => setTimeout(resolve, 3))
    while (!(await queues.isIdle()))
    if (found === 0) return
  }
  throw new Error(
    `The demo hangs at ${new Date(parts.clock.now()).toISOString()}: the same work is due again and again.`,
  )
}

const MOST_ROUNDS = 200

async function nextMoment({ app, stage, clock }: Run, hints: Map<Address, Instant>): Promise<Instant | null> {
  const { store } = app
  const moments = [
    startOfDay(addDays(localDay(clock.now, ZONE), 1), ZONE),
    stage.nextAct(),
    ...hints.values(),
    await store.pairs.nextJudgeAt(),
    await store.mailings.nextDueAt(),
    await store.calendars.nextLookAt(),
  ].filter((at) => at !== null && at > clock.now)
  return moments.length > 0 ? Math.min(...(moments as Instant[])) : null
}
