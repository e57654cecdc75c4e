// Random acts of three people on their meetings, for properties.
import fc from 'fast-check'
import { DAY, HOUR, type Instant, WEEK } from '../../src/domain/types.ts'
import type { Story } from '../../src/sandbox/google/company/story.ts'
import { tuesday } from './support.ts'

export interface Step {
  act: number
  event: number
  slot: number
  person: number
}

export const steps = fc.array(
  fc.record({ act: fc.nat(15), event: fc.nat(20), slot: fc.nat(5), person: fc.nat(2) }),
  { minLength: 1, maxLength: 14 },
)

/** The acts that both sandboxes know. */
type Acts = Pick<
  Story,
  | 'createEvent'
  | 'respond'
  | 'deleteFromOwnCalendar'
  | 'editSeries'
  | 'changeOrganizer'
  | 'starts'
  | 'moveInstance'
  | 'changeInstance'
  | 'cancelInstance'
  | 'restoreInstance'
  | 'endSeries'
  | 'splitSeries'
>

/** Does one thing; `ids` are the meetings that were made so far, of two or of all three. */
export function take(
  company: Acts,
  people: string[],
  ids: string[],
  { act, event, slot, person }: Step,
): void {
  const who = people[person]!
  const others = people.filter((each) => each !== who)
  const guests = event % 3 === 0 ? others : others.slice(0, 1)
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

function onInstance(company: Acts, who: string, other: string, id: string, original: Instant) {
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
