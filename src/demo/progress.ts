// How far a demo has come, kept beside its database, so that one that was killed goes on where it was.
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Instant } from '../domain/types.ts'
import { UsageError } from '../errors.ts'
import type { Houses } from '../sandbox/sample-company/houses.ts'
import { lockFolder } from '../store/embedded/lock.ts'

/** By which the service comes in at both houses. */
export interface Keys {
  google: Awaited<ReturnType<Houses['google']['oauth']['createServiceAccount']>>
  microsoft: ReturnType<Houses['microsoft']['oauth']['registerApp']>
}

export interface Progress {
  /** The demo's clock: everything up to here was played. */
  now: Instant
  keys: Keys
  finished: boolean
}

const FILE = 'demo.json'
/** The embedded database of a demo, within its folder. */
export const STORE = 'store'
/** Who manages whom across the two houses. */
export const ROSTER = 'people.csv'
const OURS = [FILE, `${FILE}.new`, STORE, ROSTER]

/**
 * Null: nothing to go on with, and nothing of an earlier demo is left in the folder. Throws a UsageError where another
 * demo runs in it, or where it holds what no demo wrote.
 */
export function lastProgress(folder: string): Progress | null {
  try {
    refuseTaken(folder)
    const progress = written(folder)
    if (progress && !progress.finished) return progress
    for (const name of OURS) rmSync(join(folder, name), { recursive: true, force: true })
    mkdirSync(folder, { recursive: true })
    return null
  } catch (cause) {
    if (cause instanceof UsageError) throw cause
    const { code, message } = cause as NodeJS.ErrnoException
    throw new UsageError(
      `The demo cannot keep anything in ${folder} (${code ?? message}). Name another folder: --data FOLDER.`,
      { cause },
    )
  }
}

/** Null: never begun, killed before its first step was written, or of a demo that knew Google alone. */
function written(folder: string): Progress | null {
  try {
    const told: Progress = JSON.parse(readFileSync(join(folder, FILE), 'utf8'))
    return told.keys ? told : null
  } catch {
    return null
  }
}

function refuseTaken(folder: string): void {
  if (!existsSync(folder)) return
  const stranger = readdirSync(folder).find((name) => !OURS.includes(name))
  if (stranger !== undefined)
    throw new UsageError(
      `${folder} holds “${stranger}”, which is not of a demo. Name a folder for the demo alone: --data FOLDER.`,
    )
  try {
    if (existsSync(join(folder, STORE))) lockFolder(join(folder, STORE))()
  } catch (cause) {
    if (!(cause instanceof UsageError)) throw cause
    throw new UsageError(
      `Another demo runs in ${folder}. Stop that one first, or name another folder: --data FOLDER.`,
      { cause },
    )
  }
}

/** Whole or not at all: a rename. */
export function keepProgress(folder: string, progress: Progress): void {
  const draft = join(folder, `${FILE}.new`)
  writeFileSync(draft, JSON.stringify(progress), { mode: 0o600 })
  renameSync(draft, join(folder, FILE))
}
