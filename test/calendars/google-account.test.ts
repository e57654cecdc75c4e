import { describe, expect, test } from 'vitest'
import { accountOf } from '../../src/calendars/google/account.ts'

const user = { id: '1', primaryEmail: 'Ada@Example.com' }
const told = (more: object) => accountOf({ ...user, ...more })

describe('a user of the directory', () => {
  test('who tells next to nothing', () => {
    expect(accountOf(user)).toEqual({
      id: '1',
      address: 'ada@example.com',
      aliases: [],
      name: null,
      zone: null,
      locale: null,
      hours: null,
      country: null,
      manager: null,
      unit: null,
      state: 'active',
    })
  })

  test.each([
    [{ id: '' }],
    [{ id: undefined }],
    [{ primaryEmail: undefined }],
    [{ primaryEmail: 'ada' }],
    [{ primaryEmail: 'ada@example.com\r\nBcc: x@example.com' }],
  ])('is none: %j', (broken) => expect(told(broken)).toBeNull())

  test.each([
    ['suspended', { suspended: true }, { state: 'suspended' }],
    ['archived', { archived: true }, { state: 'suspended' }],
    ['a name of one line', { name: { fullName: 'Ada\r\nLovelace' } }, { name: 'Ada Lovelace' }],
    ['an empty name', { name: { fullName: '' } }, { name: null }],
    [
      'aliases of every kind, each once',
      {
        aliases: ['A@example.com', 'ada@example.com', 'a@example.com'],
        nonEditableAliases: ['ada@example.org', 'x'],
      },
      { aliases: ['a@example.com', 'ada@example.org'] },
    ],
    ['a unit', { orgUnitPath: '/Sales/East' }, { unit: '/Sales/East' }],
    [
      'a manager in any case',
      { relations: [{ type: 'manager', value: 'Grace@Example.com' }] },
      { manager: 'grace@example.com' },
    ],
    [
      'a manager by name and address',
      { relations: [{ type: 'manager', value: 'Grace Hopper <grace@example.com>' }] },
      { manager: 'grace@example.com' },
    ],
    [
      'a manager by name alone, then another',
      {
        relations: [
          { type: 'manager', value: 'Grace' },
          { type: 'manager', value: 'linus@example.com' },
        ],
      },
      { manager: 'linus@example.com' },
    ],
    [
      'who manages themselves',
      { relations: [{ type: 'manager', value: 'ada@example.com' }] },
      { manager: null },
    ],
    [
      'other relations',
      { relations: [{ type: 'assistant', value: 'grace@example.com' }] },
      { manager: null },
    ],
    ['relations of nonsense', { relations: 'Grace' }, { manager: null }],
    [
      'relations of more nonsense',
      { relations: [null, 7, { type: 'manager', value: 7 }] },
      { manager: null },
    ],
    [
      'a preferred language',
      { languages: [{ languageCode: 'de' }, { languageCode: 'en-gb', preference: 'preferred' }] },
      { locale: 'en-GB' },
    ],
    ['a language', { languages: [{ customLanguage: 'Klingon' }, { languageCode: 'de' }] }, { locale: 'de' }],
    [
      'a language they do not want',
      { languages: [{ languageCode: 'de', preference: 'not_preferred' }] },
      { locale: null },
    ],
    ['a language that is none', { languages: [{ languageCode: 'x_y z' }] }, { locale: null }],
    [
      'where they work before where they live',
      {
        addresses: [
          { type: 'home', countryCode: 'FR', primary: true },
          { type: 'work', countryCode: 'de' },
        ],
      },
      { country: 'DE' },
    ],
    [
      'the primary address',
      {
        addresses: [
          { type: 'home', countryCode: 'FR' },
          { type: 'other', countryCode: 'IN', primary: true },
        ],
      },
      { country: 'IN' },
    ],
    ['a country by its name', { addresses: [{ countryCode: 'Germany' }] }, { country: null }],
  ])('%s', (_what, more, account) => expect(told(more)).toMatchObject(account))
})
