// A service account's signed assertion, with domain-wide delegation: signatures are verified for real.
import { type KeyObject, verify } from 'node:crypto'
import { type Claims, jwtParts } from '../../server/sealed.ts'
import type { Company, Person } from '../company/shapes.ts'
import type { Account } from './accounts.ts'
import { invalidGrant, newAccess, type Oauth, TokenRefusal } from './tokens.ts'

export const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer'

/** What real clients sign; google-auth-library 11 knows the first one only. */
const AUDIENCES = [
  'https://oauth2.googleapis.com/token',
  'https://www.googleapis.com/oauth2/v4/token',
  'https://accounts.google.com/o/oauth2/token',
]
const SKEW = 300

/** @throws TokenRefusal */
export function tokenForAssertion(oauth: Oauth, { assertion }: Claims) {
  if (typeof assertion !== 'string')
    throw new TokenRefusal(400, 'invalid_request', 'Missing required parameter: assertion')
  const { account, claims } = verified(oauth, assertion)
  const scopes = String(claims.scope ?? '')
    .split(' ')
    .filter(Boolean)
  if (scopes.length === 0) throw new TokenRefusal(400, 'invalid_scope', 'Empty or missing scope not allowed.')
  return newAccess(oauth, { person: actedAs(oauth.company, account, claims, scopes), scopes, consent: null })
}

/** Who is named as `sub`, not verified: for counting. */
export function subjectIn(assertion: unknown): string | null {
  const sub = jwtParts(String(assertion)).claims?.sub
  return typeof sub === 'string' ? sub.toLowerCase() : null
}

function verified(oauth: Oauth, assertion: string): { account: Account; claims: Claims } {
  const { header, claims, text, signature } = jwtParts(assertion)
  if (!header || !claims) throw invalidGrant('Invalid JWT: Failed to parse the assertion.')
  const account = oauth.accounts.get(String(claims.iss))
  if (!account) throw invalidGrant('Invalid grant: account not found')
  const isSigned = (key: KeyObject) => verify('RSA-SHA256', text, key, signature)
  if (header.alg !== 'RS256' || !keysFor(account, header).some(isSigned))
    throw invalidGrant('Invalid JWT Signature.')
  refuseWrongTimes(claims, oauth.wall() / 1000)
  if (!AUDIENCES.includes(String(claims.aud))) {
    throw invalidGrant(`Invalid JWT: Failed audience check. The right audience is ${AUDIENCES[0]}`)
  }
  return { account, claims }
}

/** An assertion that names no key may be signed with any. */
function keysFor({ keys }: Account, { kid }: Claims): KeyObject[] {
  if (kid === undefined) return [...keys.values()]
  const key = keys.get(String(kid))
  return key ? [key] : []
}

function refuseWrongTimes({ iat, exp }: Claims, now: number): void {
  const times = typeof iat === 'number' && typeof exp === 'number' ? { iat, exp } : undefined
  const fits =
    times && times.iat <= now + SKEW && times.exp > now - SKEW && times.exp - times.iat <= 3600 + SKEW
  if (fits) return
  throw invalidGrant(
    'Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check your iat and exp values in the JWT claim.',
  )
}

/** Without `sub` it is the service account itself. An alias is nobody; one scope too many refuses all. */
function actedAs(company: Company, account: Account, { sub }: Claims, scopes: string[]): Person | null {
  if (sub === undefined) return null
  const address = String(sub).toLowerCase()
  const person = company.people.get(address)
  if (!person) throw unknownSubject(company, address)
  if (person.suspended || person.entry.archived) throw invalidGrant('Invalid email or User ID')
  if (!scopes.every((scope) => account.scopes.has(scope))) {
    throw new TokenRefusal(
      401,
      'unauthorized_client',
      'Client is unauthorized to retrieve access tokens using this method, or client not authorized for any of the scopes requested.',
    )
  }
  return person
}

/** Google tells apart who left lately, who is nobody here, and an address of no domain of the company. */
function unknownSubject(company: Company, address: string): TokenRefusal {
  if (company.leavers.some(({ person }) => person.address === address))
    return invalidGrant('The account has been deleted')
  const domain = address.slice(address.indexOf('@'))
  if ([...company.addresses.keys()].some((known) => known.endsWith(domain)))
    return invalidGrant('Invalid email or User ID')
  return new TokenRefusal(400, 'invalid_request', 'Invalid impersonation &quot;sub&quot; field.')
}
