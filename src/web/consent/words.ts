// What differs between the services where single people consent, in words.
import type { ConsentService } from '../connecting.ts'

export interface ConsentWords {
  service: ConsentService
  /** As in "You consent at …". */
  at: string
  /** As in "Your own …". */
  calendar: string
  /** What asks there, and where an admin makes one. */
  client: string
  console: { url: string; name: string; path: string; kind: string }
  /** Settings, as in "start Halfhour with its …". */
  settings: string[]
  /** Its redirect URIs over plain HTTP have this machine's name in words, `localhost`, never its number. */
  byNameAlone: boolean
  /** Beside "Begin again if you want to", who said no. */
  denied: string
}

export const consentWords: Record<ConsentService, ConsentWords> = {
  google: {
    service: 'google',
    at: 'Google',
    calendar: 'Google calendar',
    client: 'OAuth client',
    console: {
      url: 'https://console.cloud.google.com/auth/clients',
      name: 'Google Cloud console',
      path: 'Clients → Create client',
      kind: 'Web application',
    },
    settings: ['GOOGLE_CLIENT_ID', 'GOOGLE_CLIENT_SECRET'],
    byNameAlone: false,
    denied: '',
  },
  microsoft: {
    service: 'microsoft',
    at: 'Microsoft',
    calendar: 'Outlook calendar',
    client: 'app registration',
    console: {
      url: 'https://entra.microsoft.com',
      name: 'Microsoft Entra',
      path: 'App registrations → New registration',
      kind: 'Web',
    },
    settings: ['MICROSOFT_CLIENT_ID', 'MICROSOFT_CLIENT_SECRET', 'MICROSOFT_TENANT'],
    byNameAlone: true,
    denied: ' Where only admins may consent, ask one to grant it: Entra → Enterprise applications → the app.',
  },
}

/**
 * These pages are for this machine only, whatever PUBLIC_URL says, and so is the way back: by the very name and port the
 * browser reached us with, as the cookie is bound to that name.
 */
export const redirectUriAt = (host: string | undefined, service: ConsentService): string =>
  `http://${host}${pathOf(service)}/callback`

export const pathOf = (service: ConsentService): string => `/connect/${service}`

/** "Your own … calendar" on the page of connections; `elsewhere`: its address under the one name that the service takes. */
export function ownCalendarView(words: ConsentWords, isReady: boolean, host: string | undefined) {
  const named = words.byNameAlone ? `localhost${/:\d+$/.exec(host ?? '') ?? ''}` : host
  return {
    ...words,
    isReady,
    action: pathOf(words.service),
    redirectUri: redirectUriAt(named, words.service),
    elsewhere: named === host ? null : `http://${named}/connections`,
  }
}
