// A sandbox with one calendar of 10,000 events, in a process of its own: its work is not what is measured.
import { DAY, HOUR, MINUTE } from '../src/domain/types.ts'
import { makeTls } from '../src/sandbox/server/tls.ts'
import { type Sandbox, startSandbox } from './vendors.ts'

const monday = Date.parse('2026-03-02T00:00:00Z')
export const owner = 'grace@example.com'
const EVENTS = 10_000

if (import.meta.main && process.send) {
  const google = await startSandbox('google', { tls: await makeTls(), now: () => monday })
  fill(google)
  process.on('disconnect', () => process.exit())
  process.send(google.served)
}

/** A manager's calendar: weekly 1-on-1s with exceptions, meetings of many, time of her own. */
function fill({ company }: Sandbox): void {
  const reports = Array.from({ length: 12 }, (_, n) => `person${n}@example.com`)
  for (const person of [owner, ...reports]) company.addPerson(person, { zone: 'Europe/Berlin' })
  let made = 0
  for (const person of reports) made += addSeries(company, person)
  for (; made < EVENTS; made++) {
    const guests = made % 3 === 0 ? [] : made % 3 === 1 ? reports.slice(0, 5) : reports.slice(0, 1)
    const start = monday - 700 * DAY + made * 2 * HOUR
    company.createEvent(owner, { summary: `Meeting ${made}`, start, guests, location: 'Room 4' })
  }
}

function addSeries(company: Sandbox['company'], person: string): number {
  const start = monday - 700 * DAY + 9 * HOUR
  const plan = { summary: `${person} / Grace`, start, recurrence: 'RRULE:FREQ=WEEKLY', guests: [person] }
  const id = company.createEvent(owner, plan)
  const originals = company.starts(id, { start, end: monday })
  const moved = originals.filter((_, n) => n % 4 === 0)
  for (const original of moved) company.moveInstance(id, original, original + 30 * MINUTE)
  return 1 + moved.length
}
