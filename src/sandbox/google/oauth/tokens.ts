// Access tokens: what OAuth hands out and the APIs are entered with.
import { randomBytes } from 'node:crypto'
import type { Address, Instant } from '../../../domain/types.ts'
import type { SigningKey } from '../../server/sealed.ts'
import type { Company, Person } from '../company/shapes.ts'
import { invalidCredentials, loginRequired } from '../errors.ts'
import type { Account } from './accounts.ts'
import type { Client, Code, Consent } from './clients.ts'

export interface Grant {
  /** Acted as; null: the service account as itself. */
  person: Person | null
  scopes: string[]
  expires: Instant
  /** Null: given to a service account. */
  consent: Consent | null
}

export interface Oauth {
  company: Company
  /** Google's own clock, which may differ from ours. */
  wall: () => Instant
  /** Seconds; `of` one person in place of everybody's. */
  lifetime: { usual: number; of: Map<Address, number> }
  /** By e-mail address. */
  accounts: Map<string, Account>
  grants: Map<string, Grant>
  clients: Map<string, Client>
  consents: Consent[]
  codes: Map<string, Code>
  /** Signs who it is that consented. */
  identity: SigningKey
  /** Answers for whoever is asked for consent; null: a page asks. */
  answering: { person: Address; scopes: string[] | null; denies: boolean } | null
}

/** RFC 6749 5.2, as Google words it. */
export class TokenRefusal extends Error {
  readonly code: number
  readonly body: { error: string; error_description: string }

  constructor(code: number, error: string, description: string) {
    super(description)
    this.code = code
    this.body = { error, error_description: description }
  }
}

export const invalidGrant = (description: string) => new TokenRefusal(400, 'invalid_grant', description)

export function newAccess(oauth: Oauth, grant: Omit<Grant, 'expires'>) {
  const token = `ya29.sandbox-${randomBytes(24).toString('base64url')}`
  const { usual, of } = oauth.lifetime
  const seconds = of.get(grant.person?.address ?? '') ?? usual
  oauth.grants.set(token, { ...grant, expires: oauth.wall() + seconds * 1000 })
  return { access_token: token, expires_in: seconds - 1, token_type: 'Bearer' }
}

/** @throws GoogleRefusal 401 without a token or with one that is unknown or expired */
export function grantOf(oauth: Oauth, authorization: string | undefined): Grant {
  const token = /^Bearer (.+)$/i.exec(authorization ?? '')?.[1]
  if (token === undefined) throw loginRequired()
  const grant = oauth.grants.get(token)
  if (!grant || grant.expires <= oauth.wall() || isGone(oauth, grant.person)) throw invalidCredentials()
  return grant
}

function isGone({ company }: Oauth, person: Person | null): boolean {
  return person !== null && company.people.get(person.address) !== person
}
