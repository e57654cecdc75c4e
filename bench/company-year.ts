// A company's meetings over many weeks: teams of eight with a lead, 1-on-1s with exceptions, meetings of many, singles of all kinds.
import { type Address, DAY, HOUR, type Instant, MINUTE, type Span, WEEK } from '../src/domain/types.ts'
import { seeded } from '../src/sandbox/server/random.ts'
import type { EventPlan } from '../src/sandbox/world/plans.ts'
import type { Sandbox } from './vendors.ts'

const TEAM = 8
const DEPARTMENT = TEAM * TEAM
/** Rows of a calendar: masters, exceptions, singles. */
const ROWS = 200
const ZONES = ['Europe/Berlin', 'Europe/London', 'America/New_York', 'Asia/Kolkata']

interface Making {
  story: Sandbox['company']
  people: Address[]
  /** Rows by calendar. */
  rows: Map<Address, number>
  /** From 00:00 UTC of a Monday. */
  span: Span
  chance: () => number
}

export interface Time {
  now: Instant
  /** Weeks: when all this happens. */
  behind: number
  ahead: number
}

/** Returns whose calendars there are, and how many rows they hold together. */
export function fillCompany(story: Sandbox['company'], size: number, time: Time) {
  const people = Array.from({ length: size }, (_, n) => `person.${n}@example.com`)
  people.forEach((person, n) => {
    story.addPerson(person, { zone: ZONES[Math.floor(n / DEPARTMENT) % 4]!, name: `Person ${n} of Example` })
  })
  const rows = new Map(people.map((person) => [person, 0]))
  const making = { story, people, rows, span: spanOf(time), chance: seeded(7) }
  for (let at = 0; at < size; at += DEPARTMENT) addDepartment(making, at)
  for (let at = 0; at < size; at += TEAM) addTeam(making, at)
  people.forEach((person, n) => {
    fillUp(making, person, n)
  })
  return { people, events: [...rows.values()].reduce((sum, count) => sum + count, 0) }
}

function spanOf({ now, behind, ahead }: Time): Span {
  const monday = now - (now % DAY) - ((new Date(now).getUTCDay() + 6) % 7) * DAY
  return { start: monday - behind * WEEK, end: monday + ahead * WEEK }
}

/** A monthly meeting of all, whose guests do not see each other, and the leads' own 1-on-1s with the head. */
function addDepartment(making: Making, at: number): void {
  const all = making.people.slice(at, at + DEPARTMENT)
  const leads = all.filter((_, n) => n % TEAM === 0)
  const monthly = { summary: 'Department', recurrence: 'RRULE:FREQ=WEEKLY;INTERVAL=4', minutes: 60 }
  addSeries(
    making,
    all,
    { ...monthly, start: making.span.start + DAY + 15 * HOUR, guestsCanSeeOtherGuests: false },
    2,
  )
  addSeries(making, leads, { ...weekly('Leads'), start: making.span.start + 9 * HOUR }, 8)
  leads.slice(1).forEach((lead, n) => {
    addOneOnOne(making, leads[0]!, lead, 2 * DAY + (8 + n) * HOUR)
  })
}

function addTeam(making: Making, at: number): void {
  const [lead, ...reports] = making.people.slice(at, at + TEAM) as [Address, ...Address[]]
  addSeries(
    making,
    [lead, ...reports],
    { ...weekly('Team weekly'), start: making.span.start + DAY + 9 * HOUR },
    8,
  )
  const planning = { summary: 'Planning', recurrence: 'RRULE:FREQ=WEEKLY;INTERVAL=2', minutes: 90 }
  addSeries(making, [lead, ...reports], { ...planning, start: making.span.start + 3 * DAY + 9 * HOUR }, 4)
  reports.forEach((report, n) => {
    addOneOnOne(making, lead, report, 3 * DAY + (7 + n) * HOUR)
  })
}

function addOneOnOne(making: Making, lead: Address, report: Address, offset: number): void {
  const plan = { ...weekly(`${report} / ${lead}`), minutes: 30, start: making.span.start + offset }
  const private_ = making.chance() < 0.1 ? { visibility: 'private' as const } : {}
  addSeries(making, [lead, report], { ...plan, ...private_ }, 10)
}

const weekly = (summary: string) => ({ summary, recurrence: 'RRULE:FREQ=WEEKLY', minutes: 45 })

/** With exceptions over its year: most moved, every fourth called off, now and then one declined. */
function addSeries(making: Making, people: Address[], plan: EventPlan, exceptions: number): void {
  const { story, chance, span } = making
  const [organizer, ...guests] = people as [Address, ...Address[]]
  const id = story.createEvent(organizer, { ...plan, guests: accepted(guests) })
  const starts = story.starts(id, span)
  const step = Math.max(1, Math.floor(starts.length / exceptions))
  const touched = starts.filter((_, n) => n % step === 1).slice(0, exceptions)
  touched.forEach((original, n) => {
    if (n % 4 === 3) story.cancelInstance(id, original)
    else if (n % 4 === 2 && guests[0]) story.respond(guests[0], { id, original }, 'declined')
    else story.moveInstance(id, original, original + (1 + Math.floor(chance() * 4)) * 30 * MINUTE)
  })
  count(making, people, 1 + touched.length)
}

/** Singles until a calendar has its rows: time of one's own, chats of two, meetings of some, guests from outside. */
function fillUp(making: Making, person: Address, n: number): void {
  for (let made = 0; making.rows.get(person)! < ROWS; made++) {
    const { plan, guests } = single(making, n, made)
    making.story.createEvent(person, { ...plan, guests: accepted(guests) })
    count(making, [person, ...guests], 1)
  }
}

function single({ chance, span, people, rows }: Making, n: number, made: number) {
  const days = (span.end - span.start) / DAY
  const start = span.start + Math.floor(chance() * days) * DAY + (7 + Math.floor(chance() * 20) / 2) * HOUR
  const free = nearby(people, n).filter((other) => rows.get(other)! < ROWS)
  const plan = { summary: `Meeting ${n}.${made} about something`, start, location: 'Room 4' }
  const kind = chance()
  const mate = free[Math.floor(chance() * free.length)]
  if (kind < 0.03) return { plan: { ...plan, minutes: 480, eventType: 'outOfOffice' }, guests: [] }
  if (kind < 0.3) return { plan: { ...plan, eventType: kind < 0.15 ? 'focusTime' : 'default' }, guests: [] }
  if (kind < 0.4) return { plan: { ...plan, visibility: 'private' as const }, guests: [] }
  if (kind < 0.5) return { plan, guests: [`guest.${n % 97}@customer.test`] }
  if (kind < 0.65) return { plan, guests: mate ? [mate] : [] }
  return { plan: { ...plan, description: 'Notes' }, guests: free.filter(() => chance() < 0.35).slice(0, 7) }
}

/** The others of one's own team and of the next. */
function nearby(people: Address[], n: number): Address[] {
  const from = n - (n % TEAM)
  return people.slice(from, from + 2 * TEAM).filter((_, at) => from + at !== n)
}

function accepted(guests: Address[]) {
  return guests.map((email, n) => ({
    email,
    responseStatus: n % 9 === 8 ? ('declined' as const) : ('accepted' as const),
  }))
}

function count({ rows }: Making, people: Address[], more: number): void {
  for (const person of people) if (rows.has(person)) rows.set(person, rows.get(person)! + more)
}
