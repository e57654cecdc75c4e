// Says in one sentence why PostgreSQL cannot be used, where a person can do something about it.
import { UsageError } from '../errors.ts'

/** Null: not of this kind. The sentence names host and database, never the password. */
export function unreachable(cause: unknown, databaseUrl: string): UsageError | null {
  const { code = '' } = cause as { code?: string }
  const wayOut = WAYS_OUT[code]
  if (wayOut === undefined) return null
  const { host, pathname } = new URL(databaseUrl)
  return new UsageError(
    `PostgreSQL at ${host || 'localhost'}, database ${pathname.slice(1) || 'of the same name as the user'}: ${wayOut}`,
    { cause },
  )
}

const NOT_THERE = 'Nothing answers there. Start it, or correct DATABASE_URL.'
const NOT_LET_IN = 'It refuses this user or password. Correct DATABASE_URL.'

/** Codes of Node and of PostgreSQL (its Appendix A). */
const WAYS_OUT: Record<string, string> = {
  ECONNREFUSED: NOT_THERE,
  ECONNRESET: NOT_THERE,
  EHOSTUNREACH: NOT_THERE,
  ETIMEDOUT: NOT_THERE,
  ENOTFOUND: 'There is no such host. Correct DATABASE_URL.',
  EAI_AGAIN: 'The name of the host cannot be looked up. Correct DATABASE_URL, or try again later.',
  '28000': NOT_LET_IN,
  '28P01': NOT_LET_IN,
  '3D000': 'There is no such database. Create it, or correct DATABASE_URL.',
  '42501': 'This user may not create tables. Make them the owner of the database.',
  '57P03': 'It is starting up or shutting down. Try again in a moment.',
  '53300': 'It has no connection left. Raise its max_connections, or end what holds them.',
}
