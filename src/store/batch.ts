// Many rows in few statements, and text that PostgreSQL takes.
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

/** Runs in the transaction that is open, or in one of its own. */
export function within<T>(db: Db, work: (trx: Db) => Promise<T>): Promise<T> {
  return db.isTransaction ? work(db) : db.transaction().execute(work)
}
