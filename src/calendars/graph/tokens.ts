// Tokens by Microsoft's own library: one for all mailboxes of an app, or one for a person; kept until shortly before their end.
import {
  type AuthenticationResult,
  ConfidentialClientApplication,
  type Configuration,
} from '@azure/msal-node'
import { type Instant, MINUTE } from '../../domain/types.ts'
import type { AppKey, GraphKey, PersonKey } from './key.ts'
import { tokenNetwork } from './network.ts'
import { EVENTS, SETTINGS } from './permissions.ts'
import type { Place } from './place.ts'

export interface Tokens {
  /** Rejects with what the library rejects with. */
  get(): Promise<string>
  /** Graph does not take this one any more; another is asked for, once for all who say so. */
  refused(token: string): void
}

/** What reading one's own calendar takes, and its zone; more is not asked of anybody. */
export const personScopes = ({ resource }: Place): string[] =>
  [EVENTS, SETTINGS].map(({ name }) => `${resource}/${name}`)

export interface TokenOptions {
  key: GraphKey
  place: Place
  /** Microsoft replaced the person's refresh token: the former one may be dead. */
  onRefreshToken?: ((refreshToken: string) => void) | undefined
}

/** A token that ends within this time is replaced. */
const EARLY = 5 * MINUTE

export function openTokens(options: TokenOptions): Tokens {
  const ask = asker(options)
  let kept: Promise<{ token: string; until: Instant }> | null = null
  const anew = () => {
    const asked = ask().then((result) => ({
      token: result.accessToken,
      until: (result.expiresOn?.getTime() ?? 0) - EARLY,
    }))
    kept = asked
    asked.catch(() => {
      if (kept === asked) kept = null
    })
    return asked
  }
  let last: string | null = null
  return {
    get: async () => {
      const asked = kept ?? anew()
      let { token, until } = await asked
      if (until <= Date.now()) {
        if (kept === asked) kept = null
        token = (await (kept ?? anew())).token
      }
      last = token
      return token
    },
    refused: (token) => {
      if (token !== last) return
      last = null
      kept = null
    },
  }
}

function asker({ key, place, onRefreshToken }: TokenOptions): () => Promise<AuthenticationResult> {
  if (key.kind === 'app') {
    const library = libraryFor(key, place, proofOf(key), tokenNetwork())
    const scopes = [`${place.resource}/.default`]
    return async () =>
      (await library.acquireTokenByClientCredential({ scopes, skipCache: true })) ?? missing()
  }
  let { refreshToken } = key
  const network = tokenNetwork((replaced) => {
    if (replaced === refreshToken) return
    refreshToken = replaced
    onRefreshToken?.(replaced)
  })
  const library = libraryFor(key, place, { clientSecret: key.clientSecret }, network)
  const scopes = personScopes(place)
  return async () => (await library.acquireTokenByRefreshToken({ refreshToken, scopes })) ?? missing()
}

function missing(): never {
  throw new Error('Microsoft’s library gave neither a token nor an error.')
}

function proofOf({ proof }: AppKey): Partial<Configuration['auth']> {
  if (proof.kind === 'secret') return { clientSecret: proof.secret }
  const { thumbprint, privateKey, certificate } = proof
  return { clientCertificate: { thumbprintSha256: thumbprint, privateKey, x5c: certificate } }
}

/** The library knows the clouds' own hosts by heart; of another it is told that it may be trusted. */
export function libraryFor(
  { tenant, clientId }: Pick<AppKey | PersonKey, 'tenant' | 'clientId'>,
  { login, isForeign }: Place,
  proof: Partial<Configuration['auth']>,
  networkClient: ReturnType<typeof tokenNetwork>,
): ConfidentialClientApplication {
  return new ConfidentialClientApplication({
    auth: {
      clientId,
      authority: `${login}/${tenant}`,
      ...(isForeign ? { knownAuthorities: [new URL(login).host] } : {}),
      ...proof,
    },
    system: { networkClient },
  })
}
