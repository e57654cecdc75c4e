// Property: whatever people do, a reader who follows the deltas and asks again for each touched series knows the calendar.
import type { Client } from '@microsoft/microsoft-graph-client'
import fc from 'fast-check'
import { afterEach, beforeEach, test } from 'vitest'
import { runs } from '../support/chance.ts'
import { delta, emptyGraph, type GraphEvent, type GraphScene, PREFER, window } from './graph-support.ts'
import { type Step, steps, take } from './steps.ts'

let here: GraphScene
beforeEach(async () => {
  here = await emptyGraph()
})
afterEach(() => here.graph.close())

/** What a person's calendar shows, by id. */
type Shown = Map<string, string>

const shown = ({
  id,
  subject,
  start,
  end,
  isCancelled,
  responseStatus,
  attendees,
}: GraphEvent): [string, string] => [
  id,
  JSON.stringify([subject, start, end, isCancelled, responseStatus?.response, attendees]),
]

async function whole(client: Client, person: string): Promise<Shown> {
  const query = { ...window, $top: '1000' }
  const { value } = await client
    .api(`/users/${person}/calendarView`)
    .query(query)
    .header('Prefer', PREFER)
    .get()
  return new Map((value as GraphEvent[]).map(shown))
}

/** A reader: what it knows, whose instance each is, and where it stands. */
interface Reader {
  known: Shown
  masters: Map<string, string>
  link: string | undefined
}

async function follow(client: Client, person: string, reader: Reader): Promise<void> {
  const { items, link } = await delta(client, person, reader.link)
  reader.link = link
  const touched = new Set(items.map((item) => item.seriesMasterId ?? item.id))
  for (const [id, master] of reader.masters) {
    if (!touched.has(master) && !touched.has(id)) continue
    reader.known.delete(id)
    reader.masters.delete(id)
  }
  for (const item of new Map(items.map((each) => [each.id, each])).values()) {
    if (item['@removed']) reader.known.delete(item.id)
    if (item.type === 'singleInstance') reader.known.set(...shown(item))
    if (item.type === 'seriesMaster') await readSeries(client, person, reader, item.id)
  }
}

async function readSeries(client: Client, person: string, reader: Reader, master: string): Promise<void> {
  const path = `/users/${person}/events/${master}/instances`
  const { value } = await client
    .api(path)
    .query({ ...window, $top: '1000' })
    .header('Prefer', PREFER)
    .get()
  for (const instance of value as GraphEvent[]) {
    reader.known.set(...shown(instance))
    reader.masters.set(instance.id, master)
  }
}

/** What Exchange lets nobody do is not done. */
function attempt(people: string[], ids: string[], step: Step): void {
  try {
    take(here.graph.company, people, ids, step)
  } catch (error) {
    if (!(error as Error).message.startsWith('sandbox:')) throw error
  }
}

test('a reader of deltas misses nothing', async () => {
  let run = 0
  await fc.assert(
    fc.asyncProperty(steps, fc.nat(2), fc.nat(99), async (acts, who, seed) => {
      const people = ['ada', 'grace', 'linus'].map((name) => `${name}${++run}@example.com`)
      for (const person of people) here.graph.company.addPerson(person, { zone: 'Europe/London' })
      const person = people[who]!
      here.graph.setPages({ short: 0.3, empty: 0.2, repeat: 0.2, shuffle: 0.5, seriesByOne: 0.5, seed })
      const reader: Reader = { known: new Map(), masters: new Map(), link: undefined }
      await follow(here.client, person, reader)
      const ids: string[] = []
      for (const [at, step] of acts.entries()) {
        attempt(people, ids, step)
        if (at % 3 === 2) await follow(here.client, person, reader)
      }
      await follow(here.client, person, reader)
      const expected = await whole(here.client, person)
      const differing = [...new Set([...expected.keys(), ...reader.known.keys()])]
        .filter((id) => expected.get(id) !== reader.known.get(id))
        .map((id) => [id.slice(-20), expected.get(id), reader.known.get(id)])
      if (differing.length > 0) throw new Error(JSON.stringify(differing.slice(0, 4), null, 1))
    }),
    { numRuns: runs(40) },
  )
})
