// Connections whose proof ends on a known day, and the mails about it that wait.
import { sql } from 'kysely'
import type { Address, Day } from '../../domain/types.ts'
import type { Db } from '../tables.ts'
import type { Connection } from './connections.ts'
import { type Proof, proofOf } from './options.ts'

export interface Expiring {
  connection: number
  name: string
  proof: Proof['proof']
  ends: Day
  /** People whose calendars come by it. */
  affected: number
}

type Row = Omit<Expiring, 'proof' | 'ends'> & { options: Record<string, unknown> }

export async function all(db: Db): Promise<Expiring[]> {
  const { rows } = await sql<Row>`
    select id as connection, name, options,
      (select count(distinct owner) from calendars where connection = connections.id and look_at is not null) as affected
    from connections where options->>'secretExpires' is not null order by id`.execute(db)
  return rows.flatMap(({ options, ...row }) => {
    const { proof, secretExpires: ends } = proofOf({ options }) ?? {}
    return proof && ends ? [{ ...row, proof, ends }] : []
  })
}

/** Beside the options as they were read; what somebody noted meanwhile stays. */
export async function note(
  db: Db,
  { id, options }: Pick<Connection, 'id' | 'options'>,
  proof: Proof,
): Promise<void> {
  await db
    .updateTable('connections')
    .set({ options: JSON.stringify({ ...options, ...proof }) })
    .where('id', '=', id)
    .where(sql<boolean>`options->>'proof' is null`)
    .execute()
}

/** Planned, not gone out yet. */
export async function planned(db: Db): Promise<{ id: number; recipient: Address; subject: string }[]> {
  const rows = await db
    .selectFrom('mailings')
    .select(['id', 'recipient', 'subject', 'payload'])
    .where('kind', '=', sql.lit('trouble'))
    .where('state', '=', sql.lit('planned'))
    .execute()
  return rows.filter(({ payload }) => 'expiring' in payload)
}
