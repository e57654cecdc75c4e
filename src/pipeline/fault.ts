// What broke, as it is noted on its row and shown: a code, the words and the way out.
import { BUG, BUSY, UNREACHABLE } from '../domain/fault.ts'
import { AuthError, FileError, ThrottledError, TransientError, UsageError } from '../errors.ts'
import type { Fault } from '../store/tables.ts'

export function faultOf(error: unknown): Fault {
  if (error instanceof AuthError) {
    const { message, wayOut, raw, isAdmins } = error
    const more = { ...(wayOut && { wayOut }), ...(raw && { raw }), ...(isAdmins && { isAdmins }) }
    return { code: error.code ?? 'refused', message, ...more }
  }
  const message = error instanceof Error ? error.message : String(error)
  if (error instanceof ThrottledError) return { code: BUSY, message }
  if (error instanceof TransientError)
    return { code: UNREACHABLE, message, ...(error.wayOut && { wayOut: error.wayOut }) }
  if (error instanceof UsageError) return { code: 'credentials', message }
  if (error instanceof FileError) return { code: 'unreadable', message, wayOut: MEND_FILE }
  return { code: BUG, message }
}

const MEND_FILE =
  'Put the calendar back where it was, or connect it from where it is now: halfhour connect ics FILE-or-URL --owner EMAIL.'

/** A UsageError: its credentials cannot be opened. A FileError: feeds and files are connections of one calendar. */
export function concernsConnection(error: unknown): boolean {
  if (error instanceof AuthError) return error.concerns === 'connection'
  return error instanceof UsageError || error instanceof FileError
}

/** Refused for this person alone; nobody else is affected. */
export function concernsPerson(error: unknown): boolean {
  return error instanceof AuthError && error.concerns === 'calendar'
}
