// What single people granted to an app, until they take it back.
import type { Address, Instant } from '../../../domain/types.ts'
import { findPerson } from '../../world/addresses.ts'
import type { Person } from '../company/shapes.ts'
import type { Oauth } from './tokens.ts'

export interface Consent {
  app: string
  person: Person
  scopes: string[]
  refreshTokens: Set<string>
}

/** Handed to the browser once, good for ten minutes. */
export interface Code {
  app: string
  person: Person
  scopes: string[]
  redirectUri: string
  challenge: { value: string; method: 'S256' | 'plain' } | null
  nonce: string | undefined
  expires: Instant
}

export function consentOf(oauth: Oauth, app: string, person: Person): Consent {
  const known = oauth.consents.find((each) => each.app === app && each.person === person)
  if (known) return known
  const consent: Consent = { app, person, scopes: [], refreshTokens: new Set() }
  oauth.consents.push(consent)
  return consent
}

/** Refresh tokens and access tokens are dead at once. */
export function revokeConsents(oauth: Oauth, address: Address): void {
  const person = findPerson(oauth.company, address)
  oauth.consents = oauth.consents.filter((each) => each.person !== person)
  for (const [id, { consent }] of oauth.issued) if (consent?.person === person) oauth.issued.delete(id)
}
