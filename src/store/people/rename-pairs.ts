// Pairs, and all that hangs on them, under new addresses. Two that turn out to be one pair become one.
import { sql } from 'kysely'
import type { Address, Instant } from '../../domain/types.ts'
import type { Db } from '../tables.ts'
import type { Renames } from './renames.ts'

interface Move {
  id: number
  /** The pair that it becomes a part of; its own id: it stays. */
  into: number
  /** As M1's subjects name the pair, before and after. */
  old: string
  fresh: string
  a: Address
  b: Address
}

/** Before what is new is written, it stands behind this: in one statement two rows may swap what must be unique. */
const MARK = '\u0001'

export async function renamePairs(trx: Db, renames: Renames, now: Instant): Promise<void> {
  const moves = await movesOf(trx, renames)
  const pairs = moves.filter(({ a, b }) => a !== b)
  await renameMailings(trx, pairs, renames)
  await renameWords(trx, pairs, renames)
  const merged = pairs.filter(({ id, into }) => id !== into)
  if (merged.length > 0) await merge(trx, merged)
  const gone = [...merged, ...moves.filter(({ a, b }) => a === b)].map(({ id }) => id)
  await sql`delete from pairs where id = any(${gone}::int[])`.execute(trx)
  await writeNames(
    trx,
    pairs.filter(({ id, into }) => id === into),
    now,
  )
}

/** Of two pairs that become one the older stays: its history is the longer. */
async function movesOf(trx: Db, renames: Renames): Promise<Move[]> {
  const named = [...new Set([...renames.keys(), ...renames.values()])]
  const { rows } = await sql<{ id: number; a: string; b: string }>`
    select id, a, b from pairs where a = any(${named}) or b = any(${named}) order by id for update`.execute(
    trx,
  )
  const stays = new Map<string, number>()
  const moves = rows.map((row) => {
    const [a, b] = [row.a, row.b].map((who) => renames.get(who) ?? who).sort() as [Address, Address]
    const fresh = `${a} ${b}`
    if (!stays.has(fresh)) stays.set(fresh, row.id)
    const isNamed = renames.has(row.a) || renames.has(row.b)
    return { id: row.id, into: stays.get(fresh) as number, old: `${row.a} ${row.b}`, fresh, a, b, isNamed }
  })
  const grown = new Set(moves.filter(({ id, into }) => id !== into).map(({ into }) => into))
  return moves.filter(({ id, into, isNamed }) => isNamed || id !== into || grown.has(id))
}

/**
 * M1 holds across a rename: kind, recipient and subject name the same mailing as before. Of two that become one, the one
 * that was settled stays. A mail that may have arrived is not tried again: it would be another message now.
 */
async function renameMailings(trx: Db, moves: readonly Move[], renames: Renames): Promise<void> {
  const moved = sql`
    select m.id, m.kind, m.state, m.reason, coalesce(r.new, m.recipient) as recipient, coalesce(p.becomes, m.pair) as pair,
      case when starts_with(m.subject, p.old || ' ') then p.new || substr(m.subject, length(p.old) + 1)
        else m.subject end as subject,
      (select new from renamed where old = m.payload->>'about') as about
    from mailings m left join moves p on p.pair = m.pair left join renamed r on r.old = m.recipient
    where m.pair = any(${moves.map(({ id }) => id)}::int[])
      or (m.kind = 'digest' and m.recipient = any(${[...renames.keys()]}))`
  const given = sql`
    moves as (select * from unnest(${moves.map(({ id }) => id)}::int[], ${moves.map(({ into }) => into)}::int[],
      ${moves.map(({ old }) => old)}::text[], ${moves.map(({ fresh }) => fresh)}::text[]) as m (pair, becomes, old, new)),
    renamed as (select * from unnest(${[...renames.keys()]}::text[], ${[...renames.values()]}::text[]) as r (old, new)),
    moved as (${moved})`
  await sql`with ${given},
      alike as (
        select id, kind, state, reason, recipient, subject from moved union
        select m.id, m.kind, m.state, m.reason, m.recipient, m.subject from mailings m
          join moved using (kind, recipient, subject) where m.id not in (select id from moved)),
      ranked as (
        select id, row_number() over (partition by kind, recipient, subject order by ${rank}, id) as place from alike)
    delete from mailings where id in (select id from ranked where place > 1)`.execute(trx)
  const { rows } = await sql<{ id: number }>`with ${given}
    update mailings m set recipient = moved.recipient, subject = ${MARK} || moved.subject, pair = moved.pair,
      payload = case when moved.about is null then m.payload
        else (m.payload::jsonb || jsonb_build_object('about', moved.about))::json end,
      lease_until = case when m.state = 'maybe-sent' then null else m.lease_until end
    from moved where moved.id = m.id returning m.id`.execute(trx)
  await sql`update mailings set subject = substr(subject, 2) where id = any(${rows.map(({ id }) => id)}::bigint[])`.execute(
    trx,
  )
}

const rank = sql`array_position(array['sent', 'maybe-sent', 'claimed', 'failed'], state) nulls last,
  state = 'dropped' and reason not in ('withdrawn', 'too-late') desc, state = 'planned' desc`

async function renameWords(trx: Db, moves: readonly Move[], renames: Renames): Promise<void> {
  await sql`update words set by_person = r.new
    from unnest(${[...renames.keys()]}::text[], ${[...renames.values()]}::text[]) as r (old, new)
    where pair = any(${moves.map(({ id }) => id)}::int[]) and by_person = r.old`.execute(trx)
}

/** Slots by original start: what the pair that stays remembers counts. */
async function merge(trx: Db, merged: readonly Move[]): Promise<void> {
  const [ids, into] = [merged.map(({ id }) => id), merged.map((move) => move.into)]
  const moves = sql`unnest(${ids}::int[], ${into}::int[]) as move (id, becomes)`
  await sql`insert into meetings (uid, pair)
    select uid, move.becomes from meetings join ${moves} on meetings.pair = move.id on conflict do nothing`.execute(
    trx,
  )
  await sql`insert into slots (pair, original, starts, ends, body, first_seen, acted_on)
    select distinct on (move.becomes, original) move.becomes, original, starts, ends, body, first_seen, acted_on
    from slots join ${moves} on slots.pair = move.id order by move.becomes, original, acted_on desc, move.id
    on conflict (pair, original) do update set first_seen = least(slots.first_seen, excluded.first_seen),
      acted_on = slots.acted_on or excluded.acted_on`.execute(trx)
  await sql`update corrections set pair = move.becomes from ${moves} where pair = move.id`.execute(trx)
  await sql`update words set pair = move.becomes from ${moves} where pair = move.id`.execute(trx)
  await sql`update pairs set first_judged_at = least(pairs.first_judged_at, gone.first_judged_at)
    from (select move.becomes, min(first_judged_at) as first_judged_at from pairs join ${moves} on pairs.id = move.id
      group by 1) gone where pairs.id = gone.becomes`.execute(trx)
}

async function writeNames(trx: Db, pairs: readonly Move[], now: Instant): Promise<void> {
  const [ids, as, bs] = [pairs.map(({ id }) => id), pairs.map(({ a }) => a), pairs.map(({ b }) => b)]
  await sql`update pairs set a = ${MARK} || named.a, b = named.b, judge_at = least(judge_at, ${now})
    from unnest(${ids}::int[], ${as}::text[], ${bs}::text[]) as named (id, a, b) where pairs.id = named.id`.execute(
    trx,
  )
  await sql`update pairs set a = substr(a, 2) where id = any(${ids}::int[])`.execute(trx)
}
