// The sample company's six weeks, lived through by a service in miniature: each expected verdict and mail, none besides.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { judgePair } from '../../src/domain/judge.ts'
import { defaultPolicy } from '../../src/domain/policy.ts'
import { type Address, type Directory, type Instant, MINUTE } from '../../src/domain/types.ts'
import { sampleCompany } from '../../src/sandbox/sample-company/company.ts'
import { differencesIn } from '../../src/sandbox/sample-company/differences.ts'
import { type Houses, openHouses } from '../../src/sandbox/sample-company/houses.ts'
import { slotsOf } from '../../src/sandbox/sample-company/table.ts'
import { type Act, inZone } from '../../src/sandbox/sample-company/when.ts'
import { type Calendars, type Known, openCalendars } from '../support/company-calendars.ts'
import { nextDigest, sendDigests } from '../support/company-digests.ts'
import { judgeDue, newService, nextMoment, sendDue } from '../support/company-service.ts'
import { testTls } from './support.ts'

/** The service reads the calendars this long after an act. */
const SYNC_DELAY = MINUTE

const company = sampleCompany()
const { start, end, expected } = company
const directory = directoryOf(company.people)
const service = newService(company, directory)
const acts = [...company.acts]
const clock = { now: start }
let houses: Houses
let calendars: Calendars
let known: Known
/** Of whom something is known that no calendar tells. */
const told: Address[] = []

describe('six weeks of the sample company', () => {
  beforeAll(async () => {
    houses = await openHouses({ tls: await testTls(), now: () => clock.now })
    while (acts[0]!.at < start) perform(acts.shift()!)
    calendars = await openCalendars(houses, company, directory)
    await live()
  })
  afterAll(() => houses.close())

  test('bring every verdict and every mail that is expected, and none besides', () => {
    const slots = [...service.pairs.values()]
      .flatMap(({ judgement: { people, slots } }) => slots.map((slot) => ({ ...slot, people })))
      .filter(({ original }) => original >= start && original < end)
    expect(differencesIn(expected, slots, service.mails)).toEqual({ missing: [], unexpected: [] })
  })

  test('leave all other meetings unwatched, with the reason', () => {
    const [first, second] = ['mia@example.com', 'vera@example.com']
    const facts = {
      people: [service.people.get(first!)!, service.people.get(second!)!] as const,
      directory,
      window: { start, end },
      ...{ management: [], absences: [], holidays: [], words: [], memory: [] },
      calendars: known.copies,
      events: known.rows,
      policy: defaultPolicy,
    }
    const ofPairs = [...service.pairs.values()].flatMap(({ judgement }) => judgement.refused)
    const refused = [...judgePair(facts, end).refused, ...ofPairs]
    expect(refused.map(({ title, reason }) => ({ title, reason }))).toEqual(
      expect.arrayContaining(expected.notWatched),
    )
  })
})

describe('the script', () => {
  test('tells its acts in order, each in one line of a terminal', () => {
    expect(company.acts.map(({ at }) => at)).toEqual(company.acts.map(({ at }) => at).sort((a, b) => a - b))
    for (const { what } of company.acts) expect(what).toMatch(/^[^\n]{5,90}$/)
  })

  test('has half of its pairs at Google, a quarter at Outlook, a quarter with one at each', () => {
    const homes = new Map(company.people.map(({ address, home }) => [address, home]))
    const places = expected.pairs.map(({ people }) => new Set(people.map((who) => homes.get(who))))
    const count = (fits: (homes: Set<string | undefined>) => boolean) => places.filter(fits).length
    expect(count((place) => place.size === 2)).toBe(8)
    expect(count((place) => place.size === 1 && place.has('microsoft'))).toBe(7)
    expect(count((place) => place.size === 1 && place.has('google'))).toBe(15)
  })

  test('names in a file all managers whom no directory can, and no others', () => {
    const homes = new Map(company.people.map(({ address, home }) => [address, home]))
    const across = company.management.filter(
      ({ person, manager }) => homes.get(person) !== homes.get(manager),
    )
    expect(company.managersElsewhere.trim().split('\n').slice(1).sort()).toEqual(
      across.map(({ person, manager }) => `${person},${manager}`).sort(),
    )
  })

  test('names the pairs of each case', () => {
    const watched = expected.pairs.map(({ people }) => people)
    for (const pairs of Object.values(company.cases)) {
      expect(pairs.length).toBeGreaterThan(0)
      expect(watched).toEqual(expect.arrayContaining([...pairs]))
    }
  })

  test('refuses a row that cannot be read, and a weekday that is not that of its date', () => {
    const chapter = { pair: ['ann', 'mia'] as const, cases: [], local: inZone('UTC'), minutes: 30, acts: [] }
    const row = (slots: string) => () => slotsOf({ ...chapter, before: () => {}, slots })
    expect(row('Tue 10 Mar 10:00 held')).not.toThrow()
    expect(row('Tue 10 Mar 10:00 hold')).toThrow('cannot read')
    expect(row('Wed 10 Mar 10:00 held')).toThrow("there is no 'Wed 10 Mar 10:00' in 2026")
  })
})

async function live(): Promise<void> {
  let unread: Instant | null = clock.now
  for (let now = start; now <= end; ) {
    clock.now = now
    const isNews = unread !== null && now > unread
    const changed = isNews ? await calendars.sync(now) : new Set<Address>()
    for (const person of told.splice(0)) changed.add(person)
    if (isNews) unread = null
    if (unread === null) known = calendars.known(now)
    judgeDue(service, changed, known, now)
    sendDue(service, known, now)
    sendDigests(service, known, now)
    while (acts[0] && acts[0].at <= now) {
      unread = now
      perform(acts.shift()!)
    }
    const next = [nextMoment(service, now), nextDigest(service, known, now), acts[0]?.at ?? Infinity]
    now = Math.min(...next, unread === null ? Infinity : unread + SYNC_DELAY)
  }
}

/** Beside the sandboxes, what a directory or the pair's page would tell. */
function perform({ at, do: does, says }: Act): void {
  clock.now = at
  const { story } = houses
  const before = story.log().length
  does(story)
  told.push(...(says?.people ?? []))
  for (const { did, with: what } of story.log().slice(before)) if (did === 'suspend') leave(what.person)
  if (says) service.words.push({ ...says, at, pair: says.people.join(' ') })
}

/** W3. */
function leave(person: Address): void {
  told.push(person)
  service.people.set(person, { ...service.people.get(person)!, leftAt: clock.now })
}

function directoryOf(people: typeof company.people): Directory {
  const addresses = people.flatMap(({ address, aliases }) =>
    [address, ...aliases].map((one) => [one, address] as const),
  )
  const primary = new Map(addresses)
  return {
    colleague: (address) => primary.get(address) ?? null,
    isGroup: (address) => company.groups.includes(address),
  }
}
