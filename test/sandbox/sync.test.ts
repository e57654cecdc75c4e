// The promise of sync tokens: whoever follows them knows what a fresh listing would tell, whatever people did meanwhile.
import fc from 'fast-check'
import type { calendar_v3 } from 'googleapis/build/src/apis/calendar/v3.js'
import { expect, test } from 'vitest'
import { HOUR } from '../../src/domain/types.ts'
import { runs } from '../support/chance.ts'
import { type Step, steps, take } from './steps.ts'
import { listAll, type Scene, scene } from './support.ts'

test('a client that follows sync tokens knows what a fresh listing tells', async () => {
  const here = await scene()
  here.google.setPages({ short: 0.3, empty: 0.3 })
  here.google.traffic.setLimits({ perUserPerMinute: 1e9, perProjectPerMinute: 1e9 })
  let run = 0
  await fc.assert(
    fc.asyncProperty(steps, async (given) => {
      const people = ['ada', 'grace', 'linus'].map((name) => `${name}${++run}@example.com`)
      for (const person of people) here.google.company.addPerson(person, { zone: 'Europe/London' })
      await follow(here, people, given)
    }),
    { numRuns: runs(60) },
  )
  await here.google.close()
})

/** Takes the steps, syncs the second person's calendar now and then, and compares with a fresh listing at the end. */
async function follow({ google, clock, as }: Scene, people: string[], given: Step[]): Promise<void> {
  const client = as(people[1]!)
  const ids: string[] = []
  const known = new Map<string, calendar_v3.Schema$Event>()
  let syncToken: string | undefined
  const sync = async () => {
    const listing = await listAll(client, {
      maxResults: 3,
      ...(syncToken === undefined ? {} : { syncToken }),
    })
    for (const item of listing.items) known.set(item.id!, item)
    syncToken = listing.syncToken
  }
  await sync()
  for (const step of given) {
    clock.now += HOUR
    take(google.company, people, ids, step)
    if (step.slot % 2) await sync()
  }
  await sync()
  const fresh = await listAll(client)
  expect(summary([...known.values()].filter((item) => isListed(known, item)))).toEqual(summary(fresh.items))
}

/** A listing without showDeleted: what lives, and the cancelled instances of what lives. */
function isListed(known: Map<string, calendar_v3.Schema$Event>, item: calendar_v3.Schema$Event): boolean {
  if (item.status !== 'cancelled') return true
  return item.recurringEventId ? known.get(item.recurringEventId)?.status === 'confirmed' : false
}

function summary(items: calendar_v3.Schema$Event[]): string[] {
  return items.map((item) => JSON.stringify(item)).sort()
}
