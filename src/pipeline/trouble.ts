// Tells admins of connections that need hands: at once, then daily, and once when all is well again (M).
import { atMinute, localDay } from '../domain/clock.ts'
import { type Address, DAY, type Instant, type Zone } from '../domain/types.ts'
import type { NewMailing } from '../store/mailings.ts'
import type { Trouble, TroubleMail } from '../store/trouble.ts'
import type { Parts } from './parts.ts'

/** When the daily reminder goes: whoever was told in the night is not woken again at midnight. */
const MORNING = 8 * 60
/** A mail of yesterday's trouble helps nobody. */
const LIFETIME = DAY

export interface Admins {
  addresses: readonly Address[]
  /** Its days separate one mail from the next. */
  zone: Zone
}

/** Planning twice changes nothing: one mail per admin, connection, fault and day (M1). What is no longer true is dropped. */
export async function planTrouble(
  { store, clock }: Pick<Parts, 'store' | 'clock'>,
  admins: Admins,
): Promise<void> {
  const now = clock.now()
  const failing = await store.trouble.failing(now)
  const mails = await store.trouble.mails(now)
  const day = localDay(now, admins.zone)
  const isStale = (mail: TroubleMail) =>
    !isTrue(mail, failing) || (mail.until === null && localDay(mail.dueAt, admins.zone) < day)
  const stale = mails.filter((mail) => mail.state === 'planned' && isStale(mail))
  await store.mailings.recordDropped(
    stale.map(({ id }) => id),
    'withdrawn',
    now,
  )
  const morning = atMinute(day, MORNING, admins.zone)
  const mailings = admins.addresses.flatMap((recipient) => [
    ...failing.map((trouble) =>
      troubleMail(recipient, trouble, day, wasTold(trouble, mails) ? morning : now),
    ),
    ...overcome(mails, failing).map((trouble) => wellAgainMail(recipient, trouble, now)),
  ])
  await store.mailings.planOnce(mailings)
}

function isTrue({ trouble, until }: TroubleMail, failing: readonly Trouble[]): boolean {
  return failing.some(({ connection }) => connection === trouble.connection) === (until === null)
}

/** The last trouble that was told of each connection that is well now and of which no good news went out. */
function overcome(mails: readonly TroubleMail[], failing: readonly Trouble[]): Trouble[] {
  const told = new Map(mails.filter(went).map((mail) => [mail.trouble.connection, mail]))
  return [...told.values()]
    .filter((mail) => mail.until === null && !isTrue(mail, failing))
    .map(({ trouble }) => trouble)
}

const went = ({ state }: TroubleMail): boolean => state === 'sent' || state === 'maybe-sent'

/** The same fault, on an earlier day. */
function wasTold({ connection, since, fault }: Trouble, mails: readonly TroubleMail[]): boolean {
  return mails.some(
    (mail) =>
      went(mail) &&
      mail.until === null &&
      mail.trouble.connection === connection &&
      mail.trouble.since === since &&
      mail.trouble.fault.code === fault.code,
  )
}

function troubleMail(recipient: Address, trouble: Trouble, day: string, dueAt: Instant): NewMailing {
  const subject = `${trouble.connection} ${trouble.fault.code} ${day}`
  return { kind: 'trouble', recipient, subject, dueAt, expiresAt: dueAt + LIFETIME, payload: { trouble } }
}

function wellAgainMail(recipient: Address, trouble: Trouble, now: Instant): NewMailing {
  const subject = `${trouble.connection} well again ${trouble.since}`
  const payload = { trouble, until: now }
  return { kind: 'trouble', recipient, subject, dueAt: now, expiresAt: now + LIFETIME, payload }
}
