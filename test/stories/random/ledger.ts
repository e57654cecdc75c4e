// The company's meetings as its log tells them, kept in a plain form of our own: what Google's calendars must show,
// worked out a second time, without the sandbox's rows and without HTTP.
import { DateTime } from 'luxon'
import { exists } from '../../../src/domain/recurrence.ts'
import type { Address, Instant, Zone } from '../../../src/domain/types.ts'
import type { Acts, Change } from '../../../src/sandbox/google/company/acts.ts'
import { touch, touchAll, unlist } from './ledger-rows.ts'

export interface Guest {
  email: Address
  answer: 'accepted' | 'declined' | 'tentative' | 'none'
  room: boolean
}

/** What a series, a single or one changed instance says. */
export interface Words {
  title: string
  start: Instant
  end: Instant
  zone: Zone
  /** RRULE lines; none: a single. */
  lines: string[]
  guests: Guest[]
  free: boolean
  private: boolean
  away: boolean
  /** Guests do not see each other. */
  hidden: boolean
}

export interface Meeting {
  id: string
  uid: string
  organizer: Address
  words: Words
  off: boolean
  sequence: number
  /** Changed instances by original start. */
  dates: Map<Instant, { words: Partial<Words>; off: boolean; sequence: number }>
  /** Who took it, or one instance of it, out of their own calendar. */
  left: Set<string>
}

/** A line of one calendar: that a meeting or one date of it stands there, or that it is gone from there. */
export interface Entry {
  id: string
  meeting: Meeting
  original: Instant | null
  /** 'bare': nothing but the id is told of it. */
  state: 'on' | 'off' | 'bare'
  at: Instant
  /** Counts what was ever written: what is higher was written later. */
  count: number
}

export interface Colleague {
  names: Address[]
  zone: Zone
  /** Their calendar shows invitations only once they answered. */
  late: boolean
  suspended: boolean
}

export interface Ledger {
  people: Map<Address, Colleague>
  rooms: Set<Address>
  meetings: Map<string, Meeting>
  calendars: Map<Address, Map<string, Entry>>
  now: Instant
  count: number
}

export const newLedger = (): Ledger => ({
  people: new Map(),
  rooms: new Set(),
  meetings: new Map(),
  calendars: new Map(),
  now: 0,
  count: 0,
})

/** One act of the log is done in the ledger, too. */
export function tell(ledger: Ledger, change: Change): void {
  ledger.now = change.at
  const act = acts[change.did] as ((ledger: Ledger, told: unknown) => void) | undefined
  act?.(ledger, change.with)
}

