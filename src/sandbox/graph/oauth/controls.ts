// The knobs of Entra that a test turns: apps, secrets, certificates, roles, consents, lives of tokens.
import type { Address, Instant } from '../../../domain/types.ts'
import { signingKey } from '../../server/sealed.ts'
import type { Company } from '../company/shapes.ts'
import { addCertificate, addSecret, appOf, type Block, type Registration, registerApp } from './apps.ts'
import { revokeConsents } from './consents.ts'
import type { Oauth } from './tokens.ts'

export function newOauth(company: Company, wall: Oauth['wall']): Oauth {
  return {
    ...{ company, wall, lifetime: 3599, apps: new Map(), consents: [], codes: new Map() },
    ...{ issued: new Map(), answering: null, key: signingKey('sandbox-key-1') },
  }
}

export function oauthControls(oauth: Oauth) {
  return { ...apps(oauth), ...people(oauth) }
}

function apps(oauth: Oauth) {
  return {
    /** An app with one secret and admin consent to all it may need; `known` keeps the id and secret of an earlier one. */
    registerApp: (known: Partial<Registration> = {}) => registerApp(oauth, known),
    addSecret: (app: string) => addSecret(oauth, app),
    /** All secrets of the app end then: AADSTS7000222 from then on. */
    expireSecrets: (app: string, at: Instant) => {
      for (const secret of appOf(oauth, app).secrets) secret.expires = at
    },
    addCertificate: (app: string) => addCertificate(oauth, app),
    /** Replaces what the admin consented to; tokens given out keep their roles. */
    setRoles: (app: string, roles: string[]) => {
      appOf(oauth, app).roles = new Set(roles)
    },
    setRedirectUris: (app: string, uris: string[]) => {
      appOf(oauth, app).redirectUris = uris
    },
    /** AADSTS7000112, 65001, 650056 or 53003, whatever credential comes; null: none of them any more. */
    block: (app: string, block: Block | null) => {
      appOf(oauth, app).block = block
    },
  }
}

function people(oauth: Oauth) {
  return {
    /** Seconds, of access tokens given out from now on. */
    setTokenLifetime: (seconds: number) => {
      oauth.lifetime = seconds
    },
    /** All access tokens are refused with a 401 from now on; new ones can be had. */
    revokeTokens: () => oauth.issued.clear(),
    /** Whoever is asked for consent is answered at once in this person's name, by redirect; null: the page asks again. */
    consentAs: (person: Address | null, { denies = false } = {}) => {
      oauth.answering = person === null ? null : { person, denies }
    },
    /** The person takes their consent back. */
    revokeConsent: (person: Address) => revokeConsents(oauth, person),
  }
}
