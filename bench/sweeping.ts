// A sweep with 1,000 due mails, among 10 thousand and among a million planned ones.
import { sql } from 'kysely'
import { sweep } from '../src/pipeline/sweep.ts'
import type { Queues } from '../src/queue.ts'
import type { Store } from '../src/store/open.ts'
import { atMost, type Figure, inTurns, told } from './figure.ts'
import { withQueues, withStore } from './stores.ts'

const DUE = 1_000
const FEW = 10_000
const MANY = 1_000_000
const STEP = 50_000
const now = Date.parse('2026-03-31T12:00Z')
const clock = { now: () => now, wall: () => now }

export const sweeping: Figure = {
  name: 'sweep',
  title: `Sweep ${DUE.toLocaleString('en')} due mails, among 10,000 and among 1,000,000 planned`,
  measure: (say) =>
    withStore((few) =>
      withStore((many) =>
        withQueues(few, (fewQueues) =>
          withQueues(many, async (manyQueues) => {
            await plan(few, FEW, say)
            await plan(many, MANY, say)
            say('sweeping')
            return measured({ store: few, queues: fewQueues }, { store: many, queues: manyQueues })
          }),
        ),
      ),
    ),
}

type Side = { store: Store; queues: Queues }

async function measured(few: Side, many: Side) {
  const query = ({ store }: Side) => store.mailings.due(now, now, DUE)
  const bare = await inTurns({ few: () => query(few), many: () => query(many) }, { rounds: 31 })
  const whole = await inTurns(
    {
      few: () => swept(few),
      emptyFew: () => drain(few),
      many: () => swept(many),
      emptyMany: () => drain(many),
    },
    { rounds: 9 },
  )
  return [
    told('the query alone, among 10,000', bare.few, ' ms', 1),
    atMost('the query alone, a million against 10,000', bare.many / bare.few, 1.3, ''),
    told('the whole sweep with its jobs, among 10,000', whole.few, ' ms'),
    atMost('the whole sweep, a million against 10,000', whole.many / whole.few, 1.3, ''),
  ]
}

async function swept({ store, queues }: Side) {
  const { mailings } = await sweep({ store, clock, queues })
  if (mailings !== DUE) throw new Error(`${mailings} mails were due, not ${DUE}.`)
}

/** Jobs that wait already would not be added again. */
async function drain({ queues }: Side) {
  for (const queue of queues.queues) await queue.drain()
}

async function plan({ db }: Store, count: number, say: (progress: string) => void) {
  for (let from = 1; from <= count; from += STEP) {
    const to = Math.min(count, from + STEP - 1)
    await sql`insert into mailings (kind, recipient, subject, due_at, expires_at, goes_at, payload)
      select 'agenda', 'person' || n % 5000 || '@example.com', 's' || n, at, at + 86400000, at, '{}'
      from (select n, ${now}::bigint + (n - ${DUE}) * 1000 as at from generate_series(${from}::bigint, ${to}) as n) as planned`.execute(
      db,
    )
    say(`${to.toLocaleString('en')} of ${count.toLocaleString('en')} mails planned`)
  }
}
