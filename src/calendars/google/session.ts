// Google's own client, acting as one person by domain-wide delegation.
import { JWT } from 'google-auth-library'
import { calendar, type calendar_v3 } from 'googleapis/build/src/apis/calendar/index.js'
import type { Address } from '../../domain/types.ts'
import type { ServiceKey } from './key.ts'

/** Reads events and nothing else. */
export const GOOGLE_SCOPE = 'https://www.googleapis.com/auth/calendar.events.readonly'

export interface GoogleOptions {
  key: ServiceKey
  /** Another place that answers as Google does (the sandbox); undefined: Google. */
  rootUrl?: string | undefined
  tokenUrl?: string | undefined
}

const GOOGLE_TOKEN_URL = 'https://oauth2.googleapis.com/token'
const TIMEOUT = 60_000

export interface Sessions {
  /** One client, and so one token, for all that is asked as this person. */
  of(person: Address): calendar_v3.Calendar
  /** The next one asks for a new token. */
  forget(person: Address): void
}

export function openSessions(options: GoogleOptions): Sessions {
  const clients = new Map<Address, calendar_v3.Calendar>()
  return {
    of: (person) => {
      const client = clients.get(person) ?? clientFor(person, options)
      clients.set(person, client)
      return client
    },
    forget: (person) => void clients.delete(person),
  }
}

/** Failures are ours to judge (`googleError`) and the pipeline's to retry: the client's own retries are off. */
function clientFor(person: Address, { key, rootUrl, tokenUrl }: GoogleOptions): calendar_v3.Calendar {
  const { clientEmail: email, privateKey, privateKeyId } = key
  const auth = new JWT({
    email,
    key: privateKey,
    ...(privateKeyId ? { keyId: privateKeyId } : {}),
    scopes: [GOOGLE_SCOPE],
    subject: person,
  })
  if (tokenUrl !== undefined) redirectTokens(auth, tokenUrl)
  const root = rootUrl === undefined ? {} : { rootUrl }
  return calendar({ version: 'v3', auth, retry: false, timeout: TIMEOUT, ...root })
}

/** The library asks Google for tokens whatever it is told. */
function redirectTokens(auth: JWT, tokenUrl: string): void {
  auth.transporter.interceptors.request.add({
    resolved: async (request) => {
      if (request.url.href === GOOGLE_TOKEN_URL) request.url = new URL(tokenUrl)
      return request
    },
  })
}
