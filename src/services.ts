// Opens the calendar service behind a stored connection, with its credentials.
import { z } from 'zod'
import type { CalendarService } from './calendars/contract.ts'
import { googleCalendars } from './calendars/google/client.ts'
import { serviceKey } from './calendars/google/key.ts'
import { icsCalendars } from './calendars/ics/feed.ts'
import type { Config } from './config.ts'
import { UsageError } from './errors.ts'
import { type Connection, unsealed } from './store/connections.ts'
import type { Store } from './store/open.ts'

export type ServiceSettings = Pick<Config, 'googleRootUrl' | 'googleTokenUrl' | 'allowPrivateFeeds'>

/**
 * `serviceOf` for the pipeline: opened once, and again when the credentials were replaced. Rejects with a UsageError where
 * a connection cannot be used as it is stored.
 */
export function openServices(
  store: Store,
  settings: ServiceSettings,
): (connection: number) => Promise<CalendarService> {
  const opened = new Map<number, { by: string | undefined; service: CalendarService }>()
  return async (id) => {
    const sealed = await store.connections.sealedById(id)
    if (!sealed) throw new UsageError(`Connection ${id} is not known any more.`)
    const by = sealed.credentials?.toString('base64')
    const known = opened.get(id)
    if (known && known.by === by) return known.service
    const service = serviceFor(sealed.connection, unsealed(sealed.credentials, store.secrets), settings)
    opened.set(id, { by, service })
    return service
  }
}

const place = z.union([z.object({ path: z.string() }), z.object({ url: z.string() })])

export function serviceFor(
  { kind, name }: Pick<Connection, 'kind' | 'name'>,
  credentials: unknown,
  { googleRootUrl, googleTokenUrl, allowPrivateFeeds }: ServiceSettings,
): CalendarService {
  if (kind === 'google')
    return googleCalendars({
      key: serviceKey(credentials, `The stored key of ${name}`),
      rootUrl: googleRootUrl,
      tokenUrl: googleTokenUrl,
    })
  const feed = place.safeParse(credentials)
  if (kind === 'ics' && feed.success) return icsCalendars(feed.data, { allowPrivate: allowPrivateFeeds })
  throw new UsageError(`${name} is stored in a way that is not known here. Connect it again.`)
}
