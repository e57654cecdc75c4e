// Whatever the tests leave in the folder for temporary files goes with them.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Vitest's global set-up: `os.tmpdir()` is a folder of this run's own from now on, in all its processes and their children. */
export default function setup(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'halfhour-tests-'))
  process.env.TMPDIR = folder
  return () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
}
