// Opens the store: PostgreSQL by its address, or the embedded database of a folder. One code path from there on.
import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import type { Address, Instant } from '../domain/types.ts'
import { bind } from './bind.ts'
import * as calendars from './calendars/calendars.ts'
import * as channels from './calendars/channels.ts'
import * as checks from './calendars/checks.ts'
import * as copies from './calendars/copies.ts'
import * as events from './calendars/events.ts'
import * as connections from './connections/connections.ts'
import * as expiries from './connections/expiries.ts'
import * as pauses from './connections/pauses.ts'
import * as standing from './connections/standing.ts'
import * as trouble from './connections/trouble.ts'
import * as accounts from './directory/accounts.ts'
import * as directories from './directory/directories.ts'
import * as unlisted from './directory/unlisted.ts'
import * as unwatched from './directory/unwatched.ts'
import { type Embedded, startEmbedded } from './embedded/embedded.ts'
import { urlOf } from './embedded/lock.ts'
import * as diary from './mailings/diary.ts'
import * as mailbox from './mailings/mailbox.ts'
import * as mailings from './mailings/mailings.ts'
import * as sending from './mailings/sending.ts'
import { migrate } from './migrate.ts'
import * as overview from './overview.ts'
import * as judging from './pairs/judging.ts'
import * as pairs from './pairs/pairs.ts'
import * as policies from './pairs/policies.ts'
import * as slots from './pairs/slots.ts'
import * as absences from './people/absences.ts'
import * as away from './people/away.ts'
import * as colleagues from './people/colleagues.ts'
import * as holidays from './people/holidays.ts'
import * as people from './people/people.ts'
import * as stops from './people/stops.ts'
import { tell } from './people/told.ts'
import * as retention from './retention.ts'
import { keyOfFolder, type Secrets, secretsOf } from './secrets.ts'
import * as settings from './settings.ts'
import type { Db, Tables, Told } from './tables.ts'
import { unreachable } from './unreachable.ts'

export interface StoreOptions {
  /** PostgreSQL; else the embedded database in `dataDir`. */
  databaseUrl?: string | undefined
  dataDir: string
  /** 32 bytes; embedded: made once in the folder if not given. */
  secretKey?: Buffer | undefined
  /** An embedded database that is served already (tests). */
  embedded?: Embedded
  /** For commands: where a running service has the embedded database open, look in through it. */
  beside?: boolean
}

export type Store = Awaited<ReturnType<typeof openStore>>

/** Starts, migrates and wires the store. Throws a UsageError that says what to do where that cannot be. */
export async function openStore(options: StoreOptions) {
  const { databaseUrl } = options
  const running = options.beside && databaseUrl === undefined ? urlOf(options.dataDir) : null
  const embedded = databaseUrl === undefined ? await embeddedOf(options, running) : null
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
    /** A running service has it open, and we look in through it. */
    beside: running !== null,
    secrets,
    close,
    absences: bind(raw, absences),
    accounts: bind(raw, accounts),
    away: bind(raw, away),
    calendars: bind(raw, calendars),
    channels: bind(raw, channels),
    checks: bind(raw, checks),
    connections: bind(raw, connections),
    copies: bind(raw, copies),
    diary: bind(raw, diary),
    directories: bind(raw, directories),
    events: bind(raw, events),
    holidays: bind(raw, holidays),
    judging: bind(raw, judging),
    mailbox: bind(raw, mailbox),
    mailings: { ...bind(raw, mailings), ...bind(raw, sending) },
    overview: bind(raw, overview),
    pairs: bind(raw, pairs),
    pauses: bind(raw, pauses),
    people: peopleOf(raw, secrets),
    policies: bind(raw, policies),
    retention: bind(raw, retention),
    settings: bind(raw, settings),
    slots: bind(raw, slots),
    standing: bind(raw, standing),
    stops: bind(raw, stops),
    trouble: bind(raw, trouble),
    expiries: bind(raw, expiries),
  }
}

/** Whoever only looks in leaves it open. */
async function embeddedOf({ embedded, dataDir }: StoreOptions, url: string | null): Promise<Embedded> {
  return embedded ?? (url ? { url, close: async () => {} } : startEmbedded(dataDir))
}

/** Whoever is new may have been a stranger in somebody's calendar; only hashes of those are known. */
const peopleOf = (db: Db, secrets: Secrets) => ({
  ...bind(db, people),
  ...bind(db, colleagues),
  ...bind(db, unlisted),
  ...bind(db, unwatched),
  save: (some: readonly people.KnownPerson[], source: string, now: Instant) =>
    people.save(db, some, source, now, secrets),
  tell: (told: ReadonlyMap<Address, Told>, now: Instant) => tell(db, told, now, secrets),
  addDomains: (names: readonly string[], now: Instant) => people.addDomains(db, names, now, secrets),
})

const INT8 = 20
/** Instants and counts fit a double; `pg` would give strings. */
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    oid === INT8 ? Number : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
}

/** More connections than a few only queue up in the one session of the embedded database. */
function connect(url: string, embedded: boolean): Kysely<Tables> {
  const pool = new pg.Pool({ connectionString: url, max: embedded ? 4 : 10, types })
  outliveBreaks(pool)
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })
}

/**
 * A connection that breaks, idle or between two queries of a transaction, is replaced; whoever asks next hears of real
 * trouble. Without listeners the process would end.
 */
function outliveBreaks(pool: pg.Pool): void {
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
}
