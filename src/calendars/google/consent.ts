// One person lets us read their own calendar: OAuth 2.0, authorization code with PKCE, offline access.
import { CodeChallengeMethod, OAuth2Client } from 'google-auth-library'
import { z } from 'zod'
import type { Address } from '../../domain/types.ts'
import { UsageError } from '../../errors.ts'
import { addressOf } from '../address.ts'
import { answerOf } from './answer.ts'
import { EVENTS } from './scopes.ts'
import { type GoogleOptions, transporterFor } from './session.ts'
import { googleError } from './trouble.ts'

/** The OAuth client (type *Web application*) that asks. */
export interface OAuthClient extends Pick<GoogleOptions, 'rootUrl' | 'tokenUrl'> {
  clientId: string
  clientSecret: string
}

export interface Consented {
  /** Worth as much as the calendar: store it encrypted. */
  refreshToken: string
  /** Whose calendar it is. */
  email: Address
  grantedScopes: string[]
}

/** `email` tells whose calendar it is. */
const SCOPES = ['openid', 'email', EVENTS.url]

/** Of where the person is sent: a page whose form leads there must name it in its policy. */
export const consentOrigin = ({ rootUrl }: Pick<OAuthClient, 'rootUrl'>): string =>
  new URL(rootUrl ?? 'https://accounts.google.com').origin

/** Where the person is sent. @param asked `codeChallenge` is the SHA-256 of the verifier, in base64url */
export function consentUrl(
  client: OAuthClient,
  asked: { redirectUri: string; state: string; nonce: string; codeChallenge: string; loginHint?: Address },
): string {
  return openClient(client).generateAuthUrl({
    redirect_uri: asked.redirectUri,
    scope: SCOPES,
    state: asked.state,
    nonce: asked.nonce,
    code_challenge: asked.codeChallenge,
    code_challenge_method: CodeChallengeMethod.S256,
    access_type: 'offline',
    prompt: 'consent',
    ...(asked.loginHint ? { login_hint: asked.loginHint } : {}),
  })
}

/**
 * What the code is worth. Rejects with a UsageError where the person must try again (code used up, calendar not allowed, no
 * lasting access, another browser), an AuthError where the OAuth client is wrong, or as `CalendarService` does.
 */
export async function redeem(
  client: OAuthClient,
  given: { code: string; verifier: string; nonce: string; redirectUri: string },
): Promise<Consented> {
  const { code, verifier: codeVerifier, redirectUri: redirect_uri } = given
  const { tokens } = await openClient(client)
    .getToken({ code, codeVerifier, redirect_uri })
    .catch((error) => {
      throw refusal(error, client, redirect_uri)
    })
  const email = ownerIn(tokens.id_token, client.clientId, given.nonce)
  const grantedScopes = (tokens.scope ?? '').split(' ').filter(Boolean)
  if (!grantedScopes.includes(EVENTS.url))
    throw new UsageError(
      `${email} did not allow reading the calendar. Connect it again and tick the box for calendar events.`,
    )
  if (!tokens.refresh_token)
    throw new UsageError(
      `Google gave no lasting access to the calendar of ${email}. Take the access away at https://myaccount.google.com/connections, then connect it again.`,
    )
  return { refreshToken: tokens.refresh_token, email, grantedScopes }
}

/** Gives the access back. Resolves where it is gone already; rejects with a TransientError or ThrottledError. */
export async function revoke(
  place: Pick<GoogleOptions, 'rootUrl' | 'tokenUrl'>,
  refreshToken: string,
): Promise<void> {
  const client = { clientId: '', clientSecret: '', ...place }
  await openClient(client)
    .revokeToken(refreshToken)
    .catch((error) => {
      if (answerOf(error)?.status !== 400) throw googleError(error, askedBy(client))
    })
}

/** The library knows Google's addresses; the sandbox has the same paths under its own. */
function openClient({ clientId, clientSecret, rootUrl, tokenUrl }: OAuthClient): OAuth2Client {
  const endpoints =
    rootUrl === undefined
      ? {}
      : {
          oauth2AuthBaseUrl: new URL('o/oauth2/v2/auth', rootUrl),
          oauth2RevokeUrl: new URL('revoke', rootUrl),
        }
  return new OAuth2Client({ clientId, clientSecret, endpoints, transporter: transporterFor(tokenUrl) })
}

function refusal(error: unknown, client: OAuthClient, redirectUri: string): unknown {
  const code = answerOf(error)?.code
  if (code === 'invalid_grant')
    return new UsageError('This consent has run out, or was used already. Connect the calendar again.')
  if (code === 'redirect_uri_mismatch')
    return new UsageError(
      `The OAuth client does not know ${redirectUri}. Google Cloud console → APIs & Services → Credentials: add it to the authorized redirect URIs.`,
    )
  return googleError(error, askedBy(client))
}

function askedBy({ clientId }: OAuthClient) {
  const by = { kind: 'person', clientId } as const
  return { person: 'this consent', scope: EVENTS, by, concerns: 'connection' } as const
}

/** Straight from Google over TLS: what it says is checked, its signature need not be (OpenID Connect Core 3.1.3.7). */
function ownerIn(token: string | null | undefined, clientId: string, nonce: string): Address {
  const claims = idToken.safeParse(claimsOf(token))
  const email = claims.success ? addressOf(claims.data.email) : null
  if (!claims.success || !email || claims.data.aud !== clientId)
    throw new UsageError('Google did not say whose calendar it is. Connect the calendar again.')
  if (claims.data.nonce !== nonce)
    throw new UsageError('This consent was begun elsewhere. Connect the calendar again, all in one browser.')
  return email
}

const idToken = z.object({
  iss: z.enum(['https://accounts.google.com', 'accounts.google.com']),
  aud: z.string(),
  email: z.string(),
  email_verified: z.literal(true),
  nonce: z.string().optional(),
})

function claimsOf(token: string | null | undefined): unknown {
  try {
    return JSON.parse(Buffer.from(token?.split('.')[1] ?? '', 'base64url').toString())
  } catch {
    return null
  }
}
