// Access tokens: JWTs that Entra signs and Graph checks.
import { randomUUID, verify } from 'node:crypto'
import type { Address, Instant } from '../../../domain/types.ts'
import { type Claims, jwtParts, type SigningKey, signed } from '../../server/sealed.ts'
import type { Company, Person } from '../company/shapes.ts'
import { emptyToken, expiredToken, invalidToken } from '../errors.ts'
import type { App } from './apps.ts'
import type { Code, Consent } from './consents.ts'

export interface Oauth {
  company: Company
  /** Microsoft's own clock. */
  wall: () => Instant
  /** Seconds. */
  lifetime: number
  /** By client id. */
  apps: Map<string, App>
  consents: Consent[]
  codes: Map<string, Code>
  /** Ids (`uti`) of the tokens that are good, and the consents they came from; all others are refused. */
  issued: Map<string, { consent: Consent | null }>
  /** Answers for whoever is asked for consent; null: a page asks. */
  answering: { person: Address; denies: boolean } | null
  key: SigningKey
}

/** Who asks Graph: an app as itself with `roles`, or for one person with `scopes`. */
export interface Grant {
  app: string
  /** Null: the app as itself. */
  person: Person | null
  /** Application permissions, or delegated ones. */
  allowed: string[]
}

/** As they are known to Graph; that of the China cloud has a domain of its own. */
const RESOURCES = [
  'https://graph.microsoft.com',
  'https://graph.microsoft.us',
  'https://dod-graph.microsoft.us',
  'https://microsoftgraph.chinacloudapi.cn',
  '00000003-0000-0000-c000-000000000000',
]

export const isGraph = (resource: string) => RESOURCES.includes(resource.replace(/\/$/, ''))

export function accessToken(
  oauth: Oauth,
  app: string,
  audience: string,
  told: object,
  consent: Consent | null,
) {
  const now = Math.floor(oauth.wall() / 1000)
  const { id } = oauth.company.tenant
  const uti = randomUUID()
  oauth.issued.set(uti, { consent })
  const claims = {
    ...{
      aud: audience,
      iss: `https://sts.windows.net/${id}/`,
      iat: now,
      nbf: now,
      exp: now + oauth.lifetime,
    },
    ...{ appid: app, app_displayname: 'Halfhour', idtyp: consent ? 'user' : 'app', tid: id, uti, ver: '1.0' },
    ...told,
  }
  const access_token = entraSigned(oauth, claims)
  return { token_type: 'Bearer', expires_in: oauth.lifetime, ext_expires_in: oauth.lifetime, access_token }
}

/** As Entra writes its own tokens. */
export const entraSigned = ({ key }: Oauth, claims: object) => signed(key, claims, { x5t: key.id })

/** @throws GraphRefusal 401 without a token, or with one that is not ours, revoked or expired */
export function grantOf(oauth: Oauth, authorization: string | undefined): Grant {
  const token = /^Bearer (.+)$/i.exec(authorization ?? '')?.[1]
  if (token === undefined) throw emptyToken()
  const claims = readToken(oauth, token)
  if (!isGraph(String(claims.aud))) throw invalidToken('Access token validation failure. Invalid audience.')
  if (Number(claims.exp) * 1000 <= oauth.wall()) throw expiredToken()
  const issued = oauth.issued.get(String(claims.uti))
  if (!issued)
    throw invalidToken('Continuous access evaluation resulted in challenge with result: InteractionRequired.')
  const person = personOf(oauth.company, issued.consent)
  const allowed = (claims.roles as string[] | undefined) ?? String(claims.scp ?? '').split(' ')
  return { app: String(claims.appid), person, allowed }
}

function personOf(company: Company, consent: Consent | null): Person | null {
  if (!consent) return null
  if (company.people.get(consent.person.address) === consent.person) return consent.person
  throw invalidToken('The identity of the calling application could not be established.')
}

function readToken({ key }: Oauth, token: string): Claims {
  const { claims, text, signature } = jwtParts(token)
  if (claims && verify('RSA-SHA256', text, key.pair().publicKey, signature)) return claims
  throw invalidToken('IDX14100: JWT is not well formed, or its signature is not valid.')
}
