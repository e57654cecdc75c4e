// Send: which of the planned mails may go now (M2, M4); the calendar is read once more before. deliver.ts does the rest.
import type { Mailing } from '../store/mailings/mailing.ts'
import { sendAgain } from './again.ts'
import { bundleOf } from './bundle.ts'
import { claimAndDeliver, type Sending } from './deliver.ts'
import type { Parts } from './parts.ts'
import { nextTry, whyNot, whyUnread } from './standing.ts'

/** Sends the mailing if it is due and still stands; whoever else tries at the same time finds nothing to do. */
export async function sendMailing(parts: Parts, id: number): Promise<Sending> {
  const mailing = await parts.store.mailings.byId(id)
  if (mailing?.state === 'planned') return sendPlanned(parts, mailing)
  if (mailing?.state === 'claimed' || mailing?.state === 'maybe-sent') return sendAgain(parts, mailing)
  return 'not-due'
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
    const reason = await whyUnread(parts, one)
    if (reason === null) ready.push(id)
    else await putOff(parts, one, reason)
  }
  return ready
}

async function dropIfHopeless(parts: Parts, mailing: Mailing): Promise<boolean> {
  const reason = await whyNot(parts, mailing)
  if (reason) await parts.store.mailings.recordDropped([mailing.id], reason, parts.clock.now())
  return reason !== null
}

function putOff(parts: Parts, mailing: Mailing, reason: string): Promise<void> {
  return parts.store.mailings.recordRetry([mailing.id], reason, nextTry(parts, mailing))
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
