// Priya's team: a habit, a gap, a series made anew, and a pair that meets every day. Their clocks never change. Gita and Wren
// are at Outlook.
import { type Chapter, invite, join, meetingOf, WEEKLY } from './chapter.ts'
import { addressOf, KOLKATA } from './people.ts'
import { inZone, type Story } from './when.ts'

const local = inZone(KOLKATA)
const { on, act } = local

/** One of their single meetings, named by its date: 'Tara x Priya March 4'. */
function single(story: Story, date: string) {
  const start = on(`Wed ${date} 15:00`)
  const [number, month] = date.split(' ')
  const title = `Tara x Priya ${month === 'Mar' ? 'March' : 'April'} ${number}`
  invite(local, title, 'priya', { summary: title, guest: 'tara', start })(story)
}

const tara: Chapter = {
  pair: ['tara', 'priya'],
  cases: ['habit of singles', 'called-off single of a habit'],
  local,
  minutes: 30,
  before: (story) => single(story, '4 Mar'),
  acts: [
    act('Mon 9 Mar 12:00', 'Priya invites Tara for two more Wednesdays, one by one', (story) => {
      single(story, '11 Mar')
      single(story, '18 Mar')
    }),
    act('Tue 17 Mar 11:00', "Priya deletes tomorrow's meeting with Tara", (story) =>
      story.cancelSeries(meetingOf('Tara x Priya March 18', 'priya')),
    ),
    act('Mon 23 Mar 12:00', 'Priya invites Tara for two more Wednesdays: now it is a habit', (story) => {
      single(story, '25 Mar')
      single(story, '1 Apr')
    }),
    act(
      'Mon 30 Mar 11:00',
      "Priya deletes Wednesday's meeting with Tara and invites her for the next",
      (story) => {
        story.cancelSeries(meetingOf('Tara x Priya April 1', 'priya'))
        single(story, '8 Apr')
      },
    ),
  ],
  // Mails begin with the third meeting that counts, that of 25 March.
  slots: `
    Wed  4 Mar 15:00 held | no mails
    Wed 11 Mar 15:00 held | no mails
    Wed 18 Mar 15:00 skipped (cancelled)
    Wed 25 Mar 15:00 held
    Wed  1 Apr 15:00 skipped (cancelled) | missed Thu 2 Apr 15:30
    Wed  8 Apr 15:00 held`,
}

const uday: Chapter = {
  pair: ['uday', 'priya'],
  cases: ['gap', 'others joined', 'every two weeks', 'alerts in one mail'],
  local,
  minutes: 30,
  before: invite(local, 'Uday and Priya', 'priya', {
    summary: 'Uday / Priya',
    guest: 'uday',
    start: on('Mon 5 Jan 16:00'),
    recurrence: 'RRULE:FREQ=WEEKLY;INTERVAL=2',
  }),
  acts: [
    act('Fri 13 Mar 10:00', "Priya asks Gita to join Monday's meeting with Uday", (story) =>
      join(
        story,
        { id: meetingOf('Uday and Priya', 'priya'), original: on('Mon 16 Mar 16:00') },
        'gita',
        'accepted',
      ),
    ),
  ],
  slots: `
    Mon  2 Mar 16:00 held | agenda Mon 2 Mar 08:00
    Mon 16 Mar 16:00 excluded (others-joined)
    Mon 30 Mar 16:00 held | agenda Mon 30 Mar 08:00`,
  // Friday the 20th is the eighteenth day after they last met; Priya's waits for that day's reminder about Gita (M4).
  mails: `
    infrequent uday Fri 20 Mar 08:00
    infrequent priya Fri 20 Mar 12:30`,
}

