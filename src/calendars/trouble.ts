// What a refusal of a calendar service decides, whichever it is: somebody must act (who?), wait, or start over.
import { AuthError, GoneError, ThrottledError, TransientError } from '../errors.ts'

export interface Trouble {
  /**
   * Who must act, or whether waiting or starting over helps. 'client': all that came by the same client or app is refused, which
   * only its admin can mend. 'busy' of the person's own share, 'all-busy' of everybody's.
   */
  kind: 'connection' | 'client' | 'person' | 'gone' | 'busy' | 'all-busy' | 'passing'
  /** The service's own code. */
  code: string
  cause: string
  /** What to do; null: nothing. */
  wayOut: string | null
  /** The service's own words. */
  raw: string
  /** Milliseconds to wait at least, where the service tells. */
  retryAfter: number | null
}

/**
 * The error that decides what happens next. It carries nothing of the request: neither tokens nor keys nor secrets.
 * @param refused who refused whom: "Google refused ada@example.com"
 */
export function errorOf({ kind, code, cause, wayOut, raw, retryAfter }: Trouble, refused: string): Error {
  const said = `${refused}: ${cause}`
  if (kind === 'gone') return new GoneError(`${said} (${raw})`)
  if (kind === 'passing') return new TransientError(`${cause} (${raw})`, { wayOut })
  if (kind === 'busy') return new ThrottledError(`${cause} (${raw})`, { retryAfter })
  if (kind === 'all-busy')
    return new ThrottledError(`${cause} (${raw})`, { retryAfter, concerns: 'connection' })
  const concerns = kind === 'person' ? 'calendar' : 'connection'
  return new AuthError(said, { code, wayOut, raw, concerns, isAdmins: kind === 'client' })
}

/** The way to the service failed. @param code of sockets, DNS or TLS */
export function brokenWayTo(service: string, code: string): Trouble {
  const cause = /CERT|SSL|TLS|UNABLE_TO/.test(code)
    ? `The certificate of ${service}’s servers was not accepted (a proxy in between?).`
    : `${service} cannot be reached.`
  return { kind: 'passing', code, cause, wayOut: null, raw: code, retryAfter: null }
}
