// Ada's calendar is at Google, Grace's at Outlook, and invitations go between the two as mail brings them: one series, one
// slot each, the same verdicts whoever organizes and whichever calendar is read first.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DAY, HOUR, MINUTE, WEEK } from '../../src/domain/types.ts'
import { at, monday } from '../sandbox/support.ts'
import { type Couple, type Mixed, openMixed, type Side } from '../support/mixed.ts'
import { testStore } from '../support/store.ts'

const held = testStore()
const first = at('2026-03-03T09:00:00Z')
const [second, third, fourth] = [first + WEEK, first + 2 * WEEK, first + 3 * WEEK]
const weekly = { summary: 'Ada / Grace', start: first, recurrence: 'RRULE:FREQ=WEEKLY;COUNT=4' }

type Act = (couple: Couple) => void
/** What happens, one after the other; what the slots are then, those that stayed as planned left out. */
type Scenario = [name: string, acts: Act[], changed: string[]]

const date = (instant: number) => new Date(instant).toISOString().slice(5, 16).replace('T', ' ')
const usual = [first, second, third, fourth].map((start) => `${date(start)} upcoming`)

const move =
  (original: number, start: number): Act =>
  ({ theirs, id }) =>
    theirs.moveInstance(id, original, start)
const callOff =
  (original: number): Act =>
  ({ theirs, id }) =>
    theirs.cancelInstance(id, original)
const answer =
  (original: number | null, said: 'accepted' | 'declined' | 'tentative'): Act =>
  ({ guests, guest, uid }) =>
    guests.respond(guest, original === null ? uid : { id: uid, original }, said)
const deletes =
  (original: number): Act =>
  ({ guests, guest, uid }) =>
    guests.deleteFromOwnCalendar(guest, { id: uid, original })

const edit =
  (changes: { start?: number; end?: number }): Act =>
  ({ theirs, id }) =>
    theirs.editSeries(id, changes)

const scenarios: Scenario[] = [
  ['is invited', [], []],
  ['accepts', [answer(null, 'accepted')], []],
  ['accepts one', [answer(second, 'accepted')], []],
  ['sees one moved', [move(second, second + DAY)], ['03-10 09:00 → 03-11 09:00 upcoming']],
  [
    'sees one moved onto the day of the next, and answers that',
    [move(second, third + HOUR), answer(second, 'accepted')],
    ['03-10 09:00 → 03-17 10:00 upcoming'],
  ],
  ['sees one moved and moved back', [move(second, second + DAY), move(second, second)], []],
  ['declines one', [answer(second, 'declined')], ['03-10 09:00 skipped']],
  [
    'declines one that was moved',
    [move(second, second + DAY), answer(second, 'declined')],
    ['03-10 09:00 → 03-11 09:00 skipped'],
  ],
  [
    'declines one after accepting all',
    [answer(null, 'accepted'), answer(second, 'declined')],
    ['03-10 09:00 skipped'],
  ],
  ['declines one and thinks better of it', [answer(second, 'declined'), answer(second, 'accepted')], []],
  ['deletes one from their own calendar', [deletes(second)], ['03-10 09:00 skipped']],
  [
    'deletes one that was moved',
    [move(second, second + DAY), deletes(second)],
    ['03-10 09:00 → 03-11 09:00 skipped'],
  ],
  ['sees one called off', [callOff(second)], ['03-10 09:00 skipped']],
  [
    'sees one moved, then called off',
    [move(second, second + DAY), callOff(second)],
    ['03-10 09:00 → 03-11 09:00 skipped'],
  ],
  [
    'declines what is then called off',
    [answer(second, 'declined'), callOff(second)],
    ['03-10 09:00 skipped'],
  ],
  [
    'sees one deleted by its organizer',
    [({ theirs, organizer, id }) => theirs.deleteFromOwnCalendar(organizer, { id, original: second })],
    ['03-10 09:00 skipped'],
  ],
  [
    'declines the first and sees the last called off',
    [answer(first, 'declined'), callOff(fourth)],
    ['03-03 09:00 skipped', '03-24 09:00 skipped'],
  ],
  [
    'sees another join one',
    [({ theirs, id }) => theirs.changeInstance(id, second, { addGuests: ['linus@elsewhere.org'] })],
    ['03-10 09:00 excluded'],
  ],
  [
    'sees one shortened',
    [({ theirs, id }) => theirs.changeInstance(id, second, { end: second + 15 * MINUTE })],
    ['03-10 09:00 upcoming short'],
  ],
  [
    'gets another date for what was called off, from the other side',
    [
      callOff(second),
      ({ guests, guest, organizer }) =>
        guests.createEvent(guest, { summary: 'Catch up', start: second + DAY, guests: [organizer] }),
    ],
    ['03-10 09:00 → 03-11 09:00 upcoming'],
  ],
]

