// A connection tested step by step, before it is stored or when somebody asks how it is: the steps, whoever tells them.
import type { Address } from '../domain/types.ts'
import { AuthError, FileError, GoneError, ThrottledError, TransientError, UsageError } from '../errors.ts'
import { firstAsk } from './ask.ts'
import type { CalendarService } from './contract.ts'

/**
 * One step of a test, told when it is over. Steps come in the order of their needs: where one failed, those that need it
 * are skipped, those that do not are still tried.
 */
export interface Step {
  /** What was tried, for people: "Scope calendar.events.readonly". Unlike any other of the same test. */
  name: string
  /** 'busy': too much was asked of the service just now. Nothing is broken, and nothing was found out. */
  outcome: 'ok' | 'failed' | 'busy' | 'skipped'
  /** What was found, what is wrong, or why it was not tried: a plain sentence or two. */
  said: string
  /** Only of a failed or a busy step: what to do about it. */
  wayOut?: string
  /** Only of a failed step: the vendor's own words. Neither here nor elsewhere a secret. */
  raw?: string
}

/** Never rejects for what the vendor says or the network does: that is a step's outcome. */
export type Probe = AsyncGenerator<Step, void, undefined>

/** Everything that was tried went well. */
export function isWell(steps: readonly Step[]): boolean {
  return steps.every(({ outcome }) => outcome === 'ok')
}

/** What an attempt found, for later steps, and the sentence for people. */
export interface Found<T> {
  said: string
  found: T
}

/**
 * A step that needs what an earlier one found. Returns what it found itself; null: it failed, or was skipped.
 * @param need null: it was not found. `what` it is called
 */
export async function* step<N, T>(
  name: string,
  [need, what]: readonly [N | null, string],
  attempt: (need: N) => Promise<Found<T>>,
): AsyncGenerator<Step, T | null, undefined> {
  if (need === null) {
    yield { name, outcome: 'skipped', said: `Not tried: it needs ${what}.` }
    return null
  }
  try {
    const { said, found } = await attempt(need)
    yield { name, outcome: 'ok', said }
    return found
  } catch (error) {
    yield { name, outcome: error instanceof ThrottledError ? 'busy' : 'failed', ...wordsOf(error) }
    return null
  }
}

/** How many events are on the first page, which is enough to know. @param providerId by which the service knows the calendar */
export async function eventsOf(
  service: CalendarService,
  owner: Address,
  providerId = owner,
): Promise<number> {
  const calendar = { id: owner, owner, providerId, zone: null }
  for await (const { events } of service.changes(calendar, firstAsk(Date.now()))) return events.length
  return 0
}

/** What is told of a failure that somebody can do something about, or that passes. A bug is thrown on. */
export function wordsOf(error: unknown): Omit<Step, 'name' | 'outcome'> {
  if (error instanceof AuthError) {
    const { message: said, wayOut, raw } = error
    return { said, ...(wayOut ? { wayOut } : {}), ...(raw ? { raw } : {}) }
  }
  if (error instanceof ThrottledError) return { said: error.message, wayOut: AGAIN }
  if (error instanceof TransientError) return { said: error.message, wayOut: error.wayOut ?? AGAIN }
  if (TOLD.some((kind) => error instanceof kind)) return { said: (error as Error).message }
  throw error
}

const AGAIN = 'Try again in a moment: it usually passes by itself.'
const TOLD = [UsageError, FileError, GoneError]
