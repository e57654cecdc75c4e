// Whatever two people do to their meetings across providers, and whichever of their calendars is read when: in the end their
// slots are the same.
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { DAY, HOUR, MINUTE, WEEK } from '../../src/domain/types.ts'
import { at, monday } from '../sandbox/support.ts'
import { runs } from '../support/chance.ts'
import { type Couple, type Mixed, type Order, openMixed, orders } from '../support/mixed.ts'
import { testStore } from '../support/store.ts'

const held = testStore()
const first = at('2026-03-03T09:00:00Z')
const weekly = { summary: 'Ada / Grace', start: first, recurrence: 'RRULE:FREQ=WEEKLY;COUNT=5' }

interface Act {
  did: keyof typeof acts
  /** Which of the meetings so far, which of its dates, and how. */
  which: number
  date: number
  how: number
}

/** The meetings of a couple so far, as their organizers name them. */
type Known = { couple: Couple; ids: string[] }
type Does = (known: Known, id: string, original: number, how: number) => void

const ANSWERS = ['accepted', 'declined', 'tentative'] as const

const acts = {
  move: ({ couple: { theirs } }, id, original, how) =>
    theirs.moveInstance(id, original, original + (how - 5) * HOUR),
  moveFar: ({ couple: { theirs } }, id, original, how) =>
    theirs.moveInstance(id, original, original + how * DAY),
  shorten: ({ couple: { theirs } }, id, original, how) =>
    theirs.changeInstance(id, original, { end: original + (how + 1) * 5 * MINUTE }),
  callOff: ({ couple: { theirs } }, id, original) => theirs.cancelInstance(id, original),
  callOffAll: ({ couple: { theirs } }, id) => theirs.cancelSeries(id),
  answer: ({ couple: { theirs, guests, guest } }, id, original, how) =>
    guests.respond(guest, { id: theirs.uidOf(id), original }, ANSWERS[how % 3]!),
  answerAll: ({ couple: { theirs, guests, guest } }, id, _original, how) =>
    guests.respond(guest, theirs.uidOf(id), ANSWERS[how % 3]!),
  remove: ({ couple: { theirs, guests, guest } }, id, original) =>
    guests.deleteFromOwnCalendar(guest, { id: theirs.uidOf(id), original }),
  removeAll: ({ couple: { theirs, guests, guest } }, id) =>
    guests.deleteFromOwnCalendar(guest, theirs.uidOf(id)),
  removeOwn: ({ couple: { theirs, organizer } }, id, original) =>
    theirs.deleteFromOwnCalendar(organizer, { id, original }),
  edit: ({ couple: { theirs } }, id, original, how) =>
    theirs.editSeries(id, {
      start: original + (how - 5) * HOUR,
      end: original + (how - 5) * HOUR + 40 * MINUTE,
    }),
  lengthen: ({ couple: { theirs } }, id, original) => theirs.editSeries(id, { end: original + HOUR }),
  end: ({ couple: { theirs } }, id, original) => theirs.endSeries(id, original),
  split: ({ couple: { theirs }, ids }, id, original, how) =>
    void ids.push(theirs.splitSeries(id, original, { start: original + how * HOUR })),
  uninvite: ({ couple: { theirs, guest } }, id) => theirs.editSeries(id, { removeGuests: [guest] }),
  invite: ({ couple: { theirs, guest } }, id) => theirs.editSeries(id, { addGuests: [guest] }),
  join: ({ couple: { theirs } }, id, original) =>
    theirs.changeInstance(id, original, { addGuests: ['linus@elsewhere.org'] }),
  catchUp: ({ couple: { theirs, guest, organizer } }, _id, original, how) =>
    void theirs.createEvent(organizer, { summary: 'Catch up', start: original + how * DAY, guests: [guest] }),
  suggest: ({ couple: { guests, guest, organizer } }, _id, original, how) =>
    void guests.createEvent(guest, { summary: 'Catch up', start: original + how * DAY, guests: [organizer] }),
} satisfies Record<string, Does>

const story = fc.record({
  side: fc.constantFrom('google' as const, 'graph' as const),
  acts: fc.array(
    fc.record({
      did: fc.constantFrom(...(Object.keys(acts) as (keyof typeof acts)[])),
      which: fc.nat(3),
      date: fc.nat(4),
      how: fc.nat(10),
    }),
    { minLength: 1, maxLength: 8 },
  ),
})

/** Found by chance: at Outlook what is left of the series is an event of its own. */
const comesOnce = {
  side: 'google' as const,
  acts: [
    { did: 'removeAll' as const, which: 0, date: 0, how: 0 },
    { did: 'answer' as const, which: 0, date: 0, how: 0 },
  ],
}

let world: Mixed

beforeAll(async () => {
  world = await openMixed(held.store)
})
afterAll(() => world.close())

/** Both after each act, in either order; one of them, the other in the end; both in the end. */
const readings: Order[] = [...orders, ['ada'], ['grace'], []]

test('the slots of a couple do not depend on when which of their calendars is read', {
  timeout: 900_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(story, async ({ side, acts: all }) => {
      world.clock.now = monday
      const couples = await world.couples(side, weekly, readings)
      const known = new Map(couples.map((couple) => [couple, { couple, ids: [couple.id] }]))
      await world.act(couples)
      for (const act of all) await world.act(couples, (couple) => perform(known.get(couple)!, act))
      await world.finish(couples)
      const told = []
      for (const couple of couples) told.push(await slotsOf(couple))
      for (const [n, other] of told.entries()) expect(other, `read ${readings[n]}`).toEqual(told[0])
    }),
    { numRuns: runs(6), examples: [[comesOnce]] },
  )
})

/** What cannot be done is not done. */
function perform(known: Known, { did, which, date, how }: Act): void {
  const id = known.ids[which % known.ids.length]!
  try {
    const dates = known.couple.theirs.starts(id, { start: first, end: first + 8 * WEEK })
    if (dates.length > 0) (acts[did] as Does)(known, id, dates[date % dates.length]!, how)
  } catch (error) {
    if (!(error instanceof Error && error.message.startsWith('sandbox:'))) throw error
  }
}

async function slotsOf(couple: Couple): Promise<string[]> {
  const slots = await world.judge(couple)
  const iso = (instant: number) => new Date(instant).toISOString().slice(5, 16)
  return slots.map(({ original, start, end, state, flags }) =>
    [iso(original), iso(start), (end - start) / MINUTE, state, ...flags].join(' '),
  )
}
