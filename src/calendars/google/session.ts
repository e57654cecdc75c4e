// Asks Google as one person with one right: a token for each, kept as long as it is used.
import { JWT, OAuth2Client } from 'google-auth-library'
import type { Address, Instant } from '../../domain/types.ts'
import { isTokenRefused } from './answer.ts'
import type { GoogleKey } from './key.ts'
import type { Scope } from './scopes.ts'
import { type Asked, googleError, unreachable } from './trouble.ts'

export interface GoogleOptions {
  key: GoogleKey
  /** Another place that answers as Google does (the sandbox); undefined: Google. */
  rootUrl?: string | undefined
  tokenUrl?: string | undefined
  /** Google replaced the person's refresh token: the former one may be dead. */
  onRefreshToken?: ((refreshToken: string) => void) | undefined
}

/** What Google's own clients take as `auth`. */
export type Auth = OAuth2Client

export interface Sessions {
  /**
   * Makes a call as this person with a token of this scope alone; a token that Google takes back before its time is replaced
   * once. Rejects as `CalendarService` does.
   * @param more tells what a refusal may mean, and whose token it is where the address may become somebody else's
   */
  as<T>(
    person: Address,
    scope: Scope,
    call: (auth: Auth) => Promise<T>,
    more?: Partial<Pick<Asked, 'concerns' | 'about'>> & { calendar?: string },
  ): Promise<T>
}

/** Options of Google's clients that all calls share. Failures are ours to judge and the pipeline's to retry. */
export function callsTo({ rootUrl }: Pick<GoogleOptions, 'rootUrl'>) {
  return { retry: false, timeout: TIMEOUT, ...(rootUrl === undefined ? {} : { rootUrl }) }
}

const TIMEOUT = 60_000
/** About 1.5 kB each. Who was not asked for the longest time makes room: their token is an hour old at most. */
const MOST_SESSIONS = 5_000

export function openSessions(options: GoogleOptions): Sessions {
  const sessions = new Map<string, Auth>()
  const open = opener(options)
  const authOf = (name: string, person: Address, scope: Scope) => {
    const auth = sessions.get(name) ?? open(person, scope)
    sessions.delete(name)
    sessions.set(name, auth)
    for (const oldest of sessions.keys()) {
      if (sessions.size <= MOST_SESSIONS) break
      sessions.delete(oldest)
    }
    return auth
  }
  return {
    as: async (person, scope, call, { calendar = '', ...more } = {}) => {
      const name = `${scope.url} ${person} ${calendar}`
      const asked: Asked = { person, scope, by: options.key, concerns: 'calendar', ...more }
      const auth = authOf(name, person, scope)
      try {
        return await call(auth).catch((error) => {
          if (!isTokenRefused(error)) throw error
          if (sessions.get(name) === auth) sessions.delete(name)
          return call(authOf(name, person, scope))
        })
      } catch (error) {
        throw googleError(error, asked)
      }
    },
  }
}

/** All share one way out: Node's own pool of connections, which keeps them alive, or one tunnel through a proxy. */
function opener({ key, tokenUrl, onRefreshToken }: GoogleOptions): (person: Address, scope: Scope) => Auth {
  const transporter = transporterFor(tokenUrl)
  if (key.kind === 'service') {
    const { clientEmail: email, privateKey } = key
    return (subject, { url }) => new JWT({ email, key: privateKey, scopes: [url], subject, transporter })
  }
  const { clientId, clientSecret } = key
  let { refreshToken } = key
  return () => {
    const auth = new OAuth2Client({ clientId, clientSecret, transporter })
    auth.setCredentials({ refresh_token: refreshToken })
    auth.on('tokens', ({ refresh_token: replaced }) => {
      if (!replaced || replaced === refreshToken) return
      refreshToken = replaced
      auth.credentials.refresh_token = replaced
      onRefreshToken?.(replaced)
    })
    return auth
  }
}

/** What the clock of the token endpoint shows; null: it does not tell. Rejects with a TransientError. */
export async function serverTime({ tokenUrl }: Pick<GoogleOptions, 'tokenUrl'>): Promise<Instant | null> {
  const request = { url: GOOGLE_TOKEN_URL, method: 'POST' as const, validateStatus: () => true }
  const { headers } = await transporterFor(tokenUrl)
    .request(request)
    .catch((error) => {
      throw unreachable(error)
    })
  return Date.parse(headers.get('date') ?? '') || null
}

const GOOGLE_TOKEN_URL = 'https://oauth2.googleapis.com/token'

/** The library asks Google for tokens whatever it is told, without end and, left alone, four times. */
export function transporterFor(tokenUrl: string | undefined): Auth['transporter'] {
  const { transporter } = new OAuth2Client({
    transporterOptions: { timeout: TIMEOUT, retryConfig: { retry: 0 } },
  })
  transporter.interceptors.request.add({
    resolved: async (request) => {
      if (tokenUrl !== undefined && request.url.href === GOOGLE_TOKEN_URL) request.url = new URL(tokenUrl)
      return request
    },
  })
  return transporter
}
