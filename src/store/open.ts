// Opens the store: PostgreSQL by its address, or the embedded database of a folder. One code path from there on.
import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import * as absences from './absences.ts'
import * as away from './away.ts'
import { bind } from './bind.ts'
import * as calendars from './calendars.ts'
import * as connections from './connections.ts'
import * as copies from './copies.ts'
import * as diary from './diary.ts'
import { type Embedded, startEmbedded } from './embedded.ts'
import * as events from './events.ts'
import * as judging from './judging.ts'
import * as mailbox from './mailbox.ts'
import * as mailings from './mailings.ts'
import { migrate } from './migrate.ts'
import * as overview from './overview.ts'
import * as pairs from './pairs.ts'
import * as people from './people.ts'
import * as policies from './policies.ts'
import * as retention from './retention.ts'
import { keyOfFolder, secretsOf } from './secrets.ts'
import * as sending from './sending.ts'
import * as settings from './settings.ts'
import * as slots from './slots.ts'
import * as stops from './stops.ts'
import type { Db, Tables } from './tables.ts'
import * as trouble from './trouble.ts'
import { unreachable } from './unreachable.ts'

export interface StoreOptions {
  /** PostgreSQL; else the embedded database in `dataDir`. */
  databaseUrl?: string | undefined
  dataDir: string
  /** 32 bytes; embedded: made once in the folder if not given. */
  secretKey?: Buffer | undefined
  /** An embedded database that is served already (tests). */
  embedded?: Embedded
}

export type Store = Awaited<ReturnType<typeof openStore>>

/** Starts, migrates and wires the store. Throws a UsageError that says what to do where that cannot be. */
export async function openStore(options: StoreOptions) {
  const { databaseUrl } = options
  const embedded =
    databaseUrl === undefined ? (options.embedded ?? (await startEmbedded(options.dataDir))) : null
  const url = databaseUrl ?? (embedded as Embedded).url
  const secrets = secretsOf(options.secretKey ?? keyOfFolder(options.dataDir))
  const db = connect(url, embedded !== null)
  const close = async () => {
    await db.destroy()
    await embedded?.close()
  }
  await migrate(db).catch(async (cause) => {
    await close()
    throw unreachable(cause, url) ?? cause
  })
  const raw: Db = db
  return {
    db,
    url,
    /** One process, one session: the queues must be told (they share the database). */
    embedded: embedded !== null,
    secrets,
    close,
    absences: bind(raw, absences),
    away: bind(raw, away),
    calendars: bind(raw, calendars),
    connections: bind(raw, connections),
    copies: bind(raw, copies),
    diary: bind(raw, diary),
    events: bind(raw, events),
    judging: bind(raw, judging),
    mailbox: bind(raw, mailbox),
    mailings: { ...bind(raw, mailings), ...bind(raw, sending) },
    overview: bind(raw, overview),
    pairs: bind(raw, pairs),
    people: bind(raw, people),
    policies: bind(raw, policies),
    retention: bind(raw, retention),
    settings: bind(raw, settings),
    slots: bind(raw, slots),
    stops: bind(raw, stops),
    trouble: bind(raw, trouble),
  }
}

const INT8 = 20
/** Instants and counts fit a double; `pg` would give strings. */
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    oid === INT8 ? Number : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
}

/** More connections than a few only queue up in the one session of the embedded database. */
function connect(url: string, embedded: boolean): Kysely<Tables> {
  const pool = new pg.Pool({ connectionString: url, max: embedded ? 4 : 10, types })
  pool.on('error', () => {}) // An idle connection that breaks is replaced; whoever asks next hears of real trouble.
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })
}