const later = (lines: string[]) => lines.map((line) => line.replaceAll('09:00', '10:00'))
const asPlanned = (...numbers: number[]) => numbers.map((n) => usual[n - 1]!)

/** What happens to all of it, and the slots that there are then. */
const wholes: Scenario[] = [
  ['sees all of it an hour later', [edit({ start: first + HOUR })], later(usual)],
  [
    'sees all of it longer, after one was moved and one declined',
    [move(second, second + DAY), answer(third, 'declined'), edit({ end: first + 45 * MINUTE })],
    [usual[0]!, '03-10 09:00 → 03-11 09:00 upcoming', '03-17 09:00 skipped', usual[3]!],
  ],
  [
    'sees all of it an hour later, after one was moved and one called off',
    [move(second, second + DAY), callOff(third), edit({ start: first + HOUR })],
    later(usual),
  ],
  [
    'declines one after all of it came an hour later',
    [edit({ start: first + HOUR }), answer(second + HOUR, 'declined')],
    later([usual[0]!, '03-10 09:00 skipped', usual[2]!, usual[3]!]),
  ],
  [
    'deletes one after all of it came an hour later, twice',
    [edit({ start: first + 2 * HOUR }), edit({ start: first + HOUR }), deletes(second + HOUR)],
    later([usual[0]!, '03-10 09:00 skipped', usual[2]!, usual[3]!]),
  ],
  ['sees it end', [({ theirs, id }) => theirs.endSeries(id, third)], asPlanned(1, 2)],
  [
    'sees it split: this and following',
    [({ theirs, id }) => void theirs.splitSeries(id, third, { start: third + HOUR })],
    [...asPlanned(1, 2), ...later(asPlanned(3, 4))],
  ],
  [
    'declines one of the first part after a split',
    [({ theirs, id }) => void theirs.splitSeries(id, third), answer(second, 'declined')],
    [usual[0]!, '03-10 09:00 skipped', ...asPlanned(3, 4)],
  ],
  ['sees all of it called off', [({ theirs, id }) => theirs.cancelSeries(id)], []],
  [
    'sees all of it called off after one was moved',
    [move(second, second + DAY), ({ theirs, id }) => theirs.cancelSeries(id)],
    [],
  ],
  ['declines all of it', [answer(null, 'declined')], []],
  ['declines all of it and thinks better of it', [answer(null, 'declined'), answer(null, 'accepted')], usual],
  ['deletes all of it', [({ guests, guest, uid }) => guests.deleteFromOwnCalendar(guest, uid)], []],
  [
    'is not invited any more',
    [({ theirs, id, guest }) => theirs.editSeries(id, { removeGuests: [guest] })],
    [],
  ],
  [
    'is asked again',
    [
      ({ theirs, id, guest }) => theirs.editSeries(id, { removeGuests: [guest] }),
      ({ theirs, id, guest }) => theirs.editSeries(id, { addGuests: [guest] }),
    ],
    usual,
  ],
  [
    'sees another asked to all of it',
    [({ theirs, id }) => theirs.editSeries(id, { addGuests: ['linus@elsewhere.org'] })],
    [],
  ],
]

let world: Mixed
let couples: Couple[]

