// The token endpoint for single people: a code becomes tokens, a refresh token another access token.
import { createHash, randomBytes } from 'node:crypto'
import { type Client, type Code, type Consent, consentOf } from './clients.ts'
import { identityToken } from './identity.ts'
import { invalidGrant, newAccess, type Oauth, TokenRefusal } from './tokens.ts'

type Form = Record<string, unknown>

/** @throws TokenRefusal */
export function tokensForCode(oauth: Oauth, form: Form, authorization?: string) {
  const client = clientOf(oauth, form, authorization)
  const code = takeCode(oauth, client, form)
  const known = consentOf(oauth, client, code.person)
  const consent = known ?? { client, person: code.person, scopes: [], refreshTokens: new Set() }
  if (!known) oauth.consents.push(consent)
  consent.scopes = [...new Set([...consent.scopes, ...code.scopes])]
  const refresh = refreshTokenFor(code, consent)
  return { ...answer(oauth, consent, code.scopes, code.nonce), ...refresh }
}

/** @throws TokenRefusal */
export function tokensForRefresh(oauth: Oauth, form: Form, authorization?: string) {
  const client = clientOf(oauth, form, authorization)
  const token = form.refresh_token
  if (typeof token !== 'string') throw missing('refresh_token')
  const consent = oauth.consents.find(({ refreshTokens }) => refreshTokens.has(token))
  if (!consent) throw invalidGrant('Token has been expired or revoked.')
  if (consent.client !== client) throw new TokenRefusal(401, 'unauthorized_client', 'Unauthorized')
  const { person, scopes } = consent
  if (oauth.company.people.get(person.address) !== person) throw invalidGrant('Account has been deleted')
  if (person.suspended || person.entry.archived) throw invalidGrant('Bad Request')
  return answer(oauth, consent, scopes)
}

function answer(oauth: Oauth, consent: Consent, scopes: string[], nonce?: string) {
  const { person, client } = consent
  const identity = identityToken(oauth, { person, client, scopes, nonce })
  return {
    ...newAccess(oauth, { person, scopes, consent }),
    scope: scopes.join(' '),
    ...(identity === null ? {} : { id_token: identity }),
  }
}

/** Only with `access_type=offline`, and only the first time or where consent was asked for again. */
function refreshTokenFor({ offline, asksAgain }: Code, consent: Consent) {
  if (!offline || (consent.refreshTokens.size > 0 && !asksAgain)) return {}
  const refresh_token = `1//0sandbox-${randomBytes(32).toString('base64url')}`
  consent.refreshTokens.add(refresh_token)
  return { refresh_token }
}

/** In the form or as Basic. */
function clientOf(oauth: Oauth, form: Form, authorization?: string): Client {
  const [, basic] = /^Basic (.+)$/i.exec(authorization ?? '') ?? []
  const [id, secret] = basic
    ? Buffer.from(basic, 'base64').toString().split(':').map(decodeURIComponent)
    : [form.client_id, form.client_secret]
  if (typeof id !== 'string') throw missing('client_id')
  const client = oauth.clients.get(id)
  if (!client) throw new TokenRefusal(401, 'invalid_client', 'The OAuth client was not found.')
  if (secret === undefined) throw new TokenRefusal(400, 'invalid_request', 'client_secret is missing.')
  if (client.secret !== secret)
    throw new TokenRefusal(401, 'invalid_client', 'The provided client secret is invalid.')
  return client
}

/** A code is gone once it was tried. */
function takeCode(oauth: Oauth, client: Client, { code: text, redirect_uri, code_verifier }: Form): Code {
  if (typeof text !== 'string') throw missing('code')
  const code = oauth.codes.get(text)
  oauth.codes.delete(text)
  if (!code) throw invalidGrant('Malformed auth code.')
  if (code.client !== client || code.expires <= oauth.wall()) throw invalidGrant('Bad Request')
  if (code.redirectUri !== redirect_uri) throw new TokenRefusal(400, 'redirect_uri_mismatch', 'Bad Request')
  refuseWrongVerifier(code, code_verifier)
  return code
}

function refuseWrongVerifier({ challenge }: Code, verifier: unknown): void {
  if (challenge === null && verifier === undefined) return
  if (challenge === null) throw invalidGrant('code_verifier or verifier is not needed.')
  if (typeof verifier !== 'string') throw invalidGrant('Missing code verifier.')
  const hashed = createHash('sha256').update(verifier).digest('base64url')
  const expected = challenge.method === 'S256' ? hashed : verifier
  if (expected !== challenge.value) throw invalidGrant('Invalid code verifier.')
}

const missing = (name: string) =>
  new TokenRefusal(400, 'invalid_request', `Missing required parameter: ${name}`)
