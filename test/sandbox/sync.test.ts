// The promise of sync tokens: whoever follows them knows what a fresh listing would tell, whatever people did meanwhile.
import fc from 'fast-check'
import type { calendar_v3 } from 'googleapis/build/src/apis/calendar/v3.js'
import { expect, test } from 'vitest'
import { DAY, HOUR, type Instant, WEEK } from '../../src/domain/types.ts'
import type { Story } from '../../src/sandbox/google/story.ts'
import { at, listAll, type Scene, scene } from './support.ts'

const tuesday = at('2026-03-03T09:00:00Z')

interface Step {
  act: number
  event: number
  slot: number
  person: number
}

const steps = fc.array(
  fc.record({ act: fc.nat(15), event: fc.nat(20), slot: fc.nat(5), person: fc.nat(2) }),
  { minLength: 1, maxLength: 14 },
)

test('a client that follows sync tokens knows what a fresh listing tells', { timeout: 120_000 }, async () => {
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
    { numRuns: 60 },
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

function take(company: Story, people: string[], ids: string[], { act, event, slot, person }: Step): void {
  const who = people[person]!
  const guests = people.filter((each) => each !== who)
  const start = tuesday + (event % 5) * DAY
  const id = ids[event % ids.length]
  if (act < 2 || id === undefined) {
    const recurrence = act === 0 ? [] : 'RRULE:FREQ=WEEKLY'
    ids.push(company.createEvent(who, { summary: `${event}`, start, recurrence, guests }))
    return
  }
  const whole = [
    () => company.respond(who, id, 'accepted'),
    () => company.deleteFromOwnCalendar(who, id),
    () => company.editSeries(id, { summary: `new ${slot}`, start: start + HOUR }),
    () => company.editSeries(id, { addGuests: [people[1]!] }),
    () => company.editSeries(id, { removeGuests: [people[1]!] }),
    () => company.changeOrganizer(id, who),
  ]
  // A single event has one start, which is no instance: only acts on the whole of it make sense.
  const original = company.starts(id, { start: tuesday, end: tuesday + 8 * WEEK })[slot + 1]
  if (original === undefined) whole[(act - 2) % whole.length]?.()
  else [...whole, ...onInstance(company, who, people[1]!, id, original)][act - 2]?.()
}

function onInstance(company: Story, who: string, other: string, id: string, original: Instant) {
  return [
    () => company.respond(who, { id, original }, 'declined'),
    () => company.moveInstance(id, original, original + DAY),
    () => company.cancelInstance(id, original),
    () => company.restoreInstance(id, original),
    () => company.endSeries(id, original),
    () => company.splitSeries(id, original),
    () => company.deleteFromOwnCalendar(who, { id, original }),
    () => company.changeInstance(id, original, { removeGuests: [other] }),
  ]
}
