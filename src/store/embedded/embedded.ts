// The embedded database: PGlite in a folder, served to `pg` over a socket.
import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { PGlite } from '@electric-sql/pglite'
import { UsageError } from '../../errors.ts'
import { lockFolder, tellUrl } from './lock.ts'
import { serveWire } from './wire.ts'

export interface Embedded {
  /** Connection string for `pg`. */
  url: string
  close(): Promise<void>
}

/**
 * PGlite would take 160 MB of buffers and leave out fsync. All clients share its one session, which no start-up option of
 * theirs reaches: hence the schema of the queues' tables (BullMQ finds them by search path) is named here.
 */
const OWN_PARAMS = ['shared_buffers=16MB', 'wal_buffers=1MB', 'fsync=on', 'search_path=public,bullmq']
export const startParams = [...PGlite.defaultStartParams, ...OWN_PARAMS.flatMap((setting) => ['-c', setting])]

/**
 * V8 would optimize PostgreSQL while it runs: for its expression interpreter alone that takes 600 MB and more than a
 * second of every start. Queries as short as ours run as fast without; a scan of 300,000 rows takes up to twice the time.
 */
function leaveUnoptimized(): void {
  for (const flag of ['--no-wasm-tier-up', '--no-wasm-dynamic-tiering']) setFlagsFromString(flag)
}

/** Starts the database of a data folder; throws a UsageError where it cannot be written or another process has it open. */
export async function startEmbedded(dataDir: string): Promise<Embedded> {
  const unlock = claimFolder(dataDir)
  leaveUnoptimized()
  try {
    const { url, close } = await serveDatabase(
      await PGlite.create(join(dataDir, 'database'), { startParams }),
    )
    tellUrl(dataDir, url)
    return { url, close: () => close().finally(unlock) }
  } catch (cause) {
    unlock()
    throw cause
  }
}

function claimFolder(dataDir: string): () => void {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 })
    return lockFolder(dataDir)
  } catch (cause) {
    const wayOut = WAYS_OUT[(cause as NodeJS.ErrnoException).code ?? '']
    if (wayOut === undefined) throw cause
    throw new UsageError(`The data folder ${resolve(dataDir)} cannot be used: ${wayOut}`, { cause })
  }
}

const ELSEWHERE = 'Set DATA_DIR to a folder of your own.'
const WAYS_OUT: Record<string, string> = {
  EACCES: `this user may not write there. ${ELSEWHERE}`,
  EPERM: `this user may not write there. ${ELSEWHERE}`,
  EROFS: `the disk can only be read. ${ELSEWHERE}`,
  EEXIST: `it is a file. ${ELSEWHERE}`,
  ENOTDIR: `a part of its path is a file. ${ELSEWHERE}`,
  ENOSPC: 'the disk is full. Make room, or set DATA_DIR to a folder elsewhere.',
}

/** Serves a PGlite that is open already; closing closes both. */
export async function serveDatabase(db: PGlite): Promise<Embedded> {
  const wire = await serveWire(db)
  return {
    url: wire.url,
    close: async () => {
      await wire.close()
      await db.close()
    },
  }
}