const acts: { [Did in keyof Acts]?: (ledger: Ledger, told: Acts[Did]) => void } = {
  addPerson(ledger, { address, plan }) {
    const names = [address, ...(plan.aliases ?? [])]
    ledger.people.set(address, {
      names,
      zone: plan.zone,
      late: plan.seesInvitations === 'answered',
      suspended: false,
    })
    ledger.calendars.set(address, new Map())
  },
  suspend: ({ people }, { person, suspended }) => {
    people.get(person)!.suspended = suspended
  },
  addRoom: ({ rooms }, { address }) => void rooms.add(address),
  createEvent: (ledger, { organizer, plan, id }) => {
    const { guests = [], minutes = 30, start, end = start + minutes * 60_000 } = plan
    const zone = plan.zone ?? ledger.people.get(organizer)!.zone
    const own: Guest[] = guests.length > 0 ? [{ email: organizer, answer: 'accepted', room: false }] : []
    open(ledger, organizer, plan.iCalUID ?? `${id}@google.com`, id, {
      title: plan.summary,
      start,
      end,
      zone,
      lines: [plan.recurrence ?? []].flat(),
      guests: [...own, ...guests.map((guest) => guestOf(ledger, guest))],
      free: plan.transparency === 'transparent',
      private: plan.visibility === 'private',
      away: plan.eventType === 'outOfOffice',
      hidden: plan.guestsCanSeeOtherGuests === false,
    })
  },
  outOfOffice: (ledger, { person, span, summary, id }) =>
    acts.createEvent!(ledger, {
      organizer: person,
      plan: { ...span, summary, eventType: 'outOfOffice' },
      id,
    }),
  editSeries(ledger, { id, edit }) {
    const meeting = meetingOf(ledger, id)
    const before = meeting.words
    const after = edited(ledger, before, edit)
    const isReset = isAnew(before, after)
    meeting.words = after
    for (const { words } of meeting.dates.values())
      if (words.guests) words.guests = guestsAfter(ledger, words.guests, edit)
    const isDate = (original: Instant) => hasDate(after, original)
    unlist(ledger, meeting, (original) => isReset || !isDate(original), isDate)
    if (isReset || edit.end !== undefined) meeting.sequence++
    touchAll(ledger, meeting)
  },
  endSeries: (ledger, { id, at }) => end(ledger, meetingOf(ledger, id), at),
  splitSeries(ledger, { id, at, edit, newId }) {
    if (newId === id) return acts.editSeries!(ledger, { id, edit })
    const old = meetingOf(ledger, id)
    const { start, end: until } = old.words
    const rest = { ...old.words, start: at, end: at + until - start }
    const { sequence } = old
    end(ledger, old, at)
    open(ledger, old.organizer, `${newId}@google.com`, newId, edited(ledger, rest, edit), sequence)
  },
  cancelSeries: (ledger, { id }) => cancel(ledger, meetingOf(ledger, id)),
  changeOrganizer(ledger, { id, to, leavesOld }) {
    const meeting = meetingOf(ledger, id)
    if (leavesOld) meeting.left.add(leaving(primaryOf(ledger, meeting.organizer)!, null))
    meeting.organizer = to
    meeting.sequence++
    touchAll(ledger, meeting)
  },
  changeInstance(ledger, { id, original, edit }) {
    const meeting = meetingOf(ledger, id)
    const date = dateOf(meeting, original)
    const before = wordsOf(meeting, original)
    const { lines: _, ...after } = edited(ledger, before, edit)
    const changes = Object.entries(after).filter(([name, value]) => before[name as keyof Words] !== value)
    Object.assign(date.words, Object.fromEntries(changes))
    if (edit.start !== undefined || edit.end !== undefined) date.sequence++
    touch(ledger, meeting, original)
  },
  cancelInstance: (ledger, { id, original }) => call(ledger, meetingOf(ledger, id), original, true),
  restoreInstance: (ledger, { id, original }) => call(ledger, meetingOf(ledger, id), original, false),
  respond(ledger, { person, event, answer }) {
    const said = answer === 'needsAction' ? 'none' : answer
    const [id, original] = typeof event === 'string' ? [event, null] : [event.id, event.original]
    answerTo(ledger, meetingOf(ledger, id), person, original, said)
  },
  deleteFromOwnCalendar(ledger, { person, event }) {
    const [id, original] = typeof event === 'string' ? [event, null] : [event.id, event.original]
    const meeting = meetingOf(ledger, id)
    if (meeting.organizer === person)
      return original === null ? cancel(ledger, meeting) : call(ledger, meeting, original, true)
    meeting.left.add(leaving(person, original))
    answerTo(ledger, meeting, person, original, 'declined')
  },
}

export const leaving = (person: Address, original: Instant | null) => `${person} ${original ?? 'all'}`

/** The primary address of a colleague, by any of their names. */
export function primaryOf({ people }: Ledger, name: Address): Address | undefined {
  for (const [address, { names }] of people) if (names.includes(name)) return address
  return undefined
}

export function wordsOf({ words, dates }: Meeting, original: Instant | null): Words {
  if (original === null) return words
  const planned = { start: original, end: original + words.end - words.start, lines: [] }
  return { ...words, ...planned, ...dates.get(original)?.words }
}

function meetingOf({ meetings }: Ledger, id: string): Meeting {
  return meetings.get(id)!
}

function open(ledger: Ledger, organizer: Address, uid: string, id: string, words: Words, sequence = 0): void {
  const meeting = {
    id,
    uid,
    organizer,
    words,
    off: false,
    sequence,
    dates: new Map(),
    left: new Set<string>(),
  }
  ledger.meetings.set(id, meeting)
  touch(ledger, meeting, null)
}

/** Another time or rule takes back what was said of single dates; where the rule ends does not matter. */
function isAnew(before: Words, after: Words): boolean {
  const endless = ({ lines }: Words) => lines.join().replace(/;(UNTIL|COUNT)=[^;,]*/g, '')
  return before.start !== after.start || before.zone !== after.zone || endless(before) !== endless(after)
}

