// Tells of connections that need hands: at once, then daily, and once when all is well again (M). Admins hear of all, people
// of their own. That all is well hears whoever heard that it is not.
import { atMinute, localDay } from '../domain/clock.ts'
import { type Address, DAY, type Instant, type Zone } from '../domain/types.ts'
import type { Trouble, TroubleMail } from '../store/connections/trouble.ts'
import type { NewMailing } from '../store/mailings/mailings.ts'
import type { Parts } from './parts.ts'

/** When the daily reminder goes: whoever was told in the night is not woken again at midnight. */
export const MORNING = 8 * 60
/** A mail of yesterday's trouble helps nobody. */
const LIFETIME = DAY

export interface Admins {
  addresses: readonly Address[]
  /** Its days separate one mail from the next. */
  zone: Zone
}

/** Planning twice changes nothing: one mail per recipient, connection, fault and day (M1). What is no longer true is dropped. */
export async function planTrouble(
  { store, clock }: Pick<Parts, 'store' | 'clock'>,
  admins: Admins,
): Promise<void> {
  const now = clock.now()
  const failing = (await store.trouble.failing(now)).map((trouble) => asTold(trouble, admins))
  const mails = await store.trouble.mails(now)
  const stale = mails.filter((mail) => mail.state === 'planned' && isStale(mail, failing, admins, now))
  await store.mailings.recordDropped(
    stale.map(({ id }) => id),
    'withdrawn',
    now,
  )
  const heard = mails.filter(went)
  await store.mailings.planOnce([
    ...failing.flatMap((trouble) => troubleMails(trouble, heard, admins, now)),
    ...(await overcome(store, heard, failing)).map((mail) => wellAgainMail(mail, now)),
  ])
}

/** What only an admin can mend is the admins' alone, where there are any. */
function asTold(trouble: Trouble, { addresses }: Admins): Trouble {
  return trouble.fault.isAdmins && addresses.length > 0 ? { ...trouble, owner: null } : trouble
}

/** Whose own it is may have ended it on purpose: they are told once, and not reminded. */
function troubleMails(trouble: Trouble, heard: TroubleMail[], admins: Admins, now: Instant): NewMailing[] {
  const day = localDay(now, admins.zone)
  const before = toldBefore(trouble, heard)
  const dueAt = before.length > 0 ? atMinute(day, MORNING, admins.zone) : now
  const isReminded = (recipient: Address) =>
    admins.addresses.includes(recipient) || !before.some((mail) => mail.recipient === recipient)
  return toTell(trouble, admins)
    .filter(isReminded)
    .map((recipient) => troubleMail(recipient, trouble, day, dueAt))
}

const toTell = ({ owner }: Trouble, { addresses }: Admins): Address[] => [
  ...new Set([...addresses, ...(owner ? [owner] : [])]),
]

const ofSame =
  ({ connection }: Trouble) =>
  (other: Trouble): boolean =>
    other.connection === connection

function isStale(
  { trouble, until, dueAt }: TroubleMail,
  failing: readonly Trouble[],
  { zone }: Admins,
  now: Instant,
): boolean {
  const current = failing.find(ofSame(trouble))
  if (until !== null) return current !== undefined
  return current?.what !== trouble.what || localDay(dueAt, zone) < localDay(now, zone)
}

/** What each recipient heard last of a connection, where that was bad and all is read now: not while it fails in a passing way. */
async function overcome(
  { trouble }: Parts['store'],
  heard: readonly TroubleMail[],
  failing: readonly Trouble[],
): Promise<TroubleMail[]> {
  const last = new Map(heard.map((mail) => [`${mail.trouble.connection} ${mail.recipient}`, mail]))
  const bad = [...last.values()].filter(
    ({ trouble, until }) => until === null && !failing.some(ofSame(trouble)),
  )
  const unread = bad.length > 0 ? await trouble.unread() : new Set()
  return bad.filter(({ trouble }) => !unread.has(trouble.connection))
}

const went = ({ state }: TroubleMail): boolean => state === 'sent' || state === 'maybe-sent'

/** The same fault since all was last told to be well, maybe of the other half: people and calendars fail by one cause. */
function toldBefore(trouble: Trouble, heard: readonly TroubleMail[]): TroubleMail[] {
  const mails = heard.filter((mail) => ofSame(trouble)(mail.trouble))
  const sinceWell = mails.slice(mails.findLastIndex(({ until }) => until !== null) + 1)
  return sinceWell.filter(
    ({ trouble: { fault, since, what } }) =>
      fault.code === trouble.fault.code && (since === trouble.since || what !== trouble.what),
  )
}

function troubleMail(recipient: Address, trouble: Trouble, day: string, dueAt: Instant): NewMailing {
  const subject = `${trouble.connection} ${trouble.fault.code} ${day}`
  return { kind: 'trouble', recipient, subject, dueAt, expiresAt: dueAt + LIFETIME, payload: { trouble } }
}

function wellAgainMail({ recipient, trouble }: TroubleMail, now: Instant): NewMailing {
  const subject = `${trouble.connection} well again ${trouble.since}`
  const payload = { trouble, until: now }
  return { kind: 'trouble', recipient, subject, dueAt: now, expiresAt: now + LIFETIME, payload }
}
