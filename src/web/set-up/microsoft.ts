// Microsoft 365 as its admin sets it up: an app registration, proven by a secret or a certificate.
import { departmentOf, type NarrowedCompany } from '../../domain/account.ts'
import { localDay } from '../../domain/clock.ts'
import { daysLeft, STAGES } from '../../domain/expiry.ts'
import type { Instant, Zone } from '../../domain/types.ts'
import { whenIn } from '../../mail/expiring.ts'
import { companyByApp } from '../../store/connections/options.ts'
import type { AppFacts, Connecting } from '../connecting.ts'
import { type CompanyForm, companyParts, EMPTY, readCompany, typedCompany } from './form.ts'
import { addresses, atMostOne, departments, some } from './lists.ts'
import { app, keyOf, newProof, proof } from './microsoft-key.ts'
import { grantsOf, type KeyLine, type SetUpWords, textLine, type Vendor } from './vendor.ts'

export function microsoftSetUp(microsoft: Connecting['microsoft']): Vendor<NarrowedCompany, AppFacts> {
  return {
    ...{ kind: 'microsoft', name: 'Microsoft 365', access: microsoft, words, people: microsoftPeople },
    keyParts: (isKnown) => (isKnown ? [newProof] : [...app, proof]),
    keyTyped: { proof: 'secret' },
    retyped: ({ tenant, clientId: client_id, proof }) => ({ tenant, client_id, proof }),
    keyOf,
    isOfKey: ({ name }) => ['App registration', 'Secret', 'Certificate'].includes(name),
    peopleTyped: ({ tenant }) => ({ ...EMPTY, domains: isMailDomain(tenant) ? tenant.toLowerCase() : '' }),
    chosen: companyByApp,
    guide: { portal: microsoft.portal, ...grantsOf(microsoft) },
    allow: ({ consent }) => ({ consent }),
    by: ({ clientId, tenant }) => `By the app ${clientId} of the tenant ${tenant}.`,
    acting: (_options, { clientId }) => `As the app ${clientId}.`,
    lines,
  }
}

const words: SetUpWords = {
  lead: 'For administrators of a company’s tenant, in six steps.',
  keyHeading: 'Give them here',
  keyNote: 'All of it is stored encrypted, once everything works.',
  later: [
    {
      heading: 'Consent for the company',
      text: 'By a link that is shown then, if you have not done it in Entra.',
    },
    { heading: 'Choose people, and test', text: 'Each step of the test says what to do if it fails.' },
  ],
  stepAfterKey: 5,
  anotherKey: 'Another app or secret',
  newKey: 'Give a new secret',
  renewal:
    'Entra → App registrations → the app → Certificates & secrets: make a new client secret and copy its Value, or upload a ' +
    'new certificate. The old one can be deleted there once everything works.',
}

/** Addresses end in it: neither an id nor the tenant's own name at Microsoft. */
const isMailDomain = (tenant: string): boolean => tenant.includes('.') && !/\.onmicrosoft\.\w+$/i.test(tenant)

function lines({ tenant, clientId, proof: by, expires }: AppFacts, wall: Instant, zone: Zone): KeyLine[] {
  const label = by === 'secret' ? 'The secret expires' : 'The certificate expires'
  return [
    textLine('Tenant', tenant),
    textLine('App', clientId),
    expires === null
      ? textLine(label, 'nobody told when, so nobody will be warned')
      : { label, value: null, at: expires, ...nearness(daysLeft(localDay(expires, 'UTC'), wall, zone)) },
  ]
}

/** From the day on which admins are first mailed it is told here, too. */
function nearness(days: number): { tone: 'well' | 'wait' | 'trouble'; left: string; note: string | null } {
  const left = whenIn(days)
  if (days <= 0) return { tone: 'trouble', left, note: 'Give a new one.' }
  if (days <= STAGES[0]) return { tone: 'wait', left, note: 'Give a new one before.' }
  return { tone: 'well', left, note: null }
}

const ONE_REFUSED = 'Give one address only, or leave it empty.'

export const microsoftPeople: CompanyForm<NarrowedCompany> = {
  parts: [
    ...companyParts({
      domainsNote:
        'As in mail addresses, e.g. example.com. Meetings with people elsewhere are never watched.',
      domainsRequired: true,
      units: 'People of departments',
      unitsLabel: 'Names of the departments, one a line, as Entra spells them',
    }),
    {
      ...{ name: 'mustBeRefused', label: 'A mailbox that must be refused', type: 'email' },
      note: 'Only where the app was narrowed to some mailboxes: the test fails as long as this one can be read. May stay empty.',
    },
  ],
  read(typed, use) {
    const company = readCompany(typed, use, (text) =>
      some(departments(text), 'Give the name of at least one department.'),
    )
    if (company?.domains.length === 0) use('domains', { values: [], problem: NO_DOMAIN })
    const refused = use('mustBeRefused', atMostOne(addresses(typed.mustBeRefused ?? ''), ONE_REFUSED))
    return company && { ...company, ...(refused[0] ? { mustBeRefused: refused[0] } : {}) }
  },
  typedOf: ({ mustBeRefused = '', ...company }) => ({
    ...typedCompany(company, departmentOf),
    mustBeRefused,
  }),
}

const NO_DOMAIN = 'Give the company’s mail domains, e.g. example.com.'
