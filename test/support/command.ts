// Runs the `halfhour` command as a person would, in a process of its own.
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export interface Ran {
  status: number | null
  stdout: string
  stderr: string
}

const cli = fileURLToPath(new URL('../../src/cli.ts', import.meta.url))

/** @param typed what comes in by stdin, to its end */
export function halfhour(args: string[], env: Record<string, string> = {}, typed = ''): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [cli, ...args], { env: { ...process.env, NO_COLOR: '1', ...env } })
    child.stdin.on('error', () => {}).end(typed)
    let stdout = ''
    let stderr = ''
    child.stdout.on('data', (chunk) => (stdout += chunk))
    child.stderr.on('data', (chunk) => (stderr += chunk))
    child.on('error', reject)
    child.on('close', (status) => resolve({ status, stdout, stderr }))
  })
}

/** As `halfhour … | head -0`: nobody reads what it prints. */
export function closedEarly(args: string[], env: Record<string, string> = {}): Promise<Omit<Ran, 'stdout'>> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [cli, ...args], { env: { ...process.env, NO_COLOR: '1', ...env } })
    let stderr = ''
    child.stdout.destroy()
    child.stderr.on('data', (chunk) => (stderr += chunk))
    child.on('error', reject)
    child.on('close', (status) => resolve({ status, stderr }))
  })
}
