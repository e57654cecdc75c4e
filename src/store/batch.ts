// Many rows in few statements, text that PostgreSQL takes, and transactions that wait for each other.
import type { Db } from './tables.ts'

/** Well under PostgreSQL's 65,535 parameters for the widest of our rows. */
const ROWS = 1_000

export function chunked<T>(rows: readonly T[], size = ROWS): T[][] {
  const chunks: T[][] = []
  for (let at = 0; at < rows.length; at += size) chunks.push(rows.slice(at, at + size))
  return chunks
}

/** PostgreSQL's text holds no NUL and no half of a surrogate pair; ids and addresses from outside may. */
export function plain(text: string): string {
  return (text.includes('\0') ? text.replaceAll('\0', '') : text).toWellFormed()
}

export function plainOrNull(text: string | null): string | null {
  return text === null ? null : plain(text)
}

/** So often the same two hardly meet. */
const ATTEMPTS = 4
const DEADLOCK = '40P01'

/**
 * Runs in the transaction that is open, or in one of its own. Of two that wait for each other PostgreSQL ends one: that one
 * begins anew, so `work` does nothing but read and write the database.
 */
export async function within<T>(db: Db, work: (trx: Db) => Promise<T>): Promise<T> {
  if (db.isTransaction) return work(db)
  for (let attempt = 1; ; attempt++) {
    try {
      return await db.transaction().execute(work)
    } catch (error) {
      if ((error as { code?: unknown }).code !== DEADLOCK || attempt === ATTEMPTS) throw error
    }
  }
}
