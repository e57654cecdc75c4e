// Connects calendars that were named one by one, without a directory. One is read before anything is stored.
import type { CalendarService } from '../calendars/contract.ts'
import { eventsOf, type Step, step, wordsOf } from '../calendars/probe.ts'
import type { Address, Instant } from '../domain/types.ts'
import { counted } from '../domain/written.ts'
import { AuthError, UsageError } from '../errors.ts'
import { type ServiceSettings, serviceFor } from '../services.ts'
import { within } from '../store/batch.ts'
import * as calendars from '../store/calendars/calendars.ts'
import type { Connection } from '../store/connections/connections.ts'
import { companyByAdmin } from '../store/connections/options.ts'
import type { Store } from '../store/open.ts'
import { addDomains } from '../store/people/people.ts'
import { companyDomains } from './domains.ts'
import { sameAccount, saveConnection } from './save.ts'

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
 * Reads one calendar, then stores the connection, or adds to the one of the same credentials. One that can be read is enough:
 * of the others each tells its own trouble. Its result: null where none can be read; then nothing is stored. Throws a
 * UsageError where the account is connected with its directory.
 */
export async function* testAndConnect(
  store: Store,
  wanted: NewCalendars,
  settings: ServiceSettings,
  now: Instant,
): AsyncGenerator<Step, Connected | null, undefined> {
  await refuseCompany(store, wanted)
  const { credentials, owners } = wanted
  const read = yield* readingStep(() => serviceFor(wanted, credentials, settings), owners)
  if (!read) return null
  const { owner, events, refused } = read
  return { tried: { owner, events }, refused, domains: await save(store, wanted, now) }
}

/** Returns the domains that were not known. */
function save({ db, secrets }: Store, { owners, ...account }: NewCalendars, now: Instant): Promise<string[]> {
  return within(db, async (trx) => {
    const connection = await saveConnection({ db: trx, secrets }, { ...account, options: {} }, now)
    for (const owner of owners) {
      const id = `${connection}:${owner}`
      await calendars.add(trx, { id, connection, owner, providerId: owner, zone: null }, now)
    }
    return addDomains(trx, companyDomains(owners), now, secrets)
  })
}

/** One calendar that can be read says that the others may be. */
export function readingStep(open: () => CalendarService, owners: readonly Address[]) {
  return step('Calendar', [owners, ''], async () => {
    const read = await firstReadable(open(), owners)
    const said = `Read ${counted(read.events, 'event', 'events')} of ${read.owner}.`
    return { said: [said, ...read.refused].join(' '), found: read }
  })
}

async function refuseCompany(store: Store, { kind, name, credentials }: NewCalendars) {
  const known = await sameAccount(store, { kind, name, credentials, options: {} })
  const company = known && companyByAdmin(known)
  if (company)
    throw new UsageError(
      `${known.name} is connected with its directory. Choose its people with --admin ${company.admin} --people EMAILS.`,
    )
}

/** The first calendar that can be read, and why those before it could not. Rejects as the service does for the last. */
async function firstReadable(service: CalendarService, owners: readonly Address[]) {
  const refused: string[] = []
  for (const owner of owners) {
    try {
      return { owner, events: await eventsOf(service, owner), refused }
    } catch (error) {
      const isLast = refused.length + 1 === Math.min(owners.length, MOST_TRIED)
      if (!(error instanceof AuthError) || error.concerns === 'connection' || isLast) throw error
      refused.push(sentenceOf(wordsOf(error)))
    }
  }
  throw new UsageError('There is no calendar to read.')
}

const MOST_TRIED = 5

function sentenceOf({ said, wayOut, raw }: Partial<Step> = {}): string {
  return [said, wayOut, raw && `(${raw})`].filter(Boolean).join(' ')
}
