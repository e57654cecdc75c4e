// `halfhour connect microsoft`: a tenant by an app registration, tested step by step.
import { appKey, refuseNoTenant } from '../calendars/graph/key.ts'
import { permissionsFor } from '../calendars/graph/permissions.ts'
import { placeOf } from '../calendars/graph/place.ts'
import { adminConsentUrl } from '../calendars/graph/said-at-sign-in.ts'
import type { Step } from '../calendars/probe.ts'
import type { Config } from '../config.ts'
import { connectTenant, type NewTenant } from '../connecting/company.ts'
import { companyDomains } from '../connecting/domains.ts'
import type { NarrowedCompany } from '../domain/account.ts'
import { isDay } from '../domain/clock.ts'
import type { Address } from '../domain/types.ts'
import { UsageError } from '../errors.ts'
import { microsoftPlace } from '../services.ts'
import { dayProblem } from '../web/set-up/microsoft-key.ts'
import { printAttempt } from './attempt.ts'
import { type ChoiceOptions, choiceIn, connectedWords, domainsIn, nothingStored } from './choice.ts'
import { addressesIn, listIn, textOf } from './lists.ts'
import { pastedSecret } from './secret.ts'
import { withStore } from './store.ts'

interface Options extends Omit<ChoiceOptions, 'units'> {
  tenant: string
  clientId: string
  secret?: string
  secretFile?: string
  secretExpires?: string
  certificate?: string
  domains?: string
  departments?: string
  leaveOut?: string
  mustRefuse?: Address
}

export async function connectMicrosoft(given: Options) {
  const options = { ...given, tenant: given.tenant.trim() }
  refuseNoTenant(options.tenant)
  const company = await companyIn(options)
  const wanted: NewTenant = { credentials: await credentialsIn(options), options: company }
  const steps: Step[] = []
  const told = await withStore(async (store, config) => {
    const attempt = connectTenant(store, wanted, config, Date.now())
    const connection = await printAttempt(attempt, (step) => steps.push(step))
    return connection === null ? refused(wanted, config, steps) : connectedWords(company, 'microsoft')
  })
  process.stdout.write(`\n${told.join('\n')}\n`)
  if (steps.some(({ outcome }) => outcome !== 'ok')) process.exitCode = 1
}

/** Where consent is missing: what an admin opens, and what the app must list before. */
function refused({ credentials, options }: NewTenant, config: Config, steps: Step[]): string[] {
  if (!steps.some(lacksConsent)) return [nothingStored(steps)]
  const key = appKey(credentials, 'What was given')
  return [
    'Entra → App registrations → the app → API permissions → Add → Microsoft Graph → Application permissions; then an admin',
    'consents, there or by the link. It can take an hour to work.',
    '',
    `  Permissions  ${permissionsFor(options.choice.by)
      .map(({ name }) => name)
      .join(', ')}`,
    `  Consent      ${adminConsentUrl({ key, place: placeOf(microsoftPlace(config)) })}`,
    '',
    nothingStored(steps),
  ]
}

const lacksConsent = ({ name, outcome, raw = '' }: Step): boolean =>
  outcome === 'failed' && (name.startsWith('Permission ') || /AADSTS(65001|65005[0-9])\b/.test(raw))

async function companyIn(options: Options): Promise<NarrowedCompany> {
  const { tenant, domains, departments, leaveOut, mustRefuse } = options
  const named = domains === undefined ? domainsOf(tenant) : domainsIn(domains)
  if (named.length === 0)
    throw new UsageError("Name the company's mail domains: --domains example.com,example.org")
  const units = departments === undefined ? {} : { units: listIn(departments).map(unitOf).join(',') }
  const choice = await choiceIn({ ...options, ...units }, '--departments')
  return { domains: named, choice, leaveOut: addressesIn(leaveOut ?? ''), mustBeRefused: mustRefuse }
}

const domainsOf = (tenant: string) => (tenant.includes('.') ? companyDomains([tenant.toLowerCase()]) : [])

/** A department is a unit that stands for itself. */
const unitOf = (department: string) => `/${department.replace(/^\//, '')}`

async function credentialsIn(options: Options): Promise<NewTenant['credentials']> {
  const { tenant, clientId: client_id, secret, secretFile, secretExpires, certificate } = options
  const app = { type: 'microsoft_app', tenant, client_id }
  if ([secret, secretFile, certificate].filter((one) => one !== undefined).length !== 1)
    throw new UsageError(
      'How does the app prove itself? Give one of --secret - (to paste it), --secret-file FILE and --certificate FILE.',
    )
  if (certificate !== undefined) return { ...app, certificate: await textOf(certificate) }
  const ends = secretExpires === undefined ? {} : { secret_expires: dayIn(secretExpires) }
  const client_secret =
    secretFile === undefined ? await pastedSecret(secret!, '--secret') : (await textOf(secretFile)).trim()
  if (client_secret !== '') return { ...app, client_secret, ...ends }
  const where = secretFile === undefined ? 'came from the terminal or the pipe' : `is in ${secretFile}`
  throw new UsageError(
    `No secret was given: nothing ${where}. It is the secret's Value, as Entra shows it once.`,
  )
}

function dayIn(text: string): string {
  if (!isDay(text))
    throw new UsageError(`“${text}” is no date. Example: --secret-expires 2027-06-30, as Entra shows it.`)
  const problem = dayProblem(text, Date.now())
  if (problem !== null) throw new UsageError(`--secret-expires ${text}: ${problem}`)
  return text
}
