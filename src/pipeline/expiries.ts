// Tells admins ahead of time that the secret or certificate of a connection ends: once in each stage (M1).
import { atMinute, localDay, startOfDay } from '../domain/clock.ts'
import { endOfStage, stageOf } from '../domain/expiry.ts'
import type { Day } from '../domain/types.ts'
import type { Expiring } from '../store/connections/expiries.ts'
import type { NewMailing } from '../store/mailings/mailings.ts'
import type { Parts } from './parts.ts'
import { type Admins, MORNING } from './trouble.ts'

/** Planning twice changes nothing. What waits though its stage is over, or the secret was replaced, is dropped. */
export async function planExpiries(
  { store, clock }: Pick<Parts, 'store' | 'clock'>,
  admins: Admins,
): Promise<void> {
  const now = clock.now()
  const today = localDay(now, admins.zone)
  const mails = (await store.expiries.all()).flatMap((expiring) => mailsAbout(expiring, today, admins))
  const isWanted = new Set(mails.map(keyOf))
  const waiting = await store.expiries.planned()
  const stale = waiting.filter((mail) => !isWanted.has(keyOf(mail)))
  await store.mailings.recordDropped(
    stale.map(({ id }) => id),
    'withdrawn',
    now,
  )
  await store.mailings.planOnce(mails)
}

const keyOf = ({ recipient, subject }: Pick<NewMailing, 'recipient' | 'subject'>) => `${recipient} ${subject}`

/** In the morning: nothing is broken yet, so nobody is woken. */
function mailsAbout(expiring: Expiring, today: Day, { addresses, zone }: Admins): NewMailing[] {
  const { connection, ends } = expiring
  const stage = stageOf(ends, today)
  if (stage === null) return []
  return [...new Set(addresses)].map((recipient) => ({
    kind: 'trouble',
    recipient,
    subject: `${connection} expires ${ends} ${stage}`,
    dueAt: atMinute(today, MORNING, zone),
    expiresAt: startOfDay(endOfStage(ends, stage), zone),
    payload: { expiring, zone },
  }))
}
