import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { linkMeetings } from '../../src/store/calendars/meetings.ts'
import { testStore } from '../support/store.ts'

const held = testStore()

/** Else two readings that each hold the first of the other would wait for each other. */
test('links are written in the order of their pairs, however they are read and however the pairs are stored', async () => {
  const { db } = held.store
  const people = ['a', 'b', 'c', 'd'].map((name) => `${name}@example.com`)
  for (const a of people.toReversed())
    await db.insertInto('pairs').values({ a, b: 'z@example.com' }).execute()
  const links = ['c', 'a', 'd', 'b'].map((name) => ({
    uid: `of ${name}`,
    pair: [`${name}@example.com`, 'z@example.com'] as const,
  }))
  await linkMeetings(db, links, [])
  const { rows } = await sql<{ uid: string }>`select uid from meetings order by ctid`.execute(db)
  expect(rows.map(({ uid }) => uid)).toEqual(['of a', 'of b', 'of c', 'of d'])
})
