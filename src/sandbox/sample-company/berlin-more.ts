// Mia's team in Berlin, second half: shortened, away, taken out, a holiday; and two peers.
import { type Chapter, invite, meetingOf, WEEKLY } from './chapter.ts'
import { addressOf, BERLIN, NOTE_TAKER, ROOM } from './people.ts'
import { day, inZone } from './when.ts'

const local = inZone(BERLIN)
const { on, act } = local

const evaMia = meetingOf('Eva and Mia', 'mia')

const eva: Chapter = {
  pair: ['eva', 'mia'],
  cases: [
    'room and note-taker',
    'shortened',
    'out of office',
    'declined by the organizer',
    'alerts in one mail',
  ],
  local,
  minutes: 45,
  before: invite(local, 'Eva and Mia', 'mia', {
    summary: 'Eva / Mia',
    guest: 'eva',
    others: [ROOM, NOTE_TAKER],
    location: 'Garden',
    start: on('Wed 7 Jan 13:00'),
    minutes: 45,
    recurrence: WEEKLY,
  }),
  acts: [
    act('Mon 9 Mar 17:00', "Mia cuts Wednesday's 1-on-1 with Eva from 45 to 25 minutes", (story) =>
      story.changeInstance(evaMia, on('Wed 11 Mar 13:00'), { end: on('Wed 11 Mar 13:25') }),
    ),
    act('Tue 10 Mar 12:00', 'Eva enters her out-of-office for next week', (story) =>
      story.outOfOffice(addressOf('eva'), { start: on('Mon 16 Mar'), end: on('Sat 21 Mar') }),
    ),
    act('Mon 23 Mar 12:00', "Mia answers 'no' to her own 1-on-1 with Eva on Wednesday", (story) =>
      story.respond(addressOf('mia'), { id: evaMia, original: on('Wed 25 Mar 13:00') }, 'declined'),
    ),
  ],
  slots: `
    Wed  4 Mar 13:00 held
    Wed 11 Mar 13:00 25 min held short (shortened) | short Thu 12 Mar 13:25
    Wed 18 Mar 13:00 excused (absence)
    Wed 25 Mar 13:00 skipped (declined) | missed Thu 26 Mar 13:45
    Wed  1 Apr 13:00 held
    Wed  8 Apr 13:00 held`,
}

const finnMia = meetingOf('Finn and Mia', 'mia')

const finn: Chapter = {
  pair: ['finn', 'mia'],
  cases: [
    'taken out of the rule',
    'all-day vacation',
    'declined while away',
    'public holiday',
    'alert after the weekend',
  ],
  local,
  minutes: 30,
  before: invite(local, 'Finn and Mia', 'mia', {
    summary: 'Mia <> Finn',
    guest: 'finn',
    start: on('Fri 9 Jan 09:30'),
    recurrence: WEEKLY,
  }),
  acts: [
    act(
      'Tue 10 Mar 14:00',
      "Mia's calendar app takes Friday's 1-on-1 with Finn out of the series (EXDATE)",
      (story) =>
        story.editSeries(finnMia, { recurrence: [WEEKLY, 'EXDATE;TZID=Europe/Berlin:20260313T093000'] }),
    ),
    act('Mon 16 Mar 10:00', "Finn enters 'Urlaub' for Thursday and Friday, all day", (story) =>
      story.createEvent(addressOf('finn'), {
        summary: 'Urlaub',
        start: day('Thu 19 Mar'),
        end: day('Sat 21 Mar'),
        allDay: true,
      }),
    ),
    act('Wed 18 Mar 09:00', "Finn declines Friday's 1-on-1 with Mia, as he is away", (story) =>
      story.respond(addressOf('finn'), { id: finnMia, original: on('Fri 20 Mar 09:30') }, 'declined'),
    ),
  ],
  slots: `
    Fri  6 Mar 09:30 held
    Fri 13 Mar 09:30 skipped (removed) | missed Mon 16 Mar 08:00
    Fri 20 Mar 09:30 excused (declined, absence)
    Fri 27 Mar 09:30 held
    Fri  3 Apr 09:30 excused (holiday)
    Fri 10 Apr 09:30 held`,
}

const benCleo = meetingOf('Ben and Cleo', 'ben')

const peers: Chapter = {
  pair: ['ben', 'cleo'],
  cases: ['single turned into a series', 'peers'],
  local,
  minutes: 30,
  before: () => {},
  acts: [
    act(
      'Fri 6 Mar 16:00',
      'Ben invites Cleo for Monday',
      invite(local, 'Ben and Cleo', 'ben', {
        summary: 'Ben / Cleo',
        guest: 'cleo',
        start: on('Mon 9 Mar 14:00'),
      }),
    ),
    act('Tue 10 Mar 10:30', 'It was good: Ben makes a weekly series of it', (story) =>
      story.editSeries(benCleo, { recurrence: WEEKLY }),
    ),
  ],
  // Until Tuesday it was a single meeting, of which nobody is mailed.
  slots: `
    Mon  9 Mar 14:00 held | no mails
    Mon 16 Mar 14:00 held | agenda Mon 16 Mar 08:00
    Mon 23 Mar 14:00 held | agenda Mon 23 Mar 08:00
    Mon 30 Mar 14:00 held | agenda Mon 30 Mar 08:00
    Mon  6 Apr 14:00 excused (holiday)`,
}

export const berlinMore: Chapter[] = [eva, finn, peers]
