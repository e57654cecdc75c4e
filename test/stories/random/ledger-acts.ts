// What each act of the log does in the ledger.
import { DateTime } from 'luxon'
import type { Address, Instant } from '../../../src/domain/types.ts'
import type { Acts, Change } from '../../../src/sandbox/google/company/acts.ts'
import { type Guest, type Ledger, leaving, type Meeting, primaryOf, type Words, wordsOf } from './ledger.ts'
import { touch, touchAll, unlist } from './ledger-rows.ts'
import { edited, guestOf, guestsAfter, hasDate, isAnew } from './ledger-words.ts'

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
