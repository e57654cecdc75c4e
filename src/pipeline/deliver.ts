// Deliver: claim, write, hand to the mail server, record. Planned → claimed → sent, maybe-sent, dropped or failed (M1).
import { type Address, type Instant, MINUTE } from '../domain/types.ts'
import { PermanentMailError } from '../errors.ts'
import type { Delivery, Transport } from '../mail/transport.ts'
import type { Mailing } from '../store/mailings/mailing.ts'
import type { Via } from '../store/tables.ts'
import type { Parts } from './parts.ts'
import { pauseAfter } from './retry.ts'

export type Sending = 'sent' | 'maybe-sent' | 'failed' | 'dropped' | 'waits' | 'not-due'

/** How long a worker may take before others think it is gone. Wall clock. */
const LEASE = 5 * MINUTE
const AGAIN_AFTER_MAYBE = 10 * MINUTE

/** Mailings that go in one mail. */
interface Attempt {
  claimed: readonly Mailing[]
  ids: number[]
  /** The mail may have arrived already: it is never planned anew, whatever becomes of this try (M1). */
  isAgain: boolean
  now: Instant
}

/** Sends planned mailings in one mail, those of them that are still free. */
export async function claimAndDeliver(parts: Parts, ids: readonly number[]): Promise<Sending> {
  const attempt = await claim(parts, ids, false)
  return attempt ? deliver(parts, attempt) : 'not-due'
}

/** A lease that ran out: the mail may have gone or not. The same mail again is folded by its Message-ID. */
export async function deliverAgain(parts: Parts, ids: readonly number[]): Promise<Sending> {
  const attempt = await claim(parts, ids, true)
  return attempt ? deliver(parts, attempt) : 'not-due'
}

async function claim(
  { store, clock }: Parts,
  wanted: readonly number[],
  isAgain: boolean,
): Promise<Attempt | null> {
  const [now, wall] = [clock.now(), clock.wall()]
  const claimed = await store.mailings.claim(wanted, { now, wall, until: wall + LEASE })
  return claimed.length > 0 ? { claimed, ids: claimed.map(({ id }) => id), isAgain, now } : null
}

/** Once the mail was handed over no trouble of ours may plan it anew: the claim then simply runs out. */
async function deliver(parts: Parts, attempt: Attempt): Promise<Sending> {
  const handed = await handOver(parts, attempt).catch((cause) => troubled(parts, attempt, cause))
  if (typeof handed === 'string') return handed
  const { store } = parts
  const { ids, now } = attempt
  const { delivery, to, via } = handed
  if (delivery.state !== 'sent') return recordUndelivered(parts, attempt, delivery)
  await store.mailings.recordSent(ids, via, now)
  await store.stops.introduced(to, via, now, store.secrets)
  return 'sent'
}

interface Handed {
  delivery: Delivery
  to: Address
  via: Via
}

async function handOver(parts: Parts, { claimed, ids, isAgain, now }: Attempt): Promise<Handed | Sending> {
  const { mailings } = parts.store
  const message = await parts.compose(claimed, now)
  if (message) {
    const { via, transport } = await wayOut(parts, claimed)
    return { delivery: await transport.deliver(message), to: message.envelope.to, via }
  }
  // A claim that broke off had most likely nothing to say either; what the server may have stays what it is.
  const mayHaveGone = isAgain && claimed.some(({ settledAt }) => settledAt !== null)
  if (mayHaveGone) await mailings.recordMaybeSent(ids, 'interrupted', null, now)
  else await mailings.recordDropped(ids, 'nothing-to-say', now)
  return mayHaveGone ? 'maybe-sent' : 'dropped'
}

async function troubled(parts: Parts, attempt: Attempt, cause: unknown): Promise<Sending> {
  if (attempt.claimed.length > 1 && !attempt.isAgain) return deliverWritable(parts, attempt, cause)
  await recordTrouble(parts, attempt, cause)
  throw cause
}

/** Nothing that was due before go-live leaves the house, whenever that is said. */
async function wayOut(
  { store, smtp, mailbox }: Parts,
  claimed: readonly Mailing[],
): Promise<{ via: Via; transport: Transport }> {
  const live = await store.settings.goLiveAt()
  const isLive = live !== null && claimed.every(({ kind, dueAt }) => dueAt >= live || kind === 'trouble')
  return smtp && isLive ? { via: 'smtp', transport: smtp } : { via: 'mailbox', transport: mailbox }
}

/** One alert that cannot be written does not hold up those it would have gone with. */
async function deliverWritable(parts: Parts, attempt: Attempt, cause: unknown): Promise<Sending> {
  const { store, clock, compose } = parts
  const writable: number[] = []
  for (const one of attempt.claimed) {
    try {
      await compose([one], attempt.now)
      writable.push(one.id)
    } catch (why) {
      await recordTrouble(parts, { ...attempt, claimed: [one], ids: [one.id] }, why)
    }
  }
  if (writable.length === attempt.claimed.length) {
    await recordTrouble(parts, attempt, cause)
    throw cause
  }
  await store.mailings.recordRetry(writable, 'bundled with one that cannot be written', clock.wall())
  return claimAndDeliver(parts, writable)
}

async function recordUndelivered(
  { store, clock }: Parts,
  { claimed, ids, isAgain }: Attempt,
  delivery: Exclude<Delivery, { state: 'sent' }>,
): Promise<Sending> {
  const { mailings } = store
  const retryAt = clock.wall() + pauseAfter(triesOf(claimed))
  const isTransient = delivery.state === 'failed' && delivery.lasting === 'transient'
  if (delivery.state === 'maybe-sent' || isAgain) {
    const again = isTransient ? retryAt : isAgain ? null : clock.wall() + AGAIN_AFTER_MAYBE
    await mailings.recordMaybeSent(ids, delivery.reason, again, clock.now())
    return 'maybe-sent'
  }
  if (isTransient) {
    await mailings.recordRetry(ids, delivery.reason, retryAt)
    return 'waits'
  }
  await mailings.recordFailed(ids, delivery.reason, clock.now())
  return 'failed'
}

/** Nothing was handed to a mail server by this try: what cannot be written is tried again until it expires. */
async function recordTrouble(
  { store, clock }: Parts,
  { claimed, ids, isAgain }: Attempt,
  cause: unknown,
): Promise<void> {
  const { mailings } = store
  const reason = cause instanceof Error ? cause.message : String(cause)
  const retryAt = clock.wall() + pauseAfter(triesOf(claimed))
  if (isAgain) await mailings.recordMaybeSent(ids, reason, retryAt, clock.now())
  else if (cause instanceof PermanentMailError) await mailings.recordFailed(ids, reason, clock.now())
  else await mailings.recordRetry(ids, reason, retryAt)
}

const triesOf = (claimed: readonly Mailing[]): number => Math.max(...claimed.map(({ tries }) => tries))
