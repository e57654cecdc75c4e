// The promise of a sync: whatever people did, and whatever went wrong, the rows are those of a first sync made now.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { CalendarEvent } from '../../src/domain/event.ts'
import { HOUR } from '../../src/domain/types.ts'
import { type Step, steps, take } from '../sandbox/steps.ts'
import { runs } from '../support/chance.ts'
import { testStore } from '../support/store.ts'
import { storedRows, type Watched, watched } from '../support/syncing.ts'

const held = testStore()

test('incremental syncs end where a fresh one begins', async () => {
  const here = await watched(held.store, [])
  here.google.setPages({ short: 0.3, empty: 0.3 })
  here.google.traffic.setLimits({ perUserPerMinute: 1e9, perProjectPerMinute: 1e9 })
  let run = 0
  await fc.assert(
    fc.asyncProperty(steps, async (given) => {
      const people = ['ada', 'grace', 'linus'].map((name) => `${name}${++run}@example.com`)
      for (const person of people) here.google.company.addPerson(person, { zone: 'Europe/London' })
      await follow(here, people, given)
    }),
    { numRuns: runs(30) },
  )
  await here.google.close()
})

async function follow(here: Watched, people: string[], given: Step[]): Promise<void> {
  const { google, clock, sync } = here
  const me = people[1]!
  await held.store.people.save(people.map(colleague), 'test', clock.now)
  await watch(here, me, 'old')
  const ids: string[] = []
  await sync(`old ${me}`)
  for (const step of given) {
    clock.now += HOUR
    take(google.company, people, ids, step)
    if (step.slot === 4) google.expireTokens(me)
    if (step.slot === 3) google.traffic.forceFailures([{ failure: 'backendError', calendar: me }])
    if (step.slot % 2) await sync(`old ${me}`)
  }
  await sync(`old ${me}`)
  expect(google.traffic.stillForced()).toBe(0)
  expect(await sync(`old ${me}`)).toMatchObject({ state: 'read' })
  await watch(here, me, 'new')
  await sync(`new ${me}`)
  const [old, fresh] = [await rowsOf(`old ${me}`), await rowsOf(`new ${me}`)]
  expect(told(old, fresh)).toEqual(told(fresh, old))
}

const rowsOf = (calendar: string) => storedRows(held.store, calendar)

/** A second connection reads the same calendar. */
async function watch({ connection, clock }: Watched, owner: string, age: string): Promise<void> {
  const { store } = held
  const key = await store.connections.credentialsOf(connection, store.secrets)
  const google = { kind: 'google', name: age, credentials: key, options: {} } as const
  const id = await store.connections.add(google, store.secrets, clock.now)
  await store.calendars.add(
    { id: `${age} ${owner}`, connection: id, owner, providerId: owner, zone: null },
    clock.now,
  )
}

/**
 * What counts: all that lives, and what is called off of living series. A first listing tells more of what is called off,
 * so that more meetings may be some pair's; details are compared where both know them.
 */
function told(rows: CalendarEvent[], others: CalendarEvent[]): unknown[] {
  const living = new Set(
    rows.filter(({ kind, removed }) => kind === 'master' && !removed).map(({ uid }) => uid),
  )
  const spare = new Set(others.filter(({ details }) => details === null).map(({ id }) => id))
  return rows
    .filter(({ removed, kind, uid }) => !removed || (kind === 'instance' && living.has(uid)))
    .map(({ calendar: _calendar, ruleSince: _rule, declinedSince: _declined, ...row }) =>
      row.removed
        ? { id: row.id, uid: row.uid, kind: row.kind, original: row.original }
        : { ...row, details: spare.has(row.id) ? null : row.details },
    )
}

function colleague(address: string) {
  return { address, aliases: [], name: null, zone: null, hours: null, locale: null, leftAt: null }
}
