// Paths as a person means them.
import { resolve } from 'node:path'

/** npm runs scripts in the project's folder; paths are meant from where the person stands. */
export function located(path: string): string {
  return resolve(process.env.INIT_CWD ?? process.cwd(), path)
}
