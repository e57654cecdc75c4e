// Opens the calendar service, and the directory, behind a stored connection, with its credentials.
import { z } from 'zod'
import type { CalendarService } from './calendars/contract.ts'
import type { DirectoryService } from './calendars/directory.ts'
import { googleCalendars } from './calendars/google/client.ts'
import { googleDirectory } from './calendars/google/directory.ts'
import { googleKey } from './calendars/google/key.ts'
import type { GoogleOptions } from './calendars/google/session.ts'
import { graphCalendars } from './calendars/graph/client.ts'
import { graphDirectory } from './calendars/graph/directory.ts'
import { graphKey } from './calendars/graph/key.ts'
import type { GraphSettings } from './calendars/graph/place.ts'
import type { GraphOptions } from './calendars/graph/session.ts'
import { icsCalendars } from './calendars/ics/feed.ts'
import type { Config } from './config.ts'
import type { Company } from './domain/account.ts'
import { UsageError } from './errors.ts'
import { type Connection, type Sealed, unsealed } from './store/connections/connections.ts'
import { companyByAdmin, companyByApp } from './store/connections/options.ts'
import type { Store } from './store/open.ts'

export type ServiceSettings = Pick<Config, 'googleRootUrl' | 'googleTokenUrl' | 'allowPrivateFeeds'> &
  Partial<Pick<Config, 'googleClientId' | 'googleClientSecret' | Microsofts>>

type Microsofts =
  | 'microsoftCloud'
  | 'microsoftGraphUrl'
  | 'microsoftLoginUrl'
  | 'microsoftClientId'
  | 'microsoftClientSecret'

/** All reject with a UsageError where a connection cannot be used as it is stored. */
export interface Services {
  serviceOf(connection: number): Promise<CalendarService>
  /** Null: the connection has no directory. */
  directoryOf(connection: number): Promise<{ service: DirectoryService; options: Company } | null>
}

/** Each is opened once, and again when its credentials or options were replaced. */
export function openServices(store: Store, settings: ServiceSettings): Services {
  const calendars = opener<CalendarService>(store, settings)
  const directories = opener<DirectoryService>(store, settings)
  return {
    serviceOf: async (id) => {
      const sealed = await sealedOf(store, id)
      return calendars(sealed, (...means) => serviceFor(sealed.connection, ...means))
    },
    directoryOf: async (id) => {
      const sealed = await sealedOf(store, id)
      const directory = directoryFor(sealed.connection)
      return directory && { service: directories(sealed, directory.open), options: directory.options }
    },
  }
}

async function sealedOf(store: Store, id: number): Promise<Sealed> {
  const sealed = await store.connections.sealedById(id)
  if (!sealed) throw new UsageError(`Connection ${id} is not known any more.`)
  return sealed
}

interface Opened<Service> {
  /** As it is stored; a token that the service itself replaced is no reason to open it again. */
  sealed: Sealed
  service: Service
}

function opener<Service>(store: Store, settings: ServiceSettings) {
  const known = new Map<number, Opened<Service>>()
  return (sealed: Sealed, open: (credentials: unknown, means: Means) => Service): Service => {
    const before = known.get(sealed.connection.id)
    if (before && isSame(before.sealed, sealed)) return before.service
    const credentials = withSecretOfToday(unsealed(sealed.credentials, store.secrets), settings)
    const onRefreshToken = (refresh_token: string) => void keep({ ...(credentials as object), refresh_token })
    const opened = { sealed, service: open(credentials, { ...settings, onRefreshToken }) }
    // A token that cannot be saved still serves this process.
    const keep = async (renewed: object) => {
      const stored = await store.connections.renewed(opened.sealed, renewed, store.secrets).catch(() => null)
      if (stored) opened.sealed = stored
    }
    known.set(sealed.connection.id, opened)
    return opened.service
  }
}

function isSame(one: Sealed, other: Sealed): boolean {
  const [credentials, options] = [one.credentials, JSON.stringify(one.connection.options)]
  const isKept = credentials === null ? other.credentials === null : other.credentials?.equals(credentials)
  return isKept === true && options === JSON.stringify(other.connection.options)
}

const consent = z.looseObject({ client_id: z.string(), refresh_token: z.string() })

/**
 * Consents outlive the secret of the OAuth client that they were given to: where it is set up, its secret of today counts.
 * Other credentials come back as they are.
 */
export function withSecretOfToday(credentials: unknown, settings: ServiceSettings): unknown {
  const { googleClientId, googleClientSecret, microsoftClientId, microsoftClientSecret } = settings
  const given = consent.safeParse(credentials).data
  if (given?.client_id === googleClientId && googleClientSecret)
    return { ...given, client_secret: googleClientSecret }
  if (given?.client_id === microsoftClientId && microsoftClientSecret)
    return { ...given, client_secret: microsoftClientSecret }
  return credentials
}

type Means = ServiceSettings & Pick<GoogleOptions, 'onRefreshToken'>

interface Directory {
  options: Company
  open(credentials: unknown, settings: Means): DirectoryService
}

/** Null: the connection has none. */
function directoryFor(connection: Connection): Directory | null {
  const byAdmin = companyByAdmin(connection)
  if (byAdmin)
    return {
      options: byAdmin,
      open: (...means) => googleDirectory(googleOptions(connection, ...means), byAdmin),
    }
  const byApp = companyByApp(connection)
  return (
    byApp && {
      options: byApp,
      open: (...means) => graphDirectory(graphOptions(connection, ...means), byApp),
    }
  )
}

const place = z.union([z.object({ path: z.string() }), z.object({ url: z.string() })])

export function serviceFor(
  connection: Pick<Connection, 'kind' | 'name'>,
  credentials: unknown,
  settings: Means,
): CalendarService {
  const { kind, name } = connection
  if (kind === 'google') return googleCalendars(googleOptions(connection, credentials, settings))
  if (kind === 'microsoft') return graphCalendars(graphOptions(connection, credentials, settings))
  const feed = place.safeParse(credentials)
  if (kind === 'ics' && feed.success)
    return icsCalendars(feed.data, { allowPrivate: settings.allowPrivateFeeds })
  throw new UsageError(`${name} is stored in a way that is not known here. Connect it again.`)
}

/** Throws a UsageError where the credentials are none of Google's. */
function googleOptions(
  { name }: Pick<Connection, 'name'>,
  credentials: unknown,
  { onRefreshToken, ...settings }: Means,
): GoogleOptions {
  const key = googleKey(credentials, `The stored key of ${name}`)
  return { key, ...googlePlace(settings), onRefreshToken }
}

/** Throws a UsageError where the credentials are none of Microsoft's. */
function graphOptions(
  { name }: Pick<Connection, 'name'>,
  credentials: unknown,
  { onRefreshToken, ...settings }: Means,
): GraphOptions {
  const key = graphKey(credentials, `The stored key of ${name}`)
  return { key, ...microsoftPlace(settings), onRefreshToken }
}

/** Where Google answers. */
export function googlePlace({ googleRootUrl, googleTokenUrl }: ServiceSettings) {
  return { rootUrl: googleRootUrl, tokenUrl: googleTokenUrl }
}

/** Where Microsoft answers. */
export function microsoftPlace({
  microsoftCloud: cloud,
  microsoftGraphUrl: graphUrl,
  microsoftLoginUrl: loginUrl,
}: ServiceSettings): GraphSettings {
  return { cloud, graphUrl, loginUrl }
}