const gita: Chapter = {
  pair: ['gita', 'priya'],
  cases: ['series made anew', 'alerts in one mail'],
  local,
  minutes: 30,
  before: invite(local, 'Gita and Priya', 'priya', {
    summary: 'Gita / Priya',
    guest: 'gita',
    start: on('Fri 9 Jan 11:00'),
    recurrence: WEEKLY,
  }),
  acts: [
    act(
      'Mon 16 Mar 10:00',
      'Priya deletes her Friday series with Gita and makes a new one on Thursdays',
      (story) => {
        story.cancelSeries(meetingOf('Gita and Priya', 'priya'))
        const series = { summary: 'Weekly with Gita', guest: 'gita', recurrence: WEEKLY }
        invite(local, 'Gita and Priya anew', 'priya', { ...series, start: on('Thu 19 Mar 12:00') })(story)
      },
    ),
    act('Wed 18 Mar 10:00', 'Priya cancels the first of the new Thursdays with Gita', (story) =>
      story.cancelInstance(meetingOf('Gita and Priya anew', 'priya'), on('Thu 19 Mar 12:00')),
    ),
  ],
  slots: `
    Fri  6 Mar 11:00 held
    Fri 13 Mar 11:00 held
    Thu 19 Mar 12:00 skipped (cancelled) | missed Fri 20 Mar 12:30
    Thu 26 Mar 12:00 held
    Thu  2 Apr 12:00 held
    Thu  9 Apr 12:00 held`,
}

const unread: Chapter = {
  pair: ['tara', 'uday'],
  cases: ['calendars not read', 'peers'],
  local,
  minutes: 30,
  before: invite(local, 'Tara and Uday', 'tara', {
    summary: 'Tara / Uday',
    guest: 'uday',
    start: on('Thu 8 Jan 16:00'),
    recurrence: WEEKLY,
  }),
  acts: [
    act('Thu 9 Apr 12:00', 'Calendar is switched off for Tara and Uday: theirs cannot be read', (story) => {
      story.switchCalendar(addressOf('tara'), false)
      story.switchCalendar(addressOf('uday'), false)
    }),
  ],
  slots: `
    Thu  5 Mar 16:00 held
    Thu 12 Mar 16:00 held
    Thu 19 Mar 16:00 held
    Thu 26 Mar 16:00 held
    Thu  2 Apr 16:00 held
    Thu  9 Apr 16:00 unknown (not-read) | agenda Wed 8 Apr 16:00`,
}

const wrenPriya = meetingOf('Wren and Priya', 'priya')

const MONDAYS = ['2 Mar', '9 Mar', '16 Mar', '23 Mar', '30 Mar', '6 Apr']

const wren: Chapter = {
  pair: ['wren', 'priya'],
  cases: ['too often'],
  local,
  minutes: 15,
  before: invite(local, 'Wren and Priya', 'priya', {
    summary: 'Wren / Priya, stand-in',
    guest: 'wren',
    start: on('Mon 5 Jan 10:00'),
    minutes: 15,
    recurrence: 'RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR',
  }),
  acts: [
    act('Tue 10 Mar 18:00', "Priya cancels tomorrow's quarter of an hour with Wren", (story) =>
      story.cancelInstance(wrenPriya, on('Wed 11 Mar 10:00')),
    ),
  ],
  // More than twice a week by plan: judged, but nobody is mailed.
  slots: weekdays().map(quarter).join('\n'),
}

function weekdays(): string[] {
  return MONDAYS.flatMap((monday) => {
    const start = on(`Mon ${monday}`)
    return [0, 1, 2, 3, 4].map((later) => {
      const [weekday, month, number] = new Date(start + (later * 24 + 12) * 3_600_000)
        .toUTCString()
        .split(/[ ,]+/, 3)
      return `${weekday} ${month} ${number}`
    })
  })
}

function quarter(date: string): string {
  return date === 'Wed 11 Mar'
    ? `${date} 10:00 skipped (cancelled)`
    : `${date} 10:00 held short (short-by-rule) | no mails`
}

export const kolkata: Chapter[] = [tara, uday, gita, unread, wren]
