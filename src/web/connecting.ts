// What the pages of connections ask of rooms they may not enter: testing, saving, removing, consent. app.ts wires it.
import type { Step } from '../calendars/probe.ts'
import type { Choice, Company, CompanyOptions, NarrowedCompany } from '../domain/account.ts'
import type { Address, Instant } from '../domain/types.ts'

/** Steps as they are over. At the end the connection that was saved; null: a step failed, and nothing was. */
export type Attempt = AsyncGenerator<Step, number | null, undefined>

export interface Connecting {
  google: CompanyAccess<CompanyOptions, GoogleKeyFacts>
  /** `portal`: where an admin looks, of the cloud that is set */
  microsoft: CompanyAccess<NarrowedCompany, AppFacts> & { portal: string }
  /** A single person's own calendar; null where no OAuth client is set up at that service. */
  consents: Record<ConsentService, Consent | null>
  /** The same steps for a connection that is stored, whatever its kind. */
  test(connection: number): AsyncGenerator<Step, unknown, undefined>
  /** Forgets it with its calendars; what was judged stays. Its service is told after that, which may take a while. */
  disconnect(connection: number): Promise<void>
}

/** How a company is connected, whoever the vendor. */
export interface CompanyAccess<Options extends Company, Facts extends KeyFacts> {
  /** @param key JSON. What of it may be shown; or a sentence for each part that cannot be used, repeating no secret */
  readKey(key: string): { facts: Facts } | { problems: Record<string, string> }
  /** The least that an admin grants for this choice of people, as the vendor names it. */
  permissions(by: Choice['by']): Permission[]
  /**
   * Tests, and saves where every step went well.
   * @param changing the connection that gets them; null: the one of the same account, or a new one
   */
  connect(key: string, options: Options, changing?: Changing | null): Attempt
}

/** A connection that is stored, and what of it was not given anew: that stays as it is stored once the test is over. */
export interface Changing {
  connection: number
  /** The stored key, JSON, that is tested, or was changed for the test: saved only if it is stored still. Null: the key is new. */
  madeOf: string | null
  keepsPeople: boolean
}

export interface Permission {
  name: string
  /** 'reading calendars' */
  opens: string
}

export interface KeyFacts {
  /** Whose key it is: another key of the same account has it too. */
  account: string
}

export interface GoogleKeyFacts extends KeyFacts {
  clientEmail: string
  /** The numeric id that an admin allow-lists; null: the file does not tell. */
  clientId: string | null
}

export interface AppFacts extends KeyFacts {
  /** Its id, or a domain of it. */
  tenant: string
  clientId: string
  proof: 'secret' | 'certificate'
  /** When the proof ends; null: nobody told. */
  expires: Instant | null
  /** Where an admin consents for the company. */
  consent: string
}

/** Where single people can consent. */
export type ConsentService = 'google' | 'microsoft'

/** OAuth 2.0: authorization code with PKCE (S256), state and nonce. */
export interface Consent {
  /** Of the address: browsers want to be told where a form leads. */
  origin: string
  /** Where people consent; `redirectUri` must be registered as it stands. */
  address(asked: { redirectUri: string; state: string; nonce: string; challenge: string }): string
  /**
   * Redeems the code, and saves the connection of whoever consented. Rejects with a UsageError or AuthError in plain words:
   * code used up, scope not granted, no refresh token, another nonce.
   */
  redeem(given: {
    code: string
    verifier: string
    nonce: string
    redirectUri: string
  }): Promise<{ connection: number; owner: Address }>
}
