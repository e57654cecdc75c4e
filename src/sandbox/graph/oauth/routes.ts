// Entra's paths: discovery, tokens, asking a person or an admin for consent, keys.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { page, sentBack } from '../../server/consent.ts'
import type { Parts } from '../entrance.ts'
import { GraphRefusal } from '../errors.ts'
import { admit, type Traffic } from '../traffic.ts'
import { readRoles } from './apps.ts'
import { AuthorizationError, allowed, appAsked, denied, type Query, readAsked } from './authorize.ts'
import type { Form } from './credentials.ts'
import { tokensFor } from './exchange.ts'
import { consentPage, errorPage } from './page.ts'
import { TokenRefusal, unknownTenant } from './refusals.ts'
import type { Oauth } from './tokens.ts'

type Request = FastifyRequest<{ Params: { tenant: string }; Querystring: Query }>

const originOf = (request: FastifyRequest) => `${request.protocol}://${request.host}`

export function addOauthRoutes(app: FastifyInstance, parts: Parts): void {
  const { oauth, traffic } = parts
  addDiscovery(app, oauth)
  app.post('/:tenant/oauth2/v2.0/token', async (request: Request) => {
    const { tenant } = request.params
    const form = (request.body ?? {}) as Form
    admitToken(traffic, form.client_id ?? null)
    if (!isTenant(oauth, tenant)) throw unknownTenant(tenant)
    return tokensFor(oauth, form, `${originOf(request)}/${tenant}`)
  })
  addConsent(app, oauth)
  addAdminConsent(app, oauth)
}

/**
 * MSAL knows Microsoft's own endpoints by heart and first hears of an unknown tenant from the token endpoint: so that it
 * does here too, every tenant has a document.
 */
function addDiscovery(app: FastifyInstance, oauth: Oauth): void {
  app.get('/:tenant/v2.0/.well-known/openid-configuration', async (request: Request) => {
    const { tenant } = request.params
    const root = `${originOf(request)}/${tenant}`
    return {
      token_endpoint: `${root}/oauth2/v2.0/token`,
      token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt', 'client_secret_basic'],
      jwks_uri: `${root}/discovery/v2.0/keys`,
      response_modes_supported: ['query', 'fragment', 'form_post'],
      subject_types_supported: ['pairwise'],
      id_token_signing_alg_values_supported: ['RS256'],
      response_types_supported: ['code', 'id_token', 'code id_token', 'id_token token'],
      scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
      issuer: `${originOf(request)}/${isTenant(oauth, tenant) ? oauth.company.tenant.id : tenant}/v2.0`,
      request_uri_parameter_supported: false,
      authorization_endpoint: `${root}/oauth2/v2.0/authorize`,
      end_session_endpoint: `${root}/oauth2/v2.0/logout`,
      tenant_region_scope: 'EU',
      cloud_instance_name: 'microsoftonline.com',
    }
  })
  app.get('/:tenant/discovery/v2.0/keys', async () => {
    const jwk = oauth.key.pair().publicKey.export({ format: 'jwk' })
    return { keys: [{ ...jwk, kid: oauth.key.id, x5t: oauth.key.id, use: 'sig' }] }
  })
  app.get('/common/discovery/instance', async (request) => ({
    tenant_discovery_endpoint: `${originOf(request)}/common/v2.0/.well-known/openid-configuration`,
    'api-version': '1.1',
    metadata: [{ preferred_network: request.host, preferred_cache: request.host, aliases: [request.host] }],
  }))
}

function addConsent(app: FastifyInstance, oauth: Oauth): void {
  const path = '/:tenant/oauth2/v2.0/authorize'
  app.get(path, async (request: Request, reply) =>
    orErrorPage(reply, () => {
      const asked = readAsked(oauth, request.query)
      if (oauth.answering === null) {
        const people = [...oauth.company.people.keys()]
        const form = request.url.split('?')
        return page(reply, consentPage(asked.scopes, form[0]!, form[1] ?? '', people, asked.hint))
      }
      const { person, denies } = oauth.answering
      return reply.redirect(denies ? denied(asked) : allowed(oauth, asked, signedIn(oauth, person)))
    }),
  )
  app.post(path, async (request: Request, reply) =>
    orErrorPage(reply, () => {
      const form = request.body as Form
      const asked = readAsked(oauth, Object.fromEntries(new URLSearchParams(form.query)))
      if (form.answer !== 'accept') return reply.redirect(denied(asked))
      return reply.redirect(allowed(oauth, asked, signedIn(oauth, form.person ?? '')))
    }),
  )
}

/** An admin grants the app all application permissions that it lists. */
function addAdminConsent(app: FastifyInstance, oauth: Oauth): void {
  for (const path of ['/:tenant/adminconsent', '/:tenant/v2.0/adminconsent']) {
    app.get(path, async (request: Request, reply) =>
      orErrorPage(reply, () => {
        appAsked(oauth, request.query)
        const [own = '', query = ''] = request.url.split('?')
        return page(reply, consentPage(readRoles, own, query, [...oauth.company.people.keys()]))
      }),
    )
    app.post(path, async (request: Request, reply) =>
      orErrorPage(reply, () => {
        const form = request.body as Form
        const query: Query = Object.fromEntries(new URLSearchParams(form.query))
        const { app: granted, redirectUri } = appAsked(oauth, query)
        const { state } = query
        if (form.answer !== 'accept') return reply.redirect(denied({ redirectUri, state }))
        granted.roles = new Set(readRoles)
        const granting = { admin_consent: 'True', tenant: oauth.company.tenant.id, state }
        return reply.redirect(sentBack(redirectUri, granting))
      }),
    )
  }
}

/** Entra fails in its own words, not in Graph's. */
function admitToken(traffic: Traffic, app: string | null): void {
  try {
    admit(traffic, { kind: 'token', mailbox: null, app, incremental: false })
  } catch (error) {
    if (!(error instanceof GraphRefusal)) throw error
    throw new TokenRefusal(
      error.status,
      'temporarily_unavailable',
      90033,
      'A transient error has occurred. Please try again.',
    )
  }
}

function isTenant({ company }: Oauth, tenant: string): boolean {
  return [company.tenant.id, company.tenant.name, 'organizations', 'common'].includes(tenant.toLowerCase())
}

function signedIn(oauth: Oauth, address: string) {
  const person = oauth.company.people.get(address)
  if (!person?.enabled) throw new AuthorizationError(50057, `The user account ${address} is disabled.`)
  return person
}

function orErrorPage(reply: FastifyReply, answer: () => FastifyReply): FastifyReply {
  try {
    return answer()
  } catch (error) {
    if (!(error instanceof AuthorizationError)) throw error
    return page(reply.status(400), errorPage(error))
  }
}
