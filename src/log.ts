// The log: what happened and where, never a secret, an answer of a calendar service, or a row of the database.
import { type DestinationStream, type Logger, pino } from 'pino'

export function openLog(level: string, to?: DestinationStream): Logger {
  const options = { level, serializers: { err: told } }
  return to ? pino(options, to) : pino(options)
}

interface Told {
  type: string
  message: string
  code?: string
  stack?: string | undefined
  cause?: Told
  errors?: Told[]
}

/** Errors of HTTP clients hold headers and bodies, those of PostgreSQL the values of a row: only these fields are told. */
function told(error: unknown): Told {
  if (!(error instanceof Error)) return { type: typeof error, message: String(error) }
  const { name, message, stack, cause, code, errors } = error as Error & { code?: unknown; errors?: unknown }
  return {
    type: name,
    message,
    ...(typeof code === 'string' ? { code } : {}),
    stack,
    ...(cause === undefined ? {} : { cause: told(cause) }),
    ...(Array.isArray(errors) ? { errors: errors.map(told) } : {}),
  }
}
