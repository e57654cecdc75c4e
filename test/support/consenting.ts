// Google and Microsoft as single people consent there: one shape over both sandboxes, for tests that hold for either.
import { users } from '../../src/calendars/graph/directory.ts'
import { openGraph } from '../../src/calendars/graph/session.ts'
import type { ConsentMeans } from '../../src/connecting/consents.ts'
import type { Address, Instant } from '../../src/domain/types.ts'
import type { ServiceSettings } from '../../src/services.ts'
import type { ConsentService } from '../../src/web/connecting.ts'
import { optionsFor } from '../calendars/graph-support.ts'
import { type GraphScene, graphScene } from '../sandbox/graph-support.ts'
import { ada, scene } from '../sandbox/support.ts'

export interface Consenting {
  service: ConsentService
  now: Instant
  place: ServiceSettings
  /** The OAuth client as settings name it, whose redirect URI this is from now on. */
  clientAt(redirectUri: string): ConsentMeans['config']
  /** The same client with another secret, by which alone it proves itself from now on. */
  newSecretOf(client: ConsentMeans['config']): ConsentMeans['config']
  /** Who is asked is answered for at once; null: a page asks. `scopes`: what is ticked, where one ticks (Google). */
  answersAs(person: Address | null, options?: { denies?: boolean; scopes?: string[] }): void
  takesBack(person: Address): void
  /** Their account has a calendar (a mailbox), or none. */
  switchCalendar(person: Address, on: boolean): void
  /** The next reading of a calendar is refused: too many requests. */
  isBusy(): void
  /** What it says of who has none. */
  noCalendar: string
  /** What Ada's calendar is called there. */
  adas: string
  /** What it says of a consent that was taken back. */
  takenBack: string
  /** Requests for tokens since the last `clear`. */
  tokens(): number
  /** Consents given back by us since then. */
  givenBack(): number
  /** The next request for a token fails. */
  isAway(): void
  clear(): void
  close(): Promise<void>
}

export async function atGoogle(): Promise<Consenting> {
  const { google, clock } = await scene()
  const { oauth, traffic } = google
  const place = { googleRootUrl: google.url, googleTokenUrl: google.tokenUrl, allowPrivateFeeds: false }
  return {
    service: 'google',
    now: clock.now,
    place,
    clientAt: (redirectUri) => {
      const { id: googleClientId, secret: googleClientSecret } = oauth.registerClient([redirectUri])
      return { ...place, googleClientId, googleClientSecret }
    },
    newSecretOf: (client) => {
      const known = { id: client.googleClientId!, secret: 'GOCSPX-new' }
      oauth.registerClient([], known)
      return { ...client, googleClientSecret: known.secret }
    },
    answersAs: (person, options) => oauth.consentAs(person, options),
    switchCalendar: (person, on) => google.company.switchCalendar(person, on),
    isBusy: () => traffic.forceFailures([{ failure: 'rateLimitExceeded', kind: 'events.list' }]),
    noCalendar: 'switched off',
    takesBack: (person) => void oauth.revokeConsent(person),
    adas: ada,
    takenBack: 'invalid_grant',
    tokens: () => traffic.count({ kind: 'token' }),
    givenBack: () => traffic.count({ kind: 'revoke' }),
    isAway: () => traffic.forceFailures([{ failure: 'backendError', kind: 'token' }]),
    clear: () => traffic.clear(),
    close: () => google.close(),
  }
}

export async function atMicrosoft(): Promise<Consenting> {
  const here = await graphScene()
  const { graph, clock, app } = here
  const { oauth, traffic } = graph
  const adas = await idOfAda(here)
  const place = {
    ...{ googleRootUrl: undefined, googleTokenUrl: undefined, allowPrivateFeeds: false },
    ...{ microsoftGraphUrl: graph.url, microsoftLoginUrl: graph.loginUrl },
  }
  return {
    service: 'microsoft',
    now: clock.now,
    place,
    clientAt: (redirectUri) => {
      oauth.setRedirectUris(app.clientId, [redirectUri])
      const microsoftClientSecret = oauth.addSecret(app.clientId).secret
      const client = { microsoftClientId: app.clientId, microsoftClientSecret }
      return { ...place, ...client, microsoftTenant: graph.tenantId }
    },
    newSecretOf: (client) => {
      oauth.expireSecrets(app.clientId, 0)
      return { ...client, microsoftClientSecret: oauth.addSecret(app.clientId).secret }
    },
    answersAs: (person, options) => oauth.consentAs(person, options),
    switchCalendar: (person, on) => graph.company.switchCalendar(person, on),
    isBusy: () => traffic.forceFailures([{ failure: 'throttled', kind: 'calendarView.delta' }]),
    noCalendar: 'no mailbox at Exchange Online',
    takesBack: (person) => oauth.revokeConsent(person),
    adas,
    takenBack: 'AADSTS50173',
    tokens: () => traffic.count({ kind: 'token' }),
    givenBack: () => 0,
    isAway: () => traffic.forceFailures([{ failure: 'unavailable', kind: 'token' }]),
    clear: () => traffic.clear(),
    close: () => graph.close(),
  }
}

/** As a company's directory tells it. */
async function idOfAda(here: GraphScene): Promise<string> {
  const people = await Array.fromAsync(users(openGraph(optionsFor(here))))
  return people.flat().find(({ address }) => address === ada)!.id
}
