// How far a demo has come, kept beside its database, so that one that was killed goes on where it was.
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Instant } from '../domain/types.ts'
import type { GoogleSandbox } from '../sandbox/google/sandbox.ts'

export type ServiceKey = Awaited<ReturnType<GoogleSandbox['oauth']['createServiceAccount']>>

export interface Progress {
  /** The demo's clock: everything up to here was played. */
  now: Instant
  key: ServiceKey
  finished: boolean
}

const FILE = 'demo.json'

/** Null: nothing to go on with, and the folder is empty now. */
export function lastProgress(folder: string): Progress | null {
  try {
    const progress: Progress = JSON.parse(readFileSync(join(folder, FILE), 'utf8'))
    if (!progress.finished) return progress
  } catch {
    // Never begun, or killed before its first step was written.
  }
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  return null
}

/** Whole or not at all: a rename. */
export function keepProgress(folder: string, progress: Progress): void {
  const draft = join(folder, `${FILE}.new`)
  writeFileSync(draft, JSON.stringify(progress), { mode: 0o600 })
  renameSync(draft, join(folder, FILE))
}
