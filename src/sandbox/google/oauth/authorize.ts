// The authorization endpoint: what is asked of a person, and where the browser goes with the answer.
import { randomBytes } from 'node:crypto'
import { MINUTE } from '../../../domain/types.ts'
import { sentBack } from '../../server/consent.ts'
import type { Person } from '../company/shapes.ts'
import { one, type Query } from '../parameters.ts'
import { knownScopes, spelled } from '../scopes.ts'
import { type Client, type Code, consentOf } from './clients.ts'
import type { Oauth } from './tokens.ts'

/** Shown to the person; the browser is sent nowhere. */
export class AuthorizationError extends Error {
  readonly code: number
  readonly error: string

  constructor(code: number, error: string, message: string) {
    super(message)
    this.code = code
    this.error = error
  }
}

export interface Asked {
  client: Client
  redirectUri: string
  scopes: string[]
  state: string | undefined
  challenge: Code['challenge']
  offline: boolean
  prompts: string[]
  nonce: string | undefined
  /** Adds what was granted before. */
  adds: boolean
  hint: string | undefined
}

const CODE_LIFE = 10 * MINUTE

/** @throws AuthorizationError for a request that no person is asked about */
export function readAsked(oauth: Oauth, query: Query): Asked {
  const client = oauth.clients.get(one(query, 'client_id') ?? '')
  if (!client) throw new AuthorizationError(401, 'invalid_client', 'The OAuth client was not found.')
  const redirectUri = one(query, 'redirect_uri')
  if (redirectUri === undefined) throw invalid('Missing required parameter: redirect_uri')
  if (!client.redirectUris.includes(redirectUri))
    throw new AuthorizationError(
      400,
      'redirect_uri_mismatch',
      `The redirect URI in the request, ${redirectUri}, does not match the ones authorized for the OAuth client.`,
    )
  const type = one(query, 'response_type')
  if (type === undefined) throw invalid('Required parameter is missing: response_type')
  if (type !== 'code')
    throw new AuthorizationError(400, 'unsupported_response_type', `Invalid response_type: ${type}`)
  return {
    ...{ client, redirectUri, scopes: scopesIn(query), challenge: challengeIn(query) },
    ...{ state: one(query, 'state'), nonce: one(query, 'nonce'), hint: one(query, 'login_hint') },
    offline: one(query, 'access_type') === 'offline',
    prompts: (one(query, 'prompt') ?? '').split(' '),
    adds: one(query, 'include_granted_scopes') === 'true',
  }
}

/** Where the browser goes with a code. @param granted of the scopes asked for, those that the person left ticked */
export function allowed(oauth: Oauth, asked: Asked, person: Person, granted: string[]): string {
  const { client, redirectUri, challenge, offline, nonce, prompts, state } = asked
  const before = consentOf(oauth, client, person)
  const chosen = asked.scopes.filter((scope) => granted.includes(scope))
  if (chosen.length === 0) return denied(asked)
  const scopes = [...new Set([...chosen, ...(asked.adds ? (before?.scopes ?? []) : [])])]
  const code = `4/0sandbox-${randomBytes(32).toString('base64url')}`
  oauth.codes.set(code, {
    ...{ client, person, scopes, redirectUri, challenge, offline, nonce },
    asksAgain: prompts.includes('consent'),
    expires: oauth.wall() + CODE_LIFE,
  })
  const hd = person.address.slice(person.address.indexOf('@') + 1)
  return sentBack(redirectUri, { state, code, scope: scopes.join(' '), authuser: '0', hd, prompt: 'consent' })
}

export function denied({ redirectUri, state }: Asked): string {
  return sentBack(redirectUri, { state, error: 'access_denied' })
}

function scopesIn(query: Query): string[] {
  const scopes = (one(query, 'scope') ?? '').split(' ').filter(Boolean).map(spelled)
  if (scopes.length === 0) throw invalid('Missing required parameter: scope')
  const unknown = scopes.find((scope) => !knownScopes.has(scope))
  if (unknown !== undefined)
    throw new AuthorizationError(400, 'invalid_scope', `Some requested scopes were invalid: ${unknown}`)
  return scopes
}

function challengeIn(query: Query): Code['challenge'] {
  const value = one(query, 'code_challenge')
  if (value === undefined) return null
  const method = one(query, 'code_challenge_method') ?? 'plain'
  if (method !== 'S256' && method !== 'plain')
    throw invalid(`Invalid parameter value for code_challenge_method: ${method}`)
  if (!/^[A-Za-z0-9\-._~]{43,128}$/.test(value)) throw invalid('Invalid parameter value for code_challenge')
  return { value, method }
}

const invalid = (message: string) => new AuthorizationError(400, 'invalid_request', message)
