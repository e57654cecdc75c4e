// Google Workspace as its admin sets it up: a service account's key, and delegation.
import type { CompanyOptions } from '../../domain/account.ts'
import { companyByAdmin } from '../../store/connections/options.ts'
import type { Connecting, GoogleKeyFacts } from '../connecting.ts'
import { type CompanyForm, companyParts, EMPTY, readCompany, typedCompany } from './form.ts'
import { addresses, atMostOne, some, unitPaths } from './lists.ts'
import type { Filled } from './parts.ts'
import { grantsOf, type SetUpWords, textLine, type Vendor } from './vendor.ts'

export function googleSetUp(google: Connecting['google']): Vendor<CompanyOptions, GoogleKeyFacts> {
  const { always, forGroups } = grantsOf(google)
  return {
    ...{ kind: 'google', name: 'Google Workspace', access: google, words, people: googlePeople, guide: {} },
    keyParts: () => [
      {
        ...{ name: 'key', label: 'Or what is in it, pasted', rows: 5, secret: true },
        ...{ file: { label: 'The file', accept: '.json,application/json' } },
      },
    ],
    keyTyped: {},
    retyped: () => ({}),
    keyOf: ({ key = '' }) => ({ key, madeOf: null, problems: key.trim() === '' ? NO_KEY : {} }),
    isOfKey: ({ name, said }) => name === 'Key' || DELETED.test(said),
    peopleTyped: () => EMPTY,
    chosen: companyByAdmin,
    allow: ({ clientEmail, clientId }) => ({
      ...{ clientEmail, clientId },
      scopes: listed(always),
      moreForGroups: listed(forGroups),
    }),
    by: ({ clientEmail }) => `With the key of ${clientEmail}.`,
    acting: ({ admin }) => `Acting as ${admin} where the directory is asked.`,
    lines: ({ clientEmail }) => [textLine('Service account', clientEmail)],
  }
}

/** Google refuses each permission for it, so that the name of the step does not tell. */
const DELETED = /the key of the service account was deleted/

const NO_KEY: Filled['problems'] = { key: 'Paste the key, or choose its file.' }

/** As the Admin console takes them, in pieces that need not be cut at the end of a line. */
const listed = (scopes: { name: string }[]): string[] =>
  scopes.map(({ name }, index) => (index < scopes.length - 1 ? `${name},` : name))

const words: SetUpWords = {
  lead: 'For administrators of a company’s Workspace, in five steps.',
  keyHeading: 'Give its key here',
  keyNote: 'It is stored encrypted, once everything works. Delete the file afterwards.',
  later: [
    {
      heading: 'Allow it to read',
      text: 'In the Admin console, with the id and the permissions that are shown then.',
    },
    { heading: 'Choose people, and test', text: 'Each step of the test says what to do if it fails.' },
  ],
  stepAfterKey: 4,
  anotherKey: 'Another key',
  newKey: 'Give a new key',
  renewal:
    'Google Cloud console → IAM & Admin → Service accounts → the account → Keys → Add key → Create new key → JSON. The old ' +
    'one can be deleted there once everything works.',
}

const ONE_ADMIN = 'Give the address of one administrator, e.g. ada@example.com.'

export const googlePeople: CompanyForm<CompanyOptions> = {
  parts: [
    {
      ...{ name: 'admin', label: 'Address of an administrator', type: 'email', autocomplete: 'email' },
      ...{
        required: true,
        note: 'The directory is read as this person: who is there, who left, who manages whom.',
      },
    },
    ...companyParts({
      domainsNote: 'Empty: that of the administrator. Meetings with people elsewhere are never watched.',
      domainsRequired: false,
      units: 'Organizational units, with those below them',
      unitsLabel: 'Paths of the units, one a line, e.g. /Sales/East',
    }),
  ],
  read(typed, use) {
    const [admin = ''] = use('admin', atMostOne(some(addresses(typed.admin ?? ''), ONE_ADMIN), ONE_ADMIN))
    const company = readCompany(typed, use, (text) =>
      some(unitPaths(text), 'Give at least one unit, e.g. /Sales.'),
    )
    const own = [admin.slice(admin.lastIndexOf('@') + 1)]
    return company && { admin, ...company, domains: company.domains.length > 0 ? company.domains : own }
  },
  typedOf: ({ admin, ...company }) => ({ admin, ...typedCompany(company) }),
}
