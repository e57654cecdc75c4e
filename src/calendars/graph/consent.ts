// One person lets us read their own calendar: OAuth 2.0 at Entra, authorization code with PKCE, lasting access.
import type { Address } from '../../domain/types.ts'
import { UsageError } from '../../errors.ts'
import { addressOf } from '../address.ts'
import { domainOf } from '../domains.ts'
import { isFields, textIn } from '../fields.ts'
import { isGuest, primaryOf } from './account.ts'
import { answerOf } from './answer.ts'
import { tokenNetwork } from './network.ts'
import { EVENTS } from './permissions.ts'
import { type GraphSettings, type Place, placeOf } from './place.ts'
import { libraryFor, personScopes } from './tokens.ts'
import { graphError } from './trouble.ts'
import { openWire } from './wire.ts'

/** The app registration (platform *Web*) that asks. */
export interface OAuthClient extends GraphSettings {
  /** A GUID or a domain; 'organizations': people of any tenant. */
  tenant: string
  clientId: string
  clientSecret: string
}

export interface Consented {
  /** Worth as much as the calendar: store it encrypted. */
  refreshToken: string
  /** Whose calendar it is: where their mail comes to. */
  email: Address
  /** Of their account: a company's directory tells the same. */
  id: string
  grantedScopes: string[]
}

/** Of where the person is sent: a page whose form leads there must name it in its policy. */
export const consentOrigin = (settings: GraphSettings): string => new URL(placeOf(settings).login).origin

/** `openid` brings the nonce back; `offline_access` makes it last. */
const ALWAYS = ['openid', 'profile', 'offline_access']

/** Beside the calendar, and only while they consent: who they are. */
const scopesIn = (place: Place): string[] => [...personScopes(place), `${place.resource}/User.Read`]

/** Where the person is sent. @param asked `codeChallenge` is the SHA-256 of the verifier, in base64url */
export function consentUrl(
  client: OAuthClient,
  asked: { redirectUri: string; state: string; nonce: string; codeChallenge: string; loginHint?: Address },
): string {
  const place = placeOf(client)
  const url = new URL(`${place.login}/${encodeURIComponent(client.tenant)}/oauth2/v2.0/authorize`)
  url.search = new URLSearchParams({
    client_id: client.clientId,
    response_type: 'code',
    response_mode: 'query',
    redirect_uri: asked.redirectUri,
    scope: [...ALWAYS, ...scopesIn(place)].join(' '),
    state: asked.state,
    nonce: asked.nonce,
    code_challenge: asked.codeChallenge,
    code_challenge_method: 'S256',
    prompt: 'select_account',
    ...(asked.loginHint ? { login_hint: asked.loginHint } : {}),
  }).toString()
  return url.href
}

/**
 * What the code is worth. Rejects with a UsageError where the person must try again (code used up, calendar not allowed, no
 * lasting access, another browser), an AuthError where the app registration is wrong, or as `CalendarService` does.
 */
export async function redeem(
  client: OAuthClient,
  given: { code: string; verifier: string; nonce: string; redirectUri: string },
): Promise<Consented> {
  const place = placeOf(client)
  let refreshToken: string | null = null
  const network = tokenNetwork((token) => {
    refreshToken = token
  })
  const { code, verifier: codeVerifier, redirectUri, nonce } = given
  const result = await libraryFor(client, place, { clientSecret: client.clientSecret }, network)
    .acquireTokenByCode({ code, codeVerifier, redirectUri, nonce, scopes: scopesIn(place) })
    .catch((error) => {
      throw refusal(error, client, redirectUri)
    })
  refuseOthers(result.idTokenClaims, client)
  const { id, email } = await ownerOf(result.accessToken, client)
  if (!result.scopes.some((scope) => scope.endsWith(EVENTS.name)))
    throw new UsageError(`${email} did not allow reading the calendar. Connect it again, and accept it.`)
  if (refreshToken === null)
    throw new UsageError(`Microsoft gave no lasting access to the calendar of ${email}. Connect it again.`)
  return { refreshToken, email, id, grantedScopes: result.scopes }
}

/** Code or verifier; the address it was asked for. */
const USED_UP = [
  'AADSTS54005',
  'AADSTS70000',
  'AADSTS70008',
  'AADSTS70002',
  'AADSTS700005',
  'AADSTS50148',
  'AADSTS501481',
]
const ELSEWHERE = ['AADSTS500112', 'AADSTS50011']

function refusal(error: unknown, client: OAuthClient, redirectUri: string): unknown {
  const code = answerOf(error)?.code ?? ''
  if (USED_UP.includes(code))
    return new UsageError('This consent has run out, or was used already. Connect the calendar again.')
  if (code === 'nonce_mismatch')
    return new UsageError('This consent was begun elsewhere. Connect the calendar again, all in one browser.')
  if (ELSEWHERE.includes(code))
    return new UsageError(
      `The app does not know ${redirectUri}. ${placeOf(client).portal} → App registrations → the app → Authentication: add it to the redirect URIs (Web).`,
    )
  return judged(error, client)
}

function judged(error: unknown, client: OAuthClient): unknown {
  const { tenant, clientId } = client
  const key = { kind: 'person', tenant, clientId } as const
  const by = { key, place: placeOf(client), roles: null, served: new Set<string>() }
  return graphError(error, { person: null, permission: EVENTS, concerns: 'connection' }, by)
}

/** Straight from Microsoft over TLS: what it says is checked, its signature need not be (OpenID Connect Core 3.1.3.7). */
function refuseOthers(claims: unknown, { clientId }: OAuthClient): void {
  if (!isFields(claims) || claims.aud !== clientId) throw new UsageError(NOBODY)
}

const NOBODY = 'Microsoft did not say whose calendar it is. Connect the calendar again.'

/**
 * As the directory tells it, so that the same mailbox is known as such where a company's connection reads it, too. Of people
 * of any company an address counts only where the domain is that of their name to sign in, which their company had to prove:
 * else each tenant's admin could write anybody's there. A guest's calendar is none of this company's.
 */
async function ownerOf(token: string, client: OAuthClient): Promise<{ id: string; email: Address }> {
  const path = '/me?$select=id,mail,userPrincipalName,userType'
  const me = await openWire(placeOf(client).graph)({ path }, token).catch((error) => {
    throw judged(error, client)
  })
  const [id, email, name] = [textIn(me, 'id'), primaryOf(me), addressOf(textIn(me, 'userPrincipalName'))]
  if (!id || !email || !name) throw new UsageError(NOBODY)
  if (isGuest(me))
    throw new UsageError(
      `${email} is a guest here, whose calendar is at another company. Sign in with an account of this company, and connect its calendar.`,
    )
  if (client.tenant === 'organizations' && domainOf(email) !== domainOf(name))
    throw new UsageError(
      `${name} signs in, but mail comes to ${email}, which proves nothing of people of any company. Set MICROSOFT_TENANT to the company's Directory (tenant) ID, and connect the calendar again.`,
    )
  return { id, email }
}
