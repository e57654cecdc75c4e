// The few kinds of failure that decide what happens next. Everything else is a bug and stays a plain Error.

/** What a person did or set wrongly; `message` says what happened, to what, and what to do. Ends the command. */
export class UsageError extends Error {
  override name = 'UsageError'
}

/** Whoever was asked at the terminal broke off (Ctrl+C, Ctrl+D). Ends the command without a word. */
export class GivenUp extends Error {
  override name = 'GivenUp'
}

/** A calendar service refuses us until somebody acts: credentials, consent, a switched-off API. */
export class AuthError extends Error {
  override name = 'AuthError'
  /** The vendor's own code, e.g. 'unauthorized_client'. */
  code: string | null
  /** What is broken: all that hangs on the connection, or one person's calendar alone. */
  concerns: 'connection' | 'calendar'
  /** Only an admin can mend it, also where the connection is a person's own. */
  isAdmins: boolean
  /** What to do about it, a sentence or two for an admin. */
  wayOut: string | null
  /** The vendor's own words. */
  raw: string | null

  constructor(message: string, options: ErrorOptions & Partial<Refusal> = {}) {
    super(message, options)
    this.code = options.code ?? null
    this.concerns = options.concerns ?? 'connection'
    this.isAdmins = options.isAdmins ?? false
    this.wayOut = options.wayOut ?? null
    this.raw = options.raw ?? null
  }
}

type Refusal = Pick<AuthError, 'code' | 'concerns' | 'isAdmins' | 'wayOut' | 'raw'>

/** A cursor, subscription or calendar is no longer known there: start over (or give up that one). */
export class GoneError extends Error {
  override name = 'GoneError'
}

/** Too many requests; nothing is broken. */
export class ThrottledError extends Error {
  override name = 'ThrottledError'
  /** How long to wait at least, milliseconds; null: not told. */
  retryAfter: number | null
  /** Whose share is used up: that of everything on the connection, or of one person's calendar alone. */
  concerns: 'connection' | 'calendar'

  constructor(message: string, options: ErrorOptions & Partial<Busy> = {}) {
    super(message, options)
    this.retryAfter = options.retryAfter ?? null
    this.concerns = options.concerns ?? 'calendar'
  }
}

type Busy = Pick<ThrottledError, 'retryAfter' | 'concerns'>

/** Trouble that usually passes by itself: network, time-outs, 5xx, a mail server's 4xx. */
export class TransientError extends Error {
  override name = 'TransientError'
  /** What to do where it lasts, a sentence or two; null: nothing but wait. */
  wayOut: string | null

  constructor(message: string, options: ErrorOptions & { wayOut?: string | null } = {}) {
    super(message, options)
    this.wayOut = options.wayOut ?? null
  }
}

/** The mail can never be delivered as it is (5xx, a broken address); trying again is no use. */
export class PermanentMailError extends Error {
  override name = 'PermanentMailError'
}

/** A file that is no readable calendar at all; `message` is one sentence with its path. */
export class FileError extends Error {
  override name = 'FileError'
}

/** Why a file that somebody named cannot be read, a sentence. */
export function cannotRead(path: string, error: unknown): string {
  const { code } = error as NodeJS.ErrnoException
  const known = {
    ENOENT: 'does not exist',
    EISDIR: 'is a directory',
    EACCES: 'may not be read',
    EPERM: 'may not be read',
  }
  return `${path} ${(known as Record<string, string>)[code ?? ''] ?? `cannot be read (${code ?? error})`}.`
}
