import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { withHistory } from '../../src/domain/history.ts'
import type { Management } from '../../src/domain/types.ts'
import { managementOf, readRoster } from '../../src/roster/read.ts'
import { ada, at, grace, linus } from '../support/facts.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'roster-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function roster(...lines: string[]) {
  const path = join(folder, 'people.csv')
  await writeFile(path, lines.join('\r\n'))
  return readRoster(path)
}

describe('a file of people', () => {
  test('tells who manages whom, and what it knows of them', async () => {
    const { people, managerOf, problems } = await roster(
      '\uFEFFPerson;Manager;Name;Zone;Aliases;Country',
      'Ada@Example.com;grace@example.com;Ada;Europe/Berlin;lovelace@example.com a.l@example.com;de-by',
    )
    expect(people).toEqual([
      {
        address: ada,
        name: 'Ada',
        zone: 'Europe/Berlin',
        aliases: ['lovelace@example.com', 'a.l@example.com'],
        country: 'DE-BY',
        hasRow: true,
      },
      { address: grace, name: null, zone: null, aliases: [], country: null, hasRow: false },
    ])
    expect([...managerOf]).toEqual([[ada, grace]])
    expect(problems).toEqual([])
  })

  test('the last row of a person wins; an empty manager tells nothing, a stroke that there is none', async () => {
    const read = await roster(
      'person,manager',
      `${ada},${grace}`,
      `${ada},${linus}`,
      `${grace},${linus}`,
      `${grace},`,
      `${linus},-`,
    )
    expect(managementOf(read)).toEqual([{ person: ada, manager: linus, from: null, until: null }])
    expect(read.managerOf.has(grace)).toBe(false)
    expect(read.managerOf.get(linus)).toBeNull()
  })

  test('two who manage each other are told', async () => {
    const { problems } = await roster('person,manager', `${ada},${grace}`, `${grace},${ada}`)
    expect(problems).toEqual([`${ada} and ${grace} manage each other; they are taken as peers`])
  })

  test.each([
    ['no address', 'ada,grace@example.com', 'row 2: needs two different addresses'],
    ['one’s own manager', `${ada},${ada}`, 'row 2: needs two different addresses'],
    ['an unknown zone', `${ada},${grace},,Mars/Base`, 'row 2: the time zone “Mars/Base” is unknown'],
    ['a country that is none', `${ada},${grace},,,XX`, 'row 2: the country “XX” is unknown'],
    ['a region of none', `${ada},${grace},,,xx-by`, 'row 2: the country “xx-by” is unknown'],
    ['an unknown country', `${ada},${grace},,,Germany`, 'row 2: the country “Germany” is unknown'],
  ])('%s is told with its row', async (_why, row, problem) => {
    const { problems } = await roster('person,manager,name,zone,country', row)
    expect(problems).toEqual([expect.stringContaining(problem)])
  })

  test('anything else is refused', async () => {
    await expect(roster('name,boss')).rejects.toThrow(
      'needs a first line with the column names person,manager',
    )
    await expect(readRoster(join(folder, 'none.csv'))).rejects.toThrow('does not exist')
  })
})

describe('a new list and what was before', () => {
  const now = at('2026-03-02T08:00Z')
  const always = (manager: string): Management => ({ person: ada, manager, from: null, until: null })
  const list = (manager: string | null) => new Map([[ada, manager]])

  test.each<[string, Management[], string | null, Management[]]>([
    ['nothing known: always', [], grace, [always(grace)]],
    ['the same', [always(grace)], grace, [always(grace)]],
    [
      'another: from now on',
      [always(grace)],
      linus,
      [
        { ...always(grace), until: now },
        { ...always(linus), from: now },
      ],
    ],
    ['nobody any more', [always(grace)], null, [{ ...always(grace), until: now }]],
    [
      'back again',
      [{ ...always(grace), until: now - 1 }],
      grace,
      [
        { ...always(grace), until: now - 1 },
        { ...always(grace), from: now },
      ],
    ],
    ['nobody before, nobody now', [], null, []],
  ])('%s', (_why, before, manager, after) => expect(withHistory(before, list(manager), now)).toEqual(after))
})
