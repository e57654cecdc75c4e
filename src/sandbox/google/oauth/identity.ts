// Identity tokens: who it is that consented, signed so that clients can check it.
import { signed } from '../../server/sealed.ts'
import type { Person } from '../company/shapes.ts'
import { namesOf } from '../directory/render.ts'
import type { Client } from './clients.ts'
import type { Oauth } from './tokens.ts'

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
  return signed(oauth.identity, claims)
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
