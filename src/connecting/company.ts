// A whole company by its directory: tested step by step, and saved where every step went well.
import type { ZodError } from 'zod'
import { probeGoogle } from '../calendars/google/probe.ts'
import { appKey } from '../calendars/graph/key.ts'
import { probeGraph } from '../calendars/graph/probe.ts'
import { tenantIdOf } from '../calendars/graph/tenant.ts'
import { isWell, type Probe, type Step } from '../calendars/probe.ts'
import type { Company, CompanyOptions, NarrowedCompany } from '../domain/account.ts'
import type { Instant } from '../domain/types.ts'
import { UsageError } from '../errors.ts'
import { googlePlace, microsoftPlace, type ServiceSettings } from '../services.ts'
import { within } from '../store/batch.ts'
import type { Connection, NewConnection } from '../store/connections/connections.ts'
import {
  companyByAdmin,
  companyByApp,
  companyOptions,
  narrowedCompany,
} from '../store/connections/options.ts'
import type { Store } from '../store/open.ts'
import { addDomains } from '../store/people/people.ts'
import type { Attempt, Changing } from '../web/connecting.ts'
import type { ReadKey } from './key.ts'
import { proofIn } from './proofs.ts'
import { changeConnection, saveConnection } from './save.ts'

export interface NewCompany extends Pick<ReadKey, 'credentials'> {
  options: CompanyOptions
  /** The connection that gets them; none: the one of the same account, or a new one. */
  changing?: Changing | null
}

/**
 * Tells each step as it is over. Its result: the connection's id, or null where a step failed; then nothing is stored, and
 * what the same account had before goes on as it was. Throws a UsageError for options that are none. People are read at the next tick of the service.
 */
export async function* connectCompany(
  store: Store,
  { credentials, options, changing = null }: NewCompany,
  settings: ServiceSettings,
  now: Instant,
): Attempt {
  refuseUnusable(companyOptions.safeParse(options))
  const probe = probeGoogle(credentials, options, googlePlace(settings))
  const wanted = (stored: Connection | null) => ({
    ...{ kind: 'google' as const, credentials },
    options: (stored && companyByAdmin(stored)) ?? options,
  })
  return yield* saveWhereWell(store, probe, { wanted, changing }, now)
}

export interface NewTenant {
  /** {type: 'microsoft_app', tenant, client_id, client_secret?, secret_expires?, certificate?} */
  credentials: Record<string, unknown> & { tenant: string; client_id: string }
  options: NarrowedCompany
  changing?: Changing | null
}

/** The same for a tenant of Microsoft 365. */
export async function* connectTenant(
  store: Store,
  { credentials: given, options, changing = null }: NewTenant,
  settings: ServiceSettings,
  now: Instant,
): Attempt {
  refuseUnusable(narrowedCompany.safeParse(options))
  const place = microsoftPlace(settings)
  const tenant = await tenantIdOf(given.tenant, place)
  const credentials = { ...given, tenant, client_id: given.client_id.trim().toLowerCase() }
  const probe = probeGraph(credentials, options, place)
  const wanted = (stored: Connection | null) => {
    const proof = proofIn(appKey(credentials, 'What was given'))
    const company = (stored && companyByApp(stored)) ?? options
    return { kind: 'microsoft' as const, credentials, options: { ...company, ...proof } }
  }
  return yield* saveWhereWell(store, probe, { wanted, changing }, now)
}

type Wanted = Pick<NewConnection, 'kind' | 'credentials'> & { options: Company }

interface Saved {
  /** Asked for once every step went well. @param stored the connection whose people stay; null: those that were tested */
  wanted(stored: Connection | null): Wanted
  changing: Changing | null
}

async function* saveWhereWell(
  store: Store,
  probe: Probe,
  { wanted, changing }: Saved,
  now: Instant,
): Attempt {
  const steps: Step[] = []
  for await (const step of probe) {
    steps.push(step)
    yield step
  }
  if (!isWell(steps)) return null
  const tested = wanted(null)
  const changed = (stored: Connection) => named(changing?.keepsPeople ? wanted(stored) : tested)
  const { secrets } = store
  return within(store.db, async (db) => {
    const connection = changing
      ? await changeConnection({ db, secrets }, changing, changed, now)
      : await saveConnection({ db, secrets }, named(tested), now)
    await addDomains(db, tested.options.domains, now, secrets)
    return connection
  })
}

const named = ({ kind, credentials, options }: Wanted): NewConnection => ({
  ...{ kind, name: `${NAMES[kind]} (${few(options.domains)})`, credentials },
  options: { ...options },
})

const NAMES: Record<NewConnection['kind'], string> = {
  google: 'Google Workspace',
  microsoft: 'Microsoft 365',
  ics: 'iCalendar',
}

function refuseUnusable({ error }: { error?: ZodError | undefined }): void {
  if (error) throw new UsageError(unusable(error.issues.map(({ path }) => path.join('.'))))
}

const unusable = (fields: string[]): string =>
  `The choice of people cannot be used as it is: correct ${[...new Set(fields)].join(', ')}.`

const few = ([first, ...others]: string[]): string =>
  others.length > 0 ? `${first} and ${others.length} more` : `${first}`
