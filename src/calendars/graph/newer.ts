// Properties of events that some clouds do not know yet: asked for where they are known, done without where they are not.
import { AuthError } from '../../errors.ts'
import type { Graph } from './session.ts'

/** Without them `iCalUId` tells the series, `originalStart` the date. */
export const NEWER = 'uid,occurrenceId,'

/** Those that refused. */
const older = new WeakSet<Graph>()

/** @param ask given what to put before the other properties; called once more where they are refused */
export async function withNewer<T>(graph: Graph, ask: (newer: string) => Promise<T>): Promise<T> {
  if (older.has(graph)) return ask('')
  try {
    return await ask(NEWER)
  } catch (error) {
    if (!(error instanceof AuthError) || !isUnknownProperty(error.raw ?? '')) throw error
    older.add(graph)
    return ask('')
  }
}

/** In Graph's words. */
export function isUnknownProperty(words: string): boolean {
  return words.includes('Could not find a property named')
}
