// OAuth's paths: asking for consent, tokens, revoking, keys of identity tokens.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { page } from '../../server/consent.ts'
import type { Parts } from '../entrance.ts'
import { GoogleRefusal } from '../errors.ts'
import type { Query } from '../parameters.ts'
import { isLoginScope } from '../scopes.ts'
import { admit, type RequestKind, type Traffic } from '../traffic.ts'
import { JWT_BEARER, subjectIn, tokenForAssertion } from './assertion.ts'
import { type Asked, AuthorizationError, allowed, denied, readAsked } from './authorize.ts'
import { revoke } from './clients.ts'
import { tokensForCode, tokensForRefresh } from './exchange.ts'
import { identityKeys, identityPems } from './identity.ts'
import { consentPage, errorPage } from './page.ts'
import { type Oauth, TokenRefusal } from './tokens.ts'

type Form = Record<string, string | string[] | undefined>

export function addOauthRoutes(app: FastifyInstance, { oauth, traffic }: Parts): void {
  app.post('/token', async (request) => {
    const form = (request.body ?? {}) as Record<string, unknown>
    admitToken(traffic, 'token', subjectIn(form.assertion))
    return tokens(oauth, form, request.headers.authorization)
  })
  app.post('/revoke', async (request) => {
    admitToken(traffic, 'revoke', null)
    return revoked(oauth, { ...(request.query as Form), ...(request.body as Form | null) })
  })
  app.get('/oauth2/v3/certs', async () => identityKeys(oauth))
  app.get('/oauth2/v1/certs', async () => identityPems(oauth))
  app.get('/o/oauth2/v2/auth', async (request, reply) => askForConsent(oauth, request, reply))
  app.post('/o/oauth2/v2/auth/consent', async (request, reply) =>
    takeConsent(oauth, request.body as Form, reply),
  )
}

function tokens(oauth: Oauth, form: Record<string, unknown>, authorization: string | undefined) {
  if (form.grant_type === JWT_BEARER) return tokenForAssertion(oauth, form)
  if (form.grant_type === 'authorization_code') return tokensForCode(oauth, form, authorization)
  if (form.grant_type === 'refresh_token') return tokensForRefresh(oauth, form, authorization)
  throw new TokenRefusal(400, 'unsupported_grant_type', `Invalid grant_type: ${form.grant_type ?? ''}`)
}

/** A refresh token or an access token: either takes back the whole consent. */
function revoked(oauth: Oauth, { token }: Form) {
  const consent =
    oauth.consents.find(({ refreshTokens }) => refreshTokens.has(String(token))) ??
    oauth.grants.get(String(token))?.consent
  if (!consent) throw new TokenRefusal(400, 'invalid_token', 'Token expired or revoked')
  revoke(oauth, consent)
  return {}
}

function askForConsent(oauth: Oauth, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  return orErrorPage(reply, () => {
    const asked = readAsked(oauth, request.query as Query)
    const { answering } = oauth
    if (answering === null) {
      const query = request.url.slice(request.url.indexOf('?') + 1)
      return page(reply, consentPage(asked, query, [...oauth.company.people.keys()]))
    }
    const { person, scopes, denies } = answering
    return reply.redirect(denies ? denied(asked) : allowedAs(oauth, asked, person, scopes ?? asked.scopes))
  })
}

function takeConsent(oauth: Oauth, form: Form, reply: FastifyReply): FastifyReply {
  return orErrorPage(reply, () => {
    const asked = readAsked(oauth, Object.fromEntries(new URLSearchParams(String(form.query))))
    if (form.answer !== 'allow') return reply.redirect(denied(asked))
    return reply.redirect(allowedAs(oauth, asked, String(form.person), [form.scope ?? []].flat()))
  })
}

/** Who they are is told with every consent; only the other scopes can be left out. */
function allowedAs(oauth: Oauth, asked: Asked, address: string, granted: string[]): string {
  const person = oauth.company.people.get(address)
  if (!person || person.suspended)
    throw new AuthorizationError(400, 'access_denied', `${address} cannot sign in`)
  return allowed(oauth, asked, person, [...asked.scopes.filter(isLoginScope), ...granted])
}

function orErrorPage(reply: FastifyReply, answer: () => FastifyReply): FastifyReply {
  try {
    return answer()
  } catch (error) {
    if (!(error instanceof AuthorizationError)) throw error
    return page(reply.status(error.code), errorPage(error))
  }
}

/** OAuth fails in its own words, not in those of the APIs. */
function admitToken(traffic: Traffic, kind: RequestKind, person: string | null): void {
  try {
    admit(traffic, { kind, calendar: null, person, incremental: false })
  } catch (error) {
    if (!(error instanceof GoogleRefusal)) throw error
    const { code, message } = error
    throw new TokenRefusal(code, code >= 500 ? 'internal_failure' : 'rate_limit_exceeded', message)
  }
}