function hasDate({ lines, start, zone }: Words, at: Instant): boolean {
  const rules = lines.map((line) => line.replace('RRULE:', ''))
  return exists({ rules, dates: [], exDates: [], exDays: [] }, start, zone, at)
}

/** The rule ends with the last second of the local day before. */
function end(ledger: Ledger, meeting: Meeting, at: Instant): void {
  const { words } = meeting
  const day = DateTime.fromMillis(at, { zone: words.zone }).startOf('day').minus({ seconds: 1 })
  const until = day.toUTC().toFormat("yyyyMMdd'T'HHmmss'Z'")
  const cut = (line: string) => `${line.replace(/;?(UNTIL|COUNT)=[^;]*/g, '')};UNTIL=${until}`
  meeting.words = { ...words, lines: words.lines.map(cut) }
  meeting.sequence++
  unlist(
    ledger,
    meeting,
    (original) => original >= at,
    () => false,
  )
  touch(ledger, meeting, null)
}

function cancel(ledger: Ledger, meeting: Meeting): void {
  meeting.off = true
  meeting.sequence++
  touchAll(ledger, meeting)
}

function call(ledger: Ledger, meeting: Meeting, original: Instant, off: boolean): void {
  dateOf(meeting, original).off = off
  touch(ledger, meeting, original)
}

function dateOf(meeting: Meeting, original: Instant) {
  const known = meeting.dates.get(original)
  const date = known ?? { words: {}, off: false, sequence: meeting.sequence }
  meeting.dates.set(original, date)
  return date
}

/** To all of it or to one instance; saying yes brings back what was taken out of one's own calendar. */
function answerTo(
  ledger: Ledger,
  meeting: Meeting,
  person: Address,
  original: Instant | null,
  answer: Guest['answer'],
): void {
  if (answer !== 'declined') meeting.left.delete(leaving(person, original))
  const { names } = ledger.people.get(person)!
  const answered = (guests: Guest[]) =>
    guests.some(({ email }) => names.includes(email))
      ? guests.map((guest) => (names.includes(guest.email) ? { ...guest, answer } : guest))
      : [...guests, { email: person, answer, room: false }]
  if (original !== null) {
    dateOf(meeting, original).words.guests = answered(wordsOf(meeting, original).guests)
    touch(ledger, meeting, original)
    return
  }
  // Who was taken off the list of one date stays off it; who is new to all of it is new to each date.
  const isOn = (guests: Guest[]) => guests.some(({ email }) => names.includes(email))
  const isNew = !isOn(meeting.words.guests)
  meeting.words = { ...meeting.words, guests: answered(meeting.words.guests) }
  for (const { words } of meeting.dates.values())
    if (words.guests && (isNew || isOn(words.guests))) words.guests = answered(words.guests)
  touchAll(ledger, meeting)
}

type Edit = Acts['editSeries']['edit']

function edited(ledger: Ledger, words: Words, edit: Edit): Words {
  const { start = words.start } = edit
  return {
    ...words,
    start,
    end: edit.end ?? start + words.end - words.start,
    title: edit.summary ?? words.title,
    zone: edit.zone ?? words.zone,
    lines: edit.recurrence === undefined ? words.lines : [edit.recurrence].flat(),
    free: edit.transparency === undefined ? words.free : edit.transparency === 'transparent',
    private: edit.visibility === undefined ? words.private : edit.visibility === 'private',
    guests: edit.addGuests || edit.removeGuests ? guestsAfter(ledger, words.guests, edit) : words.guests,
  }
}

function guestsAfter(ledger: Ledger, guests: Guest[], { addGuests = [], removeGuests = [] }: Edit): Guest[] {
  const added = addGuests.map((guest) => guestOf(ledger, guest))
  const gone = new Set([...removeGuests, ...added.map(({ email }) => email)])
  return [...guests.filter(({ email }) => !gone.has(email)), ...added]
}

function guestOf({ rooms }: Ledger, plan: NonNullable<Edit['addGuests']>[number]): Guest {
  const { email, responseStatus = 'needsAction' } = typeof plan === 'string' ? { email: plan } : plan
  const room = rooms.has(email)
  return {
    email,
    room,
    answer: room ? 'accepted' : responseStatus === 'needsAction' ? 'none' : responseStatus,
  }
}
