// How single people consent at each service: tested before anything is stored.
import * as google from '../calendars/google/consent.ts'
import { probeGooglePerson } from '../calendars/google/probe.ts'
import * as microsoft from '../calendars/graph/consent.ts'
import { probeGraphPerson } from '../calendars/graph/probe.ts'
import type { Probe } from '../calendars/probe.ts'
import type { Config } from '../config.ts'
import { AuthError } from '../errors.ts'
import type { Clock } from '../pipeline/parts.ts'
import { googlePlace, microsoftPlace, type ServiceSettings } from '../services.ts'
import type { Store } from '../store/open.ts'
import type { Connecting, Consent } from '../web/connecting.ts'
import { connectPerson, isKnown, type NewPerson } from './person.ts'

export interface ConsentMeans {
  store: Store
  config: ServiceSettings & Partial<Pick<Config, 'microsoftTenant'>>
  clock: Pick<Clock, 'now'>
}

export function consentsFor({ store, config, clock }: ConsentMeans): Connecting['consents'] {
  const savingOf = (service: ConsentAt | null) =>
    service &&
    saving(service, {
      save: (person) => connectPerson(store, person, clock.now()),
      isKnown: (person) => isKnown(store, person),
    })
  return { google: savingOf(atGoogle(config)), microsoft: savingOf(atMicrosoft(config)) }
}

/** One service's own half of a consent. */
interface ConsentAt extends Pick<Consent, 'origin' | 'address'> {
  redeem(given: Parameters<Consent['redeem']>[0]): Promise<NewPerson>
  probe(person: NewPerson): Probe
  /** Gives back what was redeemed for nothing. */
  giveBack(person: NewPerson): Promise<unknown>
}

interface Saving {
  save(it: NewPerson): Promise<number>
  /** Connected already: giving the new consent back would end the old one with it (Google revokes both). */
  isKnown(it: NewPerson): Promise<boolean>
}

function saving({ origin, address, redeem, probe, giveBack }: ConsentAt, { save, isKnown }: Saving): Consent {
  return {
    origin,
    address,
    redeem: async (given) => {
      const person = await redeem(given)
      try {
        await passed(probe(person))
        return { connection: await save(person), owner: person.owner }
      } catch (error) {
        if (!(await isKnown(person))) await giveBack(person).catch(() => {})
        throw error
      }
    },
  }
}

/** Rejects with the words and the way out of the first step that does not go well. */
async function passed(steps: Probe): Promise<void> {
  for await (const { outcome, said, wayOut, raw } of steps)
    if (outcome !== 'ok') throw new AuthError(said, { wayOut: wayOut ?? null, raw: raw ?? null })
}

function atGoogle(config: ConsentMeans['config']): ConsentAt | null {
  const { googleClientId: clientId, googleClientSecret: clientSecret } = config
  if (clientId === undefined || clientSecret === undefined) return null
  const client = { clientId, clientSecret, ...googlePlace(config) }
  return {
    origin: google.consentOrigin(client),
    address: ({ challenge: codeChallenge, ...asked }) =>
      google.consentUrl(client, { ...asked, codeChallenge }),
    redeem: async (given) => {
      const { refreshToken: refresh_token, email: owner } = await google.redeem(client, given)
      const app = { type: 'authorized_user', client_id: clientId, client_secret: clientSecret }
      return { kind: 'google', credentials: { ...app, refresh_token }, owner, providerId: owner }
    },
    probe: ({ credentials, owner }) => probeGooglePerson(credentials, owner, googlePlace(config)),
    giveBack: ({ credentials }) => google.revoke(client, String(credentials.refresh_token)),
  }
}

function atMicrosoft(config: ConsentMeans['config']): ConsentAt | null {
  const { microsoftClientId: clientId, microsoftClientSecret: clientSecret } = config
  if (clientId === undefined || clientSecret === undefined) return null
  const { microsoftTenant: tenant = 'organizations' } = config
  const client = { tenant, clientId, clientSecret, ...microsoftPlace(config) }
  return {
    origin: microsoft.consentOrigin(client),
    address: ({ challenge: codeChallenge, ...asked }) =>
      microsoft.consentUrl(client, { ...asked, codeChallenge }),
    redeem: async (given) => {
      const {
        refreshToken: refresh_token,
        email: owner,
        id: providerId,
      } = await microsoft.redeem(client, given)
      const app = { type: 'microsoft_person', tenant, client_id: clientId, client_secret: clientSecret }
      return { kind: 'microsoft', credentials: { ...app, refresh_token }, owner, providerId }
    },
    probe: ({ credentials, owner }) => probeGraphPerson(credentials, owner, microsoftPlace(config)),
    // Microsoft has no way for an app to give one consent back: forgetting the token is all there is.
    giveBack: async () => {},
  }
}
