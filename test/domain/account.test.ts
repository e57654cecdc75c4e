import { describe, expect, test } from 'vitest'
import { type Account, type Choice, chooser, isDoubtful } from '../../src/domain/account.ts'
import { ada, grace } from '../support/calendar.ts'
import { accountOf } from '../support/directory.ts'

const lovelace = 'lovelace@example.com'
const adas = accountOf('1', ada, { aliases: [lovelace], unit: '/Sales/East' })
const units = (...chosen: string[]): Choice => ({ by: 'units', units: chosen })
const groups: Choice = { by: 'groups', groups: ['team@example.com'] }
const list = (...people: string[]): Choice => ({ by: 'list', people })

describe('who is watched', () => {
  test.each<[string, Choice, Partial<Account>, string[], string | null]>([
    ['all', { by: 'all' }, {}, [], null],
    ['a member of a chosen group', groups, {}, [], null],
    ['a member under an alias', groups, { address: 'a@example.com', aliases: [ada] }, [], null],
    ['no member', groups, { address: grace, aliases: [] }, [], 'not-chosen'],
    ['in a chosen unit', units('/Sales/East'), {}, [], null],
    ['in a unit below it', units('/Sales'), {}, [], null],
    ['whatever the letters and the last stroke', units('/sales/'), {}, [], null],
    ['in a unit that only begins alike', units('/Sales'), { unit: '/Salesforce' }, [], 'not-chosen'],
    ['in the unit above', units('/Sales/East'), { unit: '/Sales' }, [], 'not-chosen'],
    ['in one of several', units('/Law', '/Sales'), {}, [], null],
    ['all units', units('/'), {}, [], null],
    ['of a unit nobody told', units('/'), { unit: null }, [], 'not-chosen'],
    ['on the list', list(grace, 'Ada@Example.com'), {}, [], null],
    ['on the list under an alias', list(lovelace), {}, [], null],
    ['not on the list', list(grace), {}, [], 'not-chosen'],
    ['left out', { by: 'all' }, {}, [ada], 'left-out'],
    ['left out under an alias', list(ada), {}, ['Lovelace@example.com'], 'left-out'],
    ['suspended', { by: 'all' }, { state: 'suspended' }, [ada], 'suspended'],
    ['deleted', list(grace), { state: 'deleted' }, [], 'deleted'],
  ])('%s', (_why, choice, some, leaveOut, expected) =>
    expect(chooser({ choice, leaveOut }, new Set([ada]))({ ...adas, ...some })).toBe(expected),
  )
})

describe('a directory that tells of fewer people', () => {
  const staff = (count: number, state: Account['state'] = 'active', from = 0) =>
    Array.from({ length: count }, (_, n) => accountOf(`${from + n}`, `${from + n}@example.com`, { state }))

  test.each<[string, Account[], Account[], boolean]>([
    ['the first reading', [], staff(3), false],
    ['nobody at all, ever', [], [], false],
    ['the same', staff(20), staff(20), false],
    ['nobody is told any more', staff(2), [], true],
    ['nobody is active any more', staff(2), staff(2, 'suspended'), true],
    ['half of twenty left', staff(20), staff(10), false],
    ['more than half of twenty left', staff(20), staff(9), true],
    ['more than half of twenty are suspended', staff(20), [...staff(9), ...staff(11, 'suspended', 9)], true],
    ['more than half of ten left', staff(10), staff(2), false],
    ['other people instead', staff(20), [...staff(5), ...staff(15, 'active', 100)], true],
    [
      'the same people under other ids',
      staff(20),
      staff(20).map((one) => ({ ...one, id: `new ${one.id}` })),
      false,
    ],
    [
      'the same people under other addresses',
      staff(20),
      staff(20).map((one) => ({ ...one, address: `new${one.address}` })),
      false,
    ],
    ['those who left before do not count', staff(20, 'suspended'), staff(1, 'active', 50), false],
  ])('%s', (_why, known, told, doubtful) => expect(isDoubtful(known, told)).toBe(doubtful))
})
