// Connects calendars: tested before anything is stored, told in plain words what is wrong otherwise.
import type { CalendarRef, CalendarService } from './calendars/contract.ts'
import type { Address, Instant } from './domain/types.ts'
import { AuthError, FileError, ThrottledError, TransientError, UsageError } from './errors.ts'
import { type ServiceSettings, serviceFor } from './services.ts'
import type { Connection } from './store/connections.ts'
import type { Store } from './store/open.ts'

export interface NewCalendars {
  kind: Connection['kind']
  /** How the connection is called. */
  name: string
  credentials: Record<string, unknown>
  owners: Address[]
}

export interface Connected {
  /** The first calendar that could be read, and how many events its first page holds. */
  tried: { owner: Address; events: number }
  /** Why others before it could not, one sentence each. */
  refused: string[]
  /** The domains whose people count as colleagues from now on. */
  domains: string[]
}

/**
 * Stores the connection, or adds to the one of the same credentials. One calendar that can be read is enough: of the
 * others each tells its own trouble. Throws a UsageError that says what to do where none can be read.
 */
export async function connectCalendars(
  store: Store,
  wanted: NewCalendars,
  settings: ServiceSettings,
  now: Instant,
): Promise<Connected> {
  const service = serviceFor(wanted, wanted.credentials, settings)
  const { owner, events, refused } = await firstReadable(service, wanted)
  const connection = (await sameConnection(store, wanted)) ?? (await addConnection(store, wanted, now))
  for (const each of wanted.owners) {
    const id = `${connection}:${each}`
    await store.calendars.add({ id, connection, owner: each, providerId: each, zone: null }, now)
  }
  return { tried: { owner, events }, refused, domains: await addDomains(store, wanted.owners, now) }
}

async function firstReadable(service: CalendarService, { owners }: NewCalendars) {
  const refused: string[] = []
  for (const owner of owners) {
    try {
      return { owner, events: await eventsOf(service, owner), refused }
    } catch (error) {
      const sentence = sentenceOf(error)
      if (!(error instanceof AuthError) || error.concerns === 'connection' || owners.length === 1)
        throw new UsageError(sentence)
      refused.push(sentence)
      if (refused.length === MOST_TRIED) break
    }
  }
  throw new UsageError(`None of the calendars can be read. ${refused.join(' ')}`)
}

const MOST_TRIED = 5

/** The first page is enough to know. */
async function eventsOf(service: CalendarService, owner: Address): Promise<number> {
  const calendar: CalendarRef = { id: owner, owner, providerId: owner, zone: null }
  for await (const { events } of service.changes(calendar, { cursor: null, known: async () => new Map() }))
    return events.length
  return 0
}

function sentenceOf(error: unknown): string {
  if (error instanceof AuthError)
    return [error.message, error.wayOut, error.raw && `(${error.raw})`].filter(Boolean).join(' ')
  if ([FileError, ThrottledError, TransientError].some((kind) => error instanceof kind))
    return (error as Error).message
  throw error
}

async function sameConnection(store: Store, { kind, credentials }: NewCalendars): Promise<number | null> {
  for (const { id } of (await store.connections.all()).filter((known) => known.kind === kind)) {
    const known = await store.connections.credentialsOf(id, store.secrets)
    if (isSameAccount(known, credentials)) {
      await store.connections.replaceCredentials(id, credentials, store.secrets)
      return id
    }
  }
  return null
}

/** A service account keeps its address when it gets another key. */
function isSameAccount(known: unknown, given: Record<string, unknown>): boolean {
  const keys = ['client_email', 'path', 'url'].filter((key) => given[key] !== undefined)
  return keys.every((key) => (known as Record<string, unknown> | null)?.[key] === given[key])
}

async function addConnection(store: Store, wanted: NewCalendars, now: Instant): Promise<number> {
  const { kind, name, credentials } = wanted
  return store.connections.add({ kind, name, credentials, options: {} }, store.secrets, now)
}

/** W3: who shares a domain with the owners is a colleague, unless everybody can have an address there. */
function addDomains(store: Store, owners: Address[], now: Instant): Promise<string[]> {
  const own = owners.map((owner) => owner.slice(owner.lastIndexOf('@') + 1))
  return store.people.addDomains(
    own.filter((domain) => !PUBLIC.has(domain)),
    now,
  )
}

const PUBLIC = new Set(
  (
    'gmail.com googlemail.com outlook.com hotmail.com live.com msn.com icloud.com me.com mac.com yahoo.com aol.com ' +
    'gmx.de gmx.net gmx.com web.de t-online.de proton.me protonmail.com fastmail.com zoho.com mail.com qq.com 163.com'
  ).split(' '),
)
