// The authorization endpoint: what is asked of a person or an admin, and where the browser goes with the answer.
import { randomBytes } from 'node:crypto'
import { MINUTE } from '../../../domain/types.ts'
import { sentBack } from '../../server/consent.ts'
import type { Person } from '../company/shapes.ts'
import type { App } from './apps.ts'
import type { Code } from './consents.ts'
import { graphScopes, isKnownScope } from './scopes.ts'
import type { Oauth } from './tokens.ts'

/** Shown to the person; the browser is sent nowhere. */
export class AuthorizationError extends Error {
  readonly number: number

  constructor(number: number, message: string) {
    super(message)
    this.number = number
  }
}

export interface Asked {
  app: App
  redirectUri: string
  scopes: string[]
  state: string | undefined
  challenge: Code['challenge']
  nonce: string | undefined
  hint: string | undefined
}

export type Query = Record<string, string | undefined>

/** @throws AuthorizationError for a request that no person is asked about */
export function readAsked(oauth: Oauth, query: Query): Asked {
  const { app, redirectUri } = appAsked(oauth, query)
  if (query.response_type !== 'code')
    throw new AuthorizationError(900144, `The response_type '${query.response_type}' is not supported.`)
  const scopes = graphScopes(query.scope ?? '')
  const wrong = scopes.find((scope) => !isKnownScope(scope))
  if (scopes.length === 0 || wrong !== undefined)
    throw new AuthorizationError(
      70011,
      `The provided value for the input parameter 'scope' is not valid: ${wrong}`,
    )
  return {
    ...{ app, redirectUri, scopes, challenge: challengeIn(query) },
    ...{ state: query.state, nonce: query.nonce, hint: query.login_hint },
  }
}

/** @throws AuthorizationError where the app or its redirect URI is not registered */
export function appAsked(oauth: Oauth, query: Query): { app: App; redirectUri: string } {
  const app = oauth.apps.get(query.client_id ?? '')
  if (!app)
    throw new AuthorizationError(700016, `Application with identifier '${query.client_id}' was not found.`)
  const redirectUri = query.redirect_uri ?? ''
  if (!app.redirectUris.includes(redirectUri))
    throw new AuthorizationError(
      50011,
      `The redirect URI '${redirectUri}' specified in the request does not match the redirect URIs configured for the application '${app.id}'.`,
    )
  return { app, redirectUri }
}

/** Where the browser goes with a code. */
export function allowed(oauth: Oauth, asked: Asked, person: Person): string {
  const code = `1.sandbox-${randomBytes(32).toString('base64url')}`
  oauth.codes.set(code, {
    ...{ app: asked.app.id, person, scopes: asked.scopes, redirectUri: asked.redirectUri },
    ...{ challenge: asked.challenge, nonce: asked.nonce, expires: oauth.wall() + 10 * MINUTE },
  })
  return sentBack(asked.redirectUri, { code, session_state: 'sandbox', state: asked.state })
}

export function denied({ redirectUri, state }: Pick<Asked, 'redirectUri' | 'state'>): string {
  return sentBack(redirectUri, {
    error: 'access_denied',
    error_subcode: 'cancel',
    error_description: 'AADSTS65004: User declined to consent to access the app.',
    state,
  })
}

function challengeIn(query: Query): Code['challenge'] {
  const value = query.code_challenge
  if (value === undefined) return null
  const method = query.code_challenge_method ?? 'plain'
  if (method !== 'S256' && method !== 'plain')
    throw new AuthorizationError(501491, 'Invalid code_challenge_method.')
  if (!/^[A-Za-z0-9\-._~]{43,128}$/.test(value))
    throw new AuthorizationError(501491, 'Invalid size of Code_Challenge parameter.')
  return { value, method }
}
