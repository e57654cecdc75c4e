import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { backend } from '../support/backend.ts'
import { testStore } from '../support/store.ts'

const held = testStore()

test.runIf(backend === 'embedded')(
  'tidying tells the embedded database how large its tables are',
  async () => {
    const { store } = held
    const people = Array.from({ length: 500 }, (_, n) => ({
      address: `person${n}@example.com`,
      aliases: [],
      name: null,
      zone: null,
      hours: null,
      locale: null,
      leftAt: null,
    }))
    await store.people.save(people, 'test', 0)
    await store.retention.tidy()
    const { rows } = await sql`select reltuples from pg_class where relname = 'people'`.execute(store.db)
    expect(rows).toEqual([{ reltuples: 500 }])
  },
)
