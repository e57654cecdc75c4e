// Send: read the meeting once more, claim, render, deliver, record. Planned → claimed → sent, maybe-sent, dropped, failed.
import { HOUR, type Instant, MINUTE } from '../domain/types.ts'
import { PermanentMailError } from '../errors.ts'
import type { Mailing } from '../store/mailing.ts'
import { bundleOf, isAlert } from './bundle.ts'
import { judgePair } from './judge.ts'
import type { Parts } from './parts.ts'
import { pauseAfter } from './retry.ts'

export type Sending = 'sent' | 'maybe-sent' | 'failed' | 'dropped' | 'waits' | 'not-due'

/** How long a worker may take before others think it is gone. Wall clock. */
const LEASE = 5 * MINUTE
const AGAIN_AFTER_MAYBE = 10 * MINUTE
/** M2: an unreadable calendar may be this old for an agenda or a recap. */
const FRESH_ENOUGH = 24 * HOUR

/** Sends the mailing if it is due and still stands; whoever else tries at the same time finds nothing to do. */
export async function sendMailing(parts: Parts, id: number): Promise<Sending> {
  const mailing = await parts.store.mailings.byId(id)
  if (!mailing) return 'not-due'
  if (mailing.state === 'claimed' || mailing.state === 'maybe-sent') return sendAgain(parts, mailing)
  if (mailing.state !== 'planned') return 'not-due'
  if (await dropIfHopeless(parts, mailing)) return 'dropped'
  const bundle = await bundleOf(parts, mailing)
  if (bundle.goesAt > parts.clock.now()) {
    await parts.store.mailings.postpone(bundle.ids, bundle.goesAt)
    return 'waits'
  }
  const ready = await readyOnes(parts, mailing, bundle.ids)
  return ready.includes(id) ? claimAndDeliver(parts, await stillWanted(parts, id, ready)) : 'waits'
}

/** Of a bundle, those that may go and whose calendars could be read; what has to wait comes by itself later. */
async function readyOnes(parts: Parts, mailing: Mailing, ids: readonly number[]): Promise<number[]> {
  const ready: number[] = []
  for (const id of ids) {
    const one = id === mailing.id ? mailing : await parts.store.mailings.byId(id)
    if (one?.state !== 'planned' || (id !== mailing.id && (await dropIfHopeless(parts, one)))) continue
    if (await readOnceMore(parts, one)) ready.push(id)
  }
  return ready
}

/** M2: expired, stopped, or due before mails went to people. */
async function dropIfHopeless(
  { store, clock }: Parts,
  { id, kind, recipient, dueAt, expiresAt }: Mailing,
): Promise<boolean> {
  const now = clock.now()
  const live = await store.settings.goLiveAt()
  const reason =
    expiresAt < now
      ? 'too-late'
      : live !== null && dueAt < live && kind !== 'trouble'
        ? 'before-go-live'
        : (await store.stops.isStopped(recipient, kind, store.secrets))
          ? 'stopped'
          : null
  if (reason) await store.mailings.recordDropped([id], reason, now)
  return reason !== null
}

/**
 * M2: looks at the calendars again and, where that changed anything, judges the pair anew, which withdraws or moves what
 * no longer stands.
 * False: the mail has to wait for a calendar that cannot be read.
 */
async function readOnceMore(parts: Parts, mailing: Mailing): Promise<boolean> {
  const { store, clock } = parts
  const { id, pair, tries } = mailing
  if (pair === null) return true
  const { readable, readAt } = await parts.refresh(pair)
  const young = readAt !== null && readAt > clock.now() - FRESH_ENOUGH
  if (!readable && (isAlert(mailing) || !young)) {
    await store.mailings.recordRetry([id], 'calendar-unreadable', clock.wall() + pauseAfter(tries + 5))
    return false
  }
  if (await store.pairs.isDue(pair, clock.now())) await judgePair(parts, pair)
  return true
}

