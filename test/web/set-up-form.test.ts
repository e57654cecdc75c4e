// The forms of a set-up: what was typed becomes options, or a sentence for each field that cannot be used.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Company } from '../../src/domain/account.ts'
import { companyOptions, narrowedCompany } from '../../src/store/connections/options.ts'
import { type CompanyForm, readSetUp } from '../../src/web/set-up/form.ts'
import { googlePeople } from '../../src/web/set-up/google.ts'
import { microsoftPeople } from '../../src/web/set-up/microsoft.ts'
import { namesOf } from '../../src/web/set-up/parts.ts'
import { runs } from '../support/chance.ts'

const ada = 'ada@example.com'
const byAdmin = { admin: ada, by: 'all' }
const byApp = { domains: 'example.com', by: 'all' }
const google = (typed: Record<string, string>) => readSetUp(googlePeople, typed)
const microsoft = (typed: Record<string, string>) => readSetUp(microsoftPeople, typed)

describe('a form that is filled in well', () => {
  test('becomes options; at Google the domain is the administrator’s unless told', () => {
    expect(google(byAdmin)).toMatchObject({
      problems: {},
      options: { admin: ada, domains: ['example.com'], choice: { by: 'all' }, leaveOut: [] },
    })
    expect(google({ ...byAdmin, domains: 'Example.com, example.org' }).options?.domains).toEqual([
      'example.com',
      'example.org',
    ])
  })

  test('becomes options; at Microsoft one mailbox may have to be refused', () => {
    const options = { domains: ['example.com'], choice: { by: 'all' }, leaveOut: [] }
    expect(microsoft(byApp).options).toEqual(options)
    const refused = { ...byApp, mustBeRefused: ' Boss@example.com ' }
    expect(microsoft(refused).options).toEqual({ ...options, mustBeRefused: 'boss@example.com' })
  })

  test.each([
    [
      { by: 'groups', groups: 'Team@example.com; all@example.com' },
      { by: 'groups', groups: ['team@example.com', 'all@example.com'] },
    ],
    [
      { by: 'list', people: `${ada}\n${ada}\tgrace@example.com` },
      { by: 'list', people: [ada, 'grace@example.com'] },
    ],
    [{ by: 'all', groups: 'of no interest', units: 'neither' }, { by: 'all' }],
  ])('%j, whoever the vendor', (typed, choice) => {
    expect(google({ ...byAdmin, ...typed }).options?.choice).toEqual(choice)
    expect(microsoft({ ...byApp, ...typed }).options?.choice).toEqual(choice)
  })

  test('units have paths, departments have names', () => {
    const paths = { by: 'units', units: '/Sales/North, East\r\n\r\n /Legal ' }
    const units = ['/Sales/North, East', '/Legal']
    expect(google({ ...byAdmin, ...paths }).options?.choice).toEqual({ by: 'units', units })
    const names = { by: 'units', units: 'Sales/North, East\r\n\r\n Legal ' }
    expect(microsoft({ ...byApp, ...names }).options?.choice).toEqual({ by: 'units', units })
  })

  test('leaves people out, separated as they come', () => {
    const { options } = google({ ...byAdmin, leaveOut: 'boss@example.com,\nmia@example.com' })
    expect(options?.leaveOut).toEqual(['boss@example.com', 'mia@example.com'])
  })
})

test.each([
  ['google', { by: 'all' }, 'admin', 'Give the address of one administrator'],
  ['google', { by: 'all', admin: 'ada' }, 'admin', '“ada” is no mail address.'],
  ['google', { by: 'all', admin: `${ada} grace@example.com` }, 'admin', 'one administrator'],
  [
    'google',
    { ...byAdmin, domains: 'example, exa/mple.com' },
    'domains',
    '“example”, “exa/mple.com” are no domains.',
  ],
  [
    'google',
    { ...byAdmin, leaveOut: 'a b c d e' },
    'leaveOut',
    '“a”, “b”, “c” and 2 others are no mail addresses.',
  ],
  ['google', { ...byAdmin, leaveOut: 'x'.repeat(500) }, 'leaveOut', 'x”'],
  ['google', { admin: ada }, 'by', 'Choose whose calendars'],
  ['google', { admin: ada, by: 'toString' }, 'by', 'Choose whose calendars'],
  ['google', { admin: ada, by: 'groups' }, 'groups', 'at least one group'],
  ['google', { admin: ada, by: 'units' }, 'units', 'at least one unit'],
  [
    'google',
    { admin: ada, by: 'units', units: 'Sales' },
    'units',
    '“Sales” is no path of a unit (it begins with /).',
  ],
  ['google', { admin: ada, by: 'list', people: ' ,; ' }, 'people', 'at least one person'],
  ['microsoft', { by: 'all' }, 'domains', 'Give the company’s mail domains'],
  ['microsoft', { ...byApp, domains: ada }, 'domains', `“${ada}” is no domain.`],
  ['microsoft', { ...byApp, by: 'units' }, 'units', 'at least one department'],
  ['microsoft', { ...byApp, by: 'units', units: '/Sales' }, 'units', '“/Sales” is no department'],
  ['microsoft', { ...byApp, mustBeRefused: 'boss' }, 'mustBeRefused', '“boss” is no mail address.'],
  ['microsoft', { ...byApp, mustBeRefused: `${ada} grace@example.com` }, 'mustBeRefused', 'one address only'],
  ['microsoft', { domains: 'example.com' }, 'by', 'Choose whose calendars'],
] as const)('%s, %j: a sentence for %s', (vendor, typed, field, sentence) => {
  const { problems, options } = { google, microsoft }[vendor](typed)
  expect(options).toBeNull()
  expect(Object.keys(problems)).toEqual([field])
  expect(problems[field]).toContain(sentence)
})

const piece = fc.oneof(
  fc.emailAddress(),
  fc.domain(),
  fc.constantFrom('/Sales', 'Sales', '@', 'a@b', 'a@b.c', '__proto__', ' ', '\n', ',', '/', 'é@ü.de'),
  fc.string({ unit: 'grapheme' }),
)
const text = fc.array(piece, { maxLength: 4 }).map((pieces) => pieces.join('\n'))
const by = fc.constantFrom('all', 'groups', 'units', 'list', '', '__proto__')

test.each<[string, CompanyForm<never>, { parse(options: unknown): Company }]>([
  ['Google', googlePeople as never, companyOptions],
  ['Microsoft', microsoftPeople as never, narrowedCompany],
])(
  '%s, whatever is typed: options that can be stored, or a sentence; what was typed comes back',
  (...row) => {
    const [, form, stored] = row
    const names = namesOf(form.parts)
    const typed = fc.record(Object.fromEntries(names.map((name) => [name, text])), { requiredKeys: [] })
    fc.assert(
      fc.property(typed, by, (fields, by) => {
        const given: Record<string, string> = { ...(fields as Record<string, string>), by }
        const setUp = readSetUp(form, given)
        for (const name of names) expect(setUp.typed[name]).toBe(given[name] ?? '')
        if (setUp.options === null) expect(Object.values(setUp.problems).join('')).not.toBe('')
        else {
          expect(stored.parse(setUp.options)).toEqual(setUp.options)
          expect(readSetUp(form, form.typedOf(setUp.options)).options).toEqual(setUp.options)
        }
      }),
      { numRuns: runs(500) },
    )
  },
)
