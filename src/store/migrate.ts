// Brings the tables up to date at start; the list is static, so that no folder is read.
import type { Kysely } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'
import * as first from './migrations/0001-first.ts'
import * as company from './migrations/0002-company.ts'
import type { Tables } from './tables.ts'

const migrations: Record<string, Migration> = {
  '0001-first': first,
  '0002-company': company,
}

/** Runs what is missing, each start; throws what the database said. */
export async function migrate(db: Kysely<Tables>): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } })
  const { error } = await migrator.migrateToLatest()
  if (error) throw error
}
