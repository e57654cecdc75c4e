// Send: which of the planned mails may go now (M2, M4); the calendar is read once more before. deliver.ts does the rest.
import type { SettledMailing } from '../domain/planning.ts'
import { HOUR } from '../domain/types.ts'
import type { Mailing } from '../store/mailings/mailing.ts'
import type { DropReason } from '../store/mailings/plans.ts'
import { bundleOf, isAlert } from './bundle.ts'
import { claimAndDeliver, deliverAgain, type Sending } from './deliver.ts'
import { decide, judgePair } from './judge.ts'
import type { Parts } from './parts.ts'
import { pauseAfter } from './retry.ts'

/** M2: an unreadable calendar may be this old for an agenda or a recap. */
const FRESH_ENOUGH = 24 * HOUR

/** Sends the mailing if it is due and still stands; whoever else tries at the same time finds nothing to do. */
export async function sendMailing(parts: Parts, id: number): Promise<Sending> {
  const mailing = await parts.store.mailings.byId(id)
  if (mailing?.state === 'planned') return sendPlanned(parts, mailing)
  if (mailing?.state !== 'claimed' && mailing?.state !== 'maybe-sent') return 'not-due'
  return deliverAgain(parts, mailing, (claimed) => mayGoAgain(parts, claimed))
}

/** Whatever goes wrong on the way to the claim, the mail waits a while before it is looked at again. */
async function sendPlanned(parts: Parts, mailing: Mailing): Promise<Sending> {
  const going = await whatGoes(parts, mailing).catch(async (cause: Error) => {
    await putOff(parts, mailing, cause.message)
    throw cause
  })
  return typeof going === 'string' ? going : claimAndDeliver(parts, going)
}

/** The mailings that go in one mail now, or why none does. */
async function whatGoes(parts: Parts, mailing: Mailing): Promise<number[] | Sending> {
  const { id } = mailing
  if (await dropIfHopeless(parts, mailing)) return 'dropped'
  const bundle = await bundleOf(parts, mailing)
  if (bundle.goesAt > parts.clock.now()) {
    await parts.store.mailings.postpone(bundle.ids, bundle.goesAt)
    return 'waits'
  }
  const ready = await readyOnes(parts, mailing, bundle.ids)
  return ready.includes(id) ? stillWanted(parts, id, ready) : 'waits'
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

async function dropIfHopeless(parts: Parts, mailing: Mailing): Promise<boolean> {
  const reason = await whyNot(parts, mailing)
  if (reason) await parts.store.mailings.recordDropped([mailing.id], reason, parts.clock.now())
  return reason !== null
}

/**
 * M2 for what was claimed before, perhaps long ago. What has to wait, and what no longer stands, stays perhaps sent: it is
 * never planned anew (M1).
 */
async function mayGoAgain(parts: Parts, claimed: Mailing): Promise<boolean> {
  const isWanted = (await whyNot(parts, claimed)) === null
  if (isWanted && !(await readOnceMore(parts, claimed))) return false
  if (isWanted && (await isPlannedStill(parts, claimed))) return true
  await parts.store.mailings.recordMaybeSent([claimed.id], 'interrupted', null, parts.clock.now())
  return false
}

/** Whether judging would plan it now, had nobody claimed it. */
async function isPlannedStill({ store, clock }: Parts, mailing: Mailing): Promise<boolean> {
  if (mailing.pair === null) return true
  const now = clock.now()
  const known = await store.judging.known(mailing.pair, now)
  const isIt = ({ kind, recipient, subject }: SettledMailing) =>
    kind === mailing.kind && recipient === mailing.recipient && subject === mailing.subject
  const settled = known?.settled.filter((one) => !isIt(one)) ?? []
  return known !== null && decide({ ...known, settled }, now).mailings.some(isIt)
}

/** M2: expired, due before mails went to people, or stopped by its recipient. */
async function whyNot(
  { store, clock }: Parts,
  { kind, recipient, dueAt, expiresAt }: Mailing,
): Promise<DropReason | null> {
  if (expiresAt < clock.now()) return 'too-late'
  const live = await store.settings.goLiveAt()
  if (live !== null && dueAt < live && kind !== 'trouble') return 'before-go-live'
  return (await store.stops.isStopped(recipient, kind, store.secrets)) ? 'stopped' : null
}

/**
 * M2: looks at the calendars again and, where that changed anything, judges the pair anew, which withdraws or moves what
 * no longer stands. False: the mail has to wait for a calendar that cannot be read, or a pair that cannot be judged.
 */
async function readOnceMore(parts: Parts, mailing: Mailing): Promise<boolean> {
  const { store, clock } = parts
  const { pair } = mailing
  if (pair === null) return true
  const { readable, readAt } = await parts.refresh(pair)
  const young = readAt !== null && readAt > clock.now() - FRESH_ENOUGH
  if (!readable && (isAlert(mailing) || !young)) {
    await putOff(parts, mailing, 'calendar-unreadable')
    return false
  }
  if (!(await store.pairs.isDue(pair, clock.now()))) return true
  return judgePair(parts, pair).then(
    () => true,
    (cause: Error) => putOff(parts, mailing, cause.message).then(() => false),
  )
}

function putOff(
  { store: { mailings }, clock }: Parts,
  { id, state, tries }: Mailing,
  reason: string,
): Promise<void> {
  const again = clock.wall() + pauseAfter(tries + 5)
  if (state === 'planned') return mailings.recordRetry([id], reason, again)
  return mailings.recordMaybeSent([id], reason, again, clock.now())
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
