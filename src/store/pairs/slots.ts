// Slots and their verdicts as last judged; what was acted on is corrected in the open, never rewritten silently (V).
import { isDeepStrictEqual } from 'node:util'
import type { Slot } from '../../domain/judgement.ts'
import { type Address, type Instant, WEEK, type Word } from '../../domain/types.ts'
import { chunked, within } from '../batch.ts'
import type { Db } from '../tables.ts'
import { judgeNow } from './pairs.ts'

/** Slots are kept this far ahead. */
const AHEAD = 5 * WEEK

export interface Correction {
  original: Instant
  at: Instant
  was: Slot
  /** Null: there is no such slot any more. */
  became: Slot | null
}

/** Makes the stored slots of a pair equal these. Returns how many corrections that took. */
export async function saveSlots(
  trx: Db,
  pair: number,
  judged: readonly Slot[],
  now: Instant,
): Promise<number> {
  const stored = await trx
    .selectFrom('slots')
    .select(['original', 'body', 'acted_on'])
    .where('pair', '=', pair)
    .execute()
  const before = new Map(stored.map((row) => [row.original, row]))
  const slots = judged.filter((slot) => slot.original <= now + AHEAD || before.has(slot.original))
  const after = new Map(slots.map((slot) => [slot.original, slot]))
  const changed = slots.filter((slot) => !isDeepStrictEqual(before.get(slot.original)?.body, slot))
  const gone = stored.filter(({ original }) => !after.has(original)).map(({ original }) => original)
  const corrections = [...changed.map(({ original }) => original), ...gone].flatMap((original) => {
    const row = before.get(original)
    if (!row?.acted_on) return []
    const correction = { original, at: now, was: row.body as Slot, became: after.get(original) ?? null }
    return saysTheSame(correction) ? [] : [correction]
  })
  await writeSlots(trx, pair, changed, now)
  for (const some of chunked(gone))
    await trx.deleteFrom('slots').where('pair', '=', pair).where('original', 'in', some).execute()
  for (const { was, became, ...rest } of corrections) {
    const row = { ...rest, pair, was: JSON.stringify(was), became: became && JSON.stringify(became) }
    await trx.insertInto('corrections').values(row).execute()
  }
  return corrections.length
}

/** Only what people were told counts: state, move, flags, reasons. */
function saysTheSame({ was, became }: Correction): boolean {
  const told = (slot: Slot | null) => slot && [slot.state, slot.moved, slot.flags, slot.reasons]
  return isDeepStrictEqual(told(was), told(became))
}

async function writeSlots(trx: Db, pair: number, slots: readonly Slot[], now: Instant): Promise<void> {
  for (const some of chunked(slots)) {
    const rows = some.map((slot) => ({
      pair,
      original: slot.original,
      starts: slot.start,
      ends: slot.end,
      body: JSON.stringify(slot),
      first_seen: now,
    }))
    await trx
      .insertInto('slots')
      .values(rows)
      .onConflict((oc) =>
        oc.columns(['pair', 'original']).doUpdateSet((eb) => ({
          starts: eb.ref('excluded.starts'),
          ends: eb.ref('excluded.ends'),
          body: eb.ref('excluded.body'),
        })),
      )
      .execute()
  }
}

export async function ofPair(db: Db, pair: number): Promise<Slot[]> {
  const rows = await db
    .selectFrom('slots')
    .select('body')
    .where('pair', '=', pair)
    .orderBy('original')
    .execute()
  return rows.map(({ body }) => body as Slot)
}

export async function correctionsOf(db: Db, pair: number): Promise<Correction[]> {
  const rows = await db
    .selectFrom('corrections')
    .select(['original', 'at', 'was', 'became'])
    .where('pair', '=', pair)
    .orderBy('at')
    .execute()
  return rows.map((row) => ({ ...row, was: row.was as Slot, became: row.became as Slot | null }))
}

/** V1: appends somebody's word and judges the pair at once. */
export async function say(db: Db, pair: number, word: Word & { by: Address }, now: Instant): Promise<void> {
  const { original, by, said, at } = word
  await within(db, async (trx) => {
    await trx.insertInto('words').values({ pair, original, by_person: by, said, at }).execute()
    await judgeNow(trx, pair, now)
  })
}
