// The knobs of OAuth that a test turns: keys, delegation, clients, consents, lives of tokens, Google's clock.
import type { Address } from '../../../domain/types.ts'
import { signingKey } from '../../server/sealed.ts'
import type { Company } from '../company/shapes.ts'
import {
  accountOf,
  addKey,
  createServiceAccount,
  deleteKey,
  ROBOT,
  registerServiceAccount,
  type ServiceAccountKey,
} from './accounts.ts'
import { type Client, registerClient, revokeConsents } from './clients.ts'
import type { Oauth } from './tokens.ts'

export function newOauth(company: Company, wall: Oauth['wall']): Oauth {
  return {
    ...{ company, wall, identity: signingKey('sandbox-identity-1'), answering: null },
    lifetime: { usual: 3600, of: new Map() },
    ...{ accounts: new Map(), grants: new Map(), clients: new Map(), codes: new Map(), consents: [] },
  }
}

export function oauthControls(oauth: Oauth) {
  return { ...accounts(oauth), ...tokens(oauth), ...clients(oauth) }
}

function accounts(oauth: Oauth) {
  return {
    /** The key file as Google lets it be downloaded; made again, the former keys are refused. */
    createServiceAccount: () => createServiceAccount(oauth),
    /** Takes a key file from elsewhere; a sandbox that is started again knows its client by it. */
    registerServiceAccount: (key: ServiceAccountKey) => registerServiceAccount(oauth, key),
    /** One more key beside those that the account has. */
    addKey: () => addKey(oauth),
    /** By `private_key_id`: 'Invalid JWT Signature.' from now on. Tokens given out live on. */
    deleteKey: (privateKeyId: string) => deleteKey(oauth, privateKeyId),
    /** 'Invalid grant: account not found' from now on. */
    deleteServiceAccount: () => oauth.accounts.clear(),
    /** Replaces what the admin allow-listed for the account's client id. */
    allowScopes: (scopes: string[]) => {
      accountOf(oauth, ROBOT).scopes = new Set(scopes)
    },
  }
}

function tokens(oauth: Oauth) {
  return {
    /** Of access tokens given out from now on: one person's, or those of all who have none of their own. */
    setTokenLifetime: (seconds: number, person?: Address) => {
      if (person === undefined) oauth.lifetime.usual = seconds
      else oauth.lifetime.of.set(person, seconds)
    },
    /** All access tokens, or one person's, are refused with a 401 from now on; new ones can be had. */
    revokeTokens: (address?: Address) => {
      const isMeant = (one?: Address) => address === undefined || one === address
      for (const [token, { person }] of oauth.grants) if (isMeant(person?.address)) oauth.grants.delete(token)
    },
  }
}

function clients(oauth: Oauth) {
  return {
    /** A web application; `known` keeps the id and secret of an earlier one. */
    registerClient: (redirectUris: string[], known?: Pick<Client, 'id' | 'secret'>) =>
      registerClient(oauth, redirectUris, known),
    /** Whoever asks for consent is answered at once in this person's name, by redirect; null: the page asks again. */
    consentAs: (
      person: Address | null,
      { scopes = null, denies = false }: { scopes?: string[] | null; denies?: boolean } = {},
    ) => {
      oauth.answering = person === null ? null : { person, scopes, denies }
    },
    /** The person takes their consent back, in their Google account. */
    revokeConsent: (person: Address) => revokeConsents(oauth, person),
  }
}
