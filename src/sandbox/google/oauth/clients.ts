// Web applications that ask single people for consent: their registration, and what people granted them.
import { randomBytes } from 'node:crypto'
import type { Address, Instant } from '../../../domain/types.ts'
import { findPerson } from '../../world/addresses.ts'
import { digitsOf } from '../company/ids.ts'
import type { Person } from '../company/shapes.ts'
import type { Oauth } from './tokens.ts'

export interface Client {
  id: string
  secret: string
  /** Compared letter by letter. */
  redirectUris: string[]
}

/** What a person granted to a client, until it is revoked. */
export interface Consent {
  client: Client
  person: Person
  scopes: string[]
  refreshTokens: Set<string>
}

/** Handed to the browser once, good for ten minutes. */
export interface Code {
  client: Client
  person: Person
  scopes: string[]
  redirectUri: string
  challenge: { value: string; method: 'S256' | 'plain' } | null
  offline: boolean
  /** `prompt=consent`: a refresh token even if there is one. */
  asksAgain: boolean
  nonce: string | undefined
  expires: Instant
}

/** A known id gets another secret; consents to it stay. @throws Error for a redirect URI that Google's console refuses: http for other hosts than this machine, a fragment */
export function registerClient(
  oauth: Oauth,
  redirectUris: string[],
  known?: Pick<Client, 'id' | 'secret'>,
): Client {
  for (const uri of redirectUris) refuseUnfit(uri)
  const id =
    known?.id ?? `${digitsOf(`client ${oauth.clients.size}`).slice(0, 12)}-sandbox.apps.googleusercontent.com`
  const secret = known?.secret ?? `GOCSPX-${randomBytes(21).toString('base64url')}`
  const client = Object.assign(oauth.clients.get(id) ?? {}, { id, secret, redirectUris })
  oauth.clients.set(id, client)
  return client
}

export function consentOf(oauth: Oauth, client: Client, person: Person): Consent | undefined {
  return oauth.consents.find((each) => each.client === client && each.person === person)
}

/** The person takes back what they granted: refresh tokens and access tokens are dead at once. */
export function revokeConsents(oauth: Oauth, address: Address): void {
  const person = findPerson(oauth.company, address)
  for (const consent of oauth.consents.filter((each) => each.person === person)) revoke(oauth, consent)
}

export function revoke(oauth: Oauth, consent: Consent): void {
  oauth.consents = oauth.consents.filter((each) => each !== consent)
  for (const [token, grant] of oauth.grants) if (grant.consent === consent) oauth.grants.delete(token)
}

function refuseUnfit(uri: string): void {
  const url = URL.canParse(uri) ? new URL(uri) : null
  const isHere = url?.hostname === 'localhost' || url?.hostname === '127.0.0.1'
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isHere)
  if (!isSafe || url?.hash) throw new Error(`sandbox: Google takes no redirect URI like ${uri}`)
}