const sides: [string, Side][] = [
  ['Ada organizes, Grace', 'google'],
  ['Grace organizes, Ada', 'graph'],
]

describe('Google and Microsoft', () => {
  beforeAll(async () => {
    world = await openMixed(held.store)
  })
  afterAll(() => world.close())

  describe.each(sides)('%s', (_who, side) => {
    test.each(scenarios)('%s', async (_name, acts, changed) => {
      await live(side, acts)
      expect(await slots()).toEqual(besides(changed))
    })

    test.each(wholes)('%s', async (_name, acts, expected) => {
      await live(side, acts)
      expect(await slots()).toEqual(expected)
    })
  })
})

test.each(sides)(
  'what has passed stays as it was: %s sees two held, a new time, and the end of it all',
  async (_who, side) => {
    world = await openMixed(held.store)
    await live(side, [])
    expect(await slots()).toEqual(usual)
    world.clock.now = first
    await world.act(couples)
    expect(await slots()).toEqual(besides(['03-03 09:00 held']))
    world.clock.now = second
    await world.act(couples)
    await world.act(couples, edit({ start: first + HOUR }))
    const passed = ['03-03 09:00 held', '03-10 09:00 held']
    expect(await slots()).toEqual([...passed, ...later(asPlanned(3, 4))])
    await world.act(couples, answer(third + HOUR, 'declined'))
    expect(await slots()).toEqual([...passed, '03-17 10:00 skipped', ...later(asPlanned(4))])
    await world.act(couples, ({ theirs, id }) => theirs.cancelSeries(id))
    expect(await slots()).toEqual(passed)
    await world.close()
  },
)

test('what has passed stays as it was, though only reading all anew finds that the series was called off', async () => {
  world = await openMixed(held.store)
  await live('graph', [])
  expect(await slots()).toEqual(usual)
  world.clock.now = third
  await world.act(couples)
  expect(await slots()).toEqual([...passedUntil(3), usual[3]])
  await world.act(couples, (couple) => {
    couple.theirs.cancelSeries(couple.id)
    world.forget(couple)
  })
  expect(await slots()).toEqual(passedUntil(3))
  await world.close()
})

const passedUntil = (count: number) => usual.slice(0, count).map((line) => line.replace('upcoming', 'held'))

describe('a cloud of Microsoft that tells no `uid`, but an `iCalUId` with a date in it', () => {
  beforeAll(async () => {
    world = await openMixed(held.store, { isBehind: true })
  })
  afterAll(() => world.close())

  test.each(sides)('%s sees one moved, declines one, and sees one called off', async (_who, side) => {
    await live(side, [move(second, second + DAY), answer(third, 'declined'), callOff(fourth)])
    expect(await slots()).toEqual(
      besides(['03-10 09:00 → 03-11 09:00 upcoming', '03-17 09:00 skipped', '03-24 09:00 skipped']),
    )
  })
})

/** The other slots are as planned. */
function besides(changed: string[]): string[] {
  const dates = changed.map((line) => line.slice(0, 11))
  return [...usual.filter((line) => !dates.includes(line.slice(0, 11))), ...changed].sort()
}

async function live(side: Side, acts: Act[]): Promise<void> {
  world.clock.now = monday
  couples = await world.couples(side, weekly)
  await world.act(couples)
  for (const act of acts) await world.act(couples, act)
}

/** What all couples have in common: one series, and of each slot when it was planned, where it is if elsewhere, what it is. */
async function slots(): Promise<string[]> {
  const told = []
  for (const couple of couples) told.push(await slotsOf(couple))
  for (const other of told) expect(other).toEqual(told[0])
  return told[0]!
}

async function slotsOf(couple: Couple): Promise<string[]> {
  const all = await world.judge(couple)
  expect(new Set(all.map(({ series }) => series)).size).toBeLessThan(2)
  return all.map(({ original, start, state, flags }) => {
    const where = start === original ? '' : `→ ${date(start)} `
    return [`${date(original)} ${where}${state}`, ...flags.filter((flag) => flag !== 'skipped')].join(' ')
  })
}
