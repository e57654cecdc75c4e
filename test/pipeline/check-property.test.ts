// What a daily check relies on: whatever people did, our rows expand to what the service expands; no check cries wolf.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { differencesBetween, type Occurrence, occurrencesOf } from '../../src/domain/occurrences.ts'
import { HOUR, WEEK } from '../../src/domain/types.ts'
import { type Step, steps, take } from '../sandbox/steps.ts'
import { runs } from '../support/chance.ts'
import { testStore } from '../support/store.ts'
import { type Watched, watched } from '../support/syncing.ts'

const held = testStore()

test('what is read incrementally takes place as the service says', async () => {
  const here = await watched(held.store, [])
  here.google.traffic.setLimits({ perUserPerMinute: 1e9, perProjectPerMinute: 1e9 })
  let run = 0
  await fc.assert(
    fc.asyncProperty(steps, async (given) => {
      const people = ['ada', 'grace', 'linus'].map((name) => `${name}${++run}@example.com`)
      for (const person of people) here.google.company.addPerson(person, { zone: 'Europe/London' })
      await follow(here, people, given)
    }),
    { numRuns: runs(40) },
  )
  await here.google.close()
})

async function follow(here: Watched, people: string[], given: Step[]): Promise<void> {
  const { google, clock, sync, connection } = here
  for (const owner of people)
    await held.store.calendars.add({ id: owner, connection, owner, providerId: owner, zone: null }, clock.now)
  const ids: string[] = []
  for (const step of given) {
    clock.now += HOUR
    take(google.company, people, ids, step)
    await sync(people[step.slot % 3]!)
  }
  for (const owner of people) {
    await sync(owner)
    expect(await differences(here, owner)).toEqual([])
  }
}

async function differences({ parts, connection, clock }: Watched, owner: string) {
  const calendar = (await held.store.calendars.byId(owner))!
  const within = { start: clock.now - 5 * WEEK, end: clock.now + 14 * WEEK }
  const theirs: Occurrence[] = []
  for await (const page of (await parts.serviceOf(connection)).occurrences!(calendar, within))
    theirs.push(...page)
  const ours = occurrencesOf(await held.store.checks.rowsOf(owner), calendar, within)
  return differencesBetween(ours, theirs)
}
