// Whatever happens in a company, in whatever order Graph tells of it: after each reading our rows are Exchange's own expansion.
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { graphCalendars } from '../../src/calendars/graph/client.ts'
import { differencesBetween, occurrencesOf } from '../../src/domain/occurrences.ts'
import { DAY, HOUR, MINUTE, WEEK } from '../../src/domain/types.ts'
import { type GraphScene, graphScene } from '../sandbox/graph-support.ts'
import { ada, at, grace, linus } from '../sandbox/support.ts'
import { runs } from '../support/chance.ts'
import { calendarOf, keeper, optionsFor } from './graph-support.ts'

const first = at('2026-03-03T09:00:00Z')
const people = [ada, grace, linus]
const RULES = [
  'RRULE:FREQ=WEEKLY',
  'RRULE:FREQ=WEEKLY;INTERVAL=2',
  'RRULE:FREQ=DAILY;COUNT=9',
  'RRULE:FREQ=MONTHLY',
  undefined,
]
const ACTS = [
  'create',
  'move',
  'cancel',
  'drop',
  'edit',
  'end',
  'split',
  'cancelAll',
  'decline',
  'away',
  'expire',
  'later',
  'read',
] as const

interface Act {
  did: (typeof ACTS)[number]
  who: number
  which: number
  n: number
}

const acts = fc.array(
  fc.record({
    did: fc.constantFrom(...ACTS),
    who: fc.nat(2),
    which: fc.nat(20),
    n: fc.nat(12),
  }),
  { minLength: 3, maxLength: 25 },
)
const chances = fc.record({
  short: fc.constantFrom(0, 0.5),
  empty: fc.constantFrom(0, 0.3),
  repeat: fc.constantFrom(0, 0.5),
  shuffle: fc.constantFrom(0, 1),
  outside: fc.constantFrom(0, 0.5),
  seriesByOne: fc.constantFrom(0, 1),
  seed: fc.nat(1000),
})

const open = new Set<GraphScene>()
afterAll(async () => {
  for (const scene of open) await scene.graph.close()
})

test('rows give what Exchange itself expands', async () => {
  await fc.assert(
    fc.asyncProperty(acts, chances, async (list, quirks) => {
      const here = await graphScene()
      open.add(here)
      here.graph.setPages(quirks)
      const service = graphCalendars(optionsFor(here))
      const kept = people.map((owner) => keeper(service, calendarOf(owner)))
      const ids: string[] = []
      for (const act of [
        ...list,
        ...people.map((_, who) => ({ did: 'read' as const, who, which: 0, n: 0 })),
      ]) {
        if (act.did === 'read') await readAndCompare(here, service, kept[act.who]!, people[act.who]!)
        else perform(here, ids, act)
      }
      open.delete(here)
      await here.graph.close()
    }),
    { numRuns: runs(15) },
  )
}, 600_000)

async function readAndCompare(
  here: GraphScene,
  service: ReturnType<typeof graphCalendars>,
  mine: ReturnType<typeof keeper>,
  owner: string,
) {
  const { now } = here.clock
  await mine.read(now)
  const span = { start: now - 5 * WEEK, end: now + 12 * WEEK }
  const theirs = []
  for await (const page of service.occurrences!({ ...calendarOf(owner), zone: mine.copy().zone }, span))
    theirs.push(...page)
  expect(differencesBetween(occurrencesOf(mine.rows(), mine.copy(), span), theirs)).toEqual([])
}

/** What cannot be done of this meeting is not done. */
function perform({ graph, clock }: GraphScene, ids: string[], { did, who, which, n }: Act) {
  const { company } = graph
  const person = people[who]!
  const guests = people.filter((each) => each !== person).slice(0, 1 + (n % 2))
  const start = first + (n % 5) * DAY + (which % 6) * HOUR
  const id = ids[which % Math.max(1, ids.length)]
  if (did === 'later') clock.now += n * DAY
  else if (did === 'expire') graph.expireTokens(person)
  else if (did === 'away') company.outOfOffice(person, { start, end: start + DAY })
  else if (did === 'create') {
    const rule = RULES[n % RULES.length]
    ids.push(
      company.createEvent(person, {
        summary: `Meeting ${n}`,
        start,
        guests,
        ...(rule ? { recurrence: rule } : {}),
      }),
    )
  } else if (id !== undefined)
    try {
      const slots = company.starts(id, { start: first, end: first + 20 * WEEK })
      const slot = slots[n % Math.max(1, slots.length)]
      if (did === 'edit')
        company.editSeries(id, { start: start + 30 * MINUTE, end: start + HOUR, summary: `Edited ${n}` })
      else if (did === 'cancelAll') company.cancelSeries(id)
      else if (did === 'decline')
        company.respond(person, n % 2 || slot === undefined ? id : { id, original: slot }, 'declined')
      else if (slot === undefined) return
      else if (did === 'move') company.moveInstance(id, slot, slot + (n - 6) * HOUR)
      else if (did === 'cancel') company.cancelInstance(id, slot)
      else if (did === 'drop') company.deleteFromOwnCalendar(person, { id, original: slot })
      else if (did === 'end') company.endSeries(id, slot)
      else if (did === 'split')
        ids.push(company.splitSeries(id, slot, { start: slot + HOUR, end: slot + 2 * HOUR }))
    } catch (error) {
      if (!(error instanceof Error && error.message.startsWith('sandbox:'))) throw error
    }
}