/** Those that judging left standing and due; none where the one that was asked for is not among them. */
async function stillWanted(
  { store, clock }: Parts,
  asked: number,
  ids: readonly number[],
): Promise<number[]> {
  const rows = await Promise.all(ids.map((id) => store.mailings.byId(id)))
  const now = clock.now()
  const standing = rows.flatMap((row) =>
    row?.state === 'planned' && row.dueAt <= now && row.expiresAt >= now ? [row.id] : [],
  )
  return standing.includes(asked) ? standing : []
}

/** A lease that ran out: the mail may have gone or not. The same mail again is folded by its Message-ID. */
async function sendAgain(parts: Parts, mailing: Mailing): Promise<Sending> {
  const { store, clock } = parts
  const ids = await store.mailings.bundledWith(mailing)
  if (mailing.expiresAt >= clock.now()) return claimAndDeliver(parts, ids)
  await store.mailings.recordMaybeSent(ids, 'interrupted', null, clock.now())
  return 'maybe-sent'
}

async function claimAndDeliver(parts: Parts, ids: readonly number[]): Promise<Sending> {
  const { store, clock } = parts
  const [now, wall] = [clock.now(), clock.wall()]
  const claimed = await store.mailings.claim(ids, { now, wall, until: wall + LEASE })
  if (claimed.length === 0) return 'not-due'
  try {
    return await deliver(parts, claimed, now)
  } catch (cause) {
    await recordTrouble(parts, claimed, cause)
    throw cause
  }
}

async function deliver(parts: Parts, claimed: readonly Mailing[], now: Instant): Promise<Sending> {
  const { store, smtp, mailbox } = parts
  const ids = claimed.map(({ id }) => id)
  const message = await parts.compose(claimed, now)
  if (message === null) {
    await store.mailings.recordDropped(ids, 'nothing-to-say', now)
    return 'dropped'
  }
  const live = (await store.settings.goLiveAt()) !== null
  const delivery = await (live && smtp ? smtp : mailbox).deliver(message)
  if (delivery.state === 'sent') {
    await store.mailings.recordSent(ids, live && smtp ? 'smtp' : 'mailbox', now)
    await store.stops.introduced(message.envelope.to, now, store.secrets)
    return 'sent'
  }
  return recordUndelivered(parts, claimed, delivery)
}

type Undelivered = Exclude<Awaited<ReturnType<Parts['mailbox']['deliver']>>, { state: 'sent' }>

async function recordUndelivered(
  { store, clock }: Parts,
  claimed: readonly Mailing[],
  delivery: Undelivered,
): Promise<Sending> {
  const { mailings } = store
  const ids = claimed.map(({ id }) => id)
  const tries = Math.max(...claimed.map((mailing) => mailing.tries))
  const wasTriedBefore = claimed.some(({ settledAt }) => settledAt !== null)
  if (delivery.state === 'maybe-sent' || wasTriedBefore) {
    const again = wasTriedBefore ? null : clock.wall() + AGAIN_AFTER_MAYBE
    await mailings.recordMaybeSent(ids, delivery.reason, again, clock.now())
    return 'maybe-sent'
  }
  if (delivery.lasting === 'transient') {
    await mailings.recordRetry(ids, delivery.reason, clock.wall() + pauseAfter(tries))
    return 'waits'
  }
  await mailings.recordFailed(ids, delivery.reason, clock.now())
  return 'failed'
}

/** Nothing was handed to a mail server yet: what cannot be rendered is tried again until it expires. */
async function recordTrouble(
  { store, clock }: Parts,
  claimed: readonly Mailing[],
  cause: unknown,
): Promise<void> {
  const ids = claimed.map(({ id }) => id)
  const reason = cause instanceof Error ? cause.message : String(cause)
  if (cause instanceof PermanentMailError) return store.mailings.recordFailed(ids, reason, clock.now())
  await store.mailings.recordRetry(
    ids,
    reason,
    clock.wall() + pauseAfter(Math.max(...claimed.map(({ tries }) => tries))),
  )
}
