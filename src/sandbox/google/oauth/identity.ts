// Identity tokens: who it is that consented, signed so that clients can check it.
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import type { Person } from '../company/shapes.ts'
import { namesOf } from '../directory/render.ts'
import type { Client } from './clients.ts'
import type { Oauth } from './tokens.ts'

export interface IdentityKey {
  id: string
  /** Made when it is first needed: that takes a while. */
  pair(): { publicKey: KeyObject; privateKey: KeyObject }
}

export function newIdentityKey(): IdentityKey {
  let pair: ReturnType<IdentityKey['pair']> | undefined
  return {
    id: 'sandbox-identity-1',
    pair: () => {
      pair ??= generateKeyPairSync('rsa', { modulusLength: 2048 })
      return pair
    },
  }
}

interface Told {
  person: Person
  client: Client
  scopes: string[]
  nonce: string | undefined
}

/** Null where nobody asked who it is. */
export function identityToken(oauth: Oauth, { person, client, scopes, nonce }: Told): string | null {
  if (!scopes.includes('openid')) return null
  const now = Math.floor(oauth.wall() / 1000)
  const { address, id } = person
  const claims = {
    ...{ iss: 'https://accounts.google.com', azp: client.id, aud: client.id, sub: id },
    hd: address.slice(address.indexOf('@') + 1),
    ...(scopes.some((scope) => scope.endsWith('userinfo.email'))
      ? { email: address, email_verified: true }
      : {}),
    ...(scopes.some((scope) => scope.endsWith('userinfo.profile')) ? profileOf(person) : {}),
    ...(nonce === undefined ? {} : { nonce }),
    ...{ iat: now, exp: now + 3600 },
  }
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const text = `${part({ alg: 'RS256', kid: oauth.identity.id, typ: 'JWT' })}.${part(claims)}`
  return `${text}.${sign('RSA-SHA256', Buffer.from(text), oauth.identity.pair().privateKey).toString('base64url')}`
}

/** As at /oauth2/v3/certs. */
export function identityKeys({ identity }: Oauth) {
  const jwk = identity.pair().publicKey.export({ format: 'jwk' })
  return { keys: [{ ...jwk, kid: identity.id, alg: 'RS256', use: 'sig' }] }
}

/** As at /oauth2/v1/certs: PEM by key id. */
export function identityPems({ identity }: Oauth): Record<string, string> {
  return { [identity.id]: identity.pair().publicKey.export({ type: 'spki', format: 'pem' }).toString() }
}

function profileOf(person: Person) {
  const { fullName, givenName, familyName } = namesOf(person)
  return { name: fullName, given_name: givenName, family_name: familyName }
}
