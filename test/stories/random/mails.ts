// The mails of a story: each thing is told once, and nothing is told that the calendars did not say at that moment.
import type { Slot } from '../../../src/domain/judgement.ts'
import { HOUR, type Instant } from '../../../src/domain/types.ts'
import type { Change } from '../../../src/sandbox/google/company/acts.ts'
import type { Store } from '../../../src/store/open.ts'
import type { Read } from './lived.ts'

interface Sent {
  kind: string
  recipient: string
  subject: string
  slot: Instant | null
  at: Instant
  pair: string | null
}

/** What a mail of a kind says of its slot. */
const HOLDS: Record<string, (slot: Slot) => boolean> = {
  agenda: ({ state }) => state === 'upcoming',
  recap: ({ state }) => state === 'held',
  missed: ({ state }) => state === 'skipped',
}

const ALERTS = ['missed', 'short', 'infrequent']

export async function openMails(store: Store, readings: readonly Read[], log: readonly Change[]) {
  const sent = await sentMails(store)
  const kept = await store.mailbox.count()
  const [sure, atMost] = [await lettersOf(store, ['sent']), await lettersOf(store, ['sent', 'maybe-sent'])]
  const lies: string[] = []
  const acted = new Set(log.map(({ at }) => at))
  return {
    count: kept,
    /** Looks at a step whether what was mailed then was so. What people did in its midst is let pass. */
    look(at: Instant, slots: ReadonlyMap<string, readonly Slot[]>) {
      for (const { kind, pair, slot, recipient } of sent.filter((mail) => mail.at === at && !acted.has(at))) {
        if (!pair) continue
        const isFresh = wasRead(pair, at, readings)
        // Alerts wait for calendars that cannot be read (M2), those that are sent once more after a death, too.
        if (ALERTS.includes(kind) && !wasRead(pair, at, readings, REFUSED_FOR))
          lies.push(`${iso(at)} ${kind} to ${recipient}, and the calendars of ${pair} were not read before`)
        const holds = HOLDS[kind]
        if (!isFresh || !holds) continue
        const one = slots.get(pair)?.find(({ original }) => original === slot)
        if (!one || !holds(one))
          lies.push(
            `${iso(at)} ${kind} to ${recipient} about ${iso(slot!)}, which was ${one?.state ?? 'none'}`,
          )
      }
    },
    wrong: () => [
      ...lies,
      ...(kept >= sure && kept <= atMost
        ? []
        : [`${kept} mails were kept for ${sure} to ${atMost} that were sent`]),
    ],
  }
}

/** Of a mail that broke off and was too late then, nobody knows whether it went. */
async function lettersOf({ db }: Store, states: ('sent' | 'maybe-sent')[]): Promise<number> {
  const { n } = await db
    .selectFrom('mailings')
    .select(({ fn }) => fn.count<number>('bundle').distinct().as('n'))
    .where('state', 'in', states)
    .executeTakeFirstOrThrow()
  return n
}

const iso = (at: Instant) => new Date(at).toISOString().slice(0, 16)

/** By then a calendar that is refused for its person alone holds no alert up any more (M2). */
const REFUSED_FOR = 30 * HOUR

/** @param within whose last reading is longer ago is not waited for */
function wasRead(pair: string, at: Instant, readings: readonly Read[], within = Infinity): boolean {
  const known = readings.filter(({ owner, at: when }) => pair.split(' ').includes(owner) && when <= at)
  const last = [...Map.groupBy(known, ({ owner }) => owner).values()].map((all) => all.at(-1)!.at)
  return last.every((when) => when === at || when < at - within)
}

async function sentMails({ db }: Store): Promise<Sent[]> {
  const rows = await db
    .selectFrom('mailings')
    .leftJoin('pairs', 'pairs.id', 'mailings.pair')
    .select(['kind', 'recipient', 'subject', 'slot', 'settled_at', 'a', 'b'])
    .where('mailings.state', '=', 'sent')
    .execute()
  return rows.map(({ settled_at, a, b, ...mail }) => ({ ...mail, at: settled_at!, pair: a && `${a} ${b}` }))
}
