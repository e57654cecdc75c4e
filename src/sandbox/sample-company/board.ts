// Vera and those who report to her on four continents, and a skip-level: clocks that change on different days.
import { type Chapter, invite, meetingOf, WEEKLY } from './chapter.ts'
import { addressOf, BERLIN, CUSTOMER, KOLKATA } from './people.ts'
import { day, inZone } from './when.ts'

const local = inZone(BERLIN)
const { on, act } = local
const BIWEEKLY = 'RRULE:FREQ=WEEKLY;INTERVAL=2'

const miaVera = meetingOf('Mia and Vera', 'zoe')

const mia: Chapter = {
  pair: ['mia', 'vera'],
  cases: [
    'scheduled by an assistant',
    'handed over to another organizer',
    'all-day vacation',
    'public holiday',
  ],
  local,
  minutes: 30,
  before: (story) => {
    story.createEvent(addressOf('vera'), {
      summary: 'Vacation',
      start: day('Mon 16 Mar'),
      end: day('Sat 21 Mar'),
      allDay: true,
    })
    story.createEvent(addressOf('zoe'), {
      iCalUID: miaVera,
      summary: 'Vera / Mia',
      start: on('Mon 5 Jan 15:00'),
      recurrence: WEEKLY,
      organizerAttends: false,
      guests: ['vera', 'mia'].map((name) => ({ email: addressOf(name), responseStatus: 'accepted' })),
    })
  },
  acts: [
    act('Mon 23 Mar 18:30', 'Zoe hands the 1-on-1 of Mia and Vera over to Mia; her own copy goes', (story) =>
      story.changeOrganizer(miaVera, addressOf('mia'), { leavesOld: true }),
    ),
  ],
  slots: `
    Mon  2 Mar 15:00 held | agenda Mon 2 Mar 08:00
    Mon  9 Mar 15:00 held | agenda Mon 9 Mar 08:00
    Mon 16 Mar 15:00 excused (absence)
    Mon 23 Mar 15:00 held | agenda Mon 23 Mar 08:00
    Mon 30 Mar 15:00 held | agenda Mon 30 Mar 08:00
    Mon  6 Apr 15:00 excused (holiday)`,
}

const zoe: Chapter = {
  pair: ['zoe', 'vera'],
  cases: ['agenda on the evening before', 'agenda to one who is away'],
  local,
  minutes: 30,
  before: () => {},
  acts: [
    act(
      'Thu 5 Mar 10:00',
      'Vera starts a weekly series with Zoe, early on Mondays',
      invite(local, 'Zoe and Vera', 'vera', {
        summary: 'Vera / Zoe',
        guest: 'zoe',
        start: on('Mon 9 Mar 08:30'),
        recurrence: WEEKLY,
      }),
    ),
  ],
  // On Monday at eight only half an hour is left. Vera is away on Friday the 20th, and back too late for hers.
  slots: `
    Mon  9 Mar 08:30 held | agenda Fri 6 Mar 17:00
    Mon 16 Mar 08:30 excused (absence)
    Mon 23 Mar 08:30 held | agenda zoe Fri 20 Mar 17:00 | no agenda vera
    Mon 30 Mar 08:30 held | agenda Fri 27 Mar 17:00
    Mon  6 Apr 08:30 excused (holiday)
    Mon 13 Apr 08:30 upcoming | agenda Fri 10 Apr 17:00`,
}

const noahVera = meetingOf('Noah and Vera', 'vera')

const noah: Chapter = {
  pair: ['noah', 'vera'],
  cases: ['clock change for one of the two', 'others joined'],
  local,
  minutes: 45,
  before: invite(local, 'Noah and Vera', 'vera', {
    summary: 'Noah / Vera',
    guest: 'noah',
    start: on('Tue 6 Jan 15:00'),
    minutes: 45,
    recurrence: WEEKLY,
  }),
  acts: [
    act('Fri 20 Mar 15:00', "Noah asks a customer to join Tuesday's 1-on-1 with Vera", (story) =>
      story.changeInstance(noahVera, on('Tue 24 Mar 15:00'), { addGuests: [CUSTOMER] }),
    ),
  ],
  // 9:00 in New York, 10:00 from 8 to 28 March. Vera is on vacation on the 17th.
  slots: `
    Tue  3 Mar 15:00 held
    Tue 10 Mar 15:00 held
    Tue 17 Mar 15:00 excused (absence)
    Tue 24 Mar 15:00 excluded (others-joined)
    Tue 31 Mar 15:00 held
    Tue  7 Apr 15:00 held | agenda noah Mon 6 Apr 15:00 | agenda vera Tue 7 Apr 08:00`,
}

const kolkata = inZone(KOLKATA)

const priya: Chapter = {
  pair: ['priya', 'vera'],
  cases: ['every two weeks', 'clock change for one of the two', 'moved within the rule'],
  local: kolkata,
  minutes: 30,
  before: invite(kolkata, 'Priya and Vera', 'priya', {
    summary: 'Priya – Vera',
    guest: 'vera',
    start: kolkata.on('Wed 7 Jan 14:00'),
    recurrence: BIWEEKLY,
  }),
  acts: [
    kolkata.act(
      'Mon 30 Mar 17:00',
      "Priya's calendar app moves Wednesday's 1-on-1 with Vera (EXDATE and RDATE)",
      (story) =>
        story.editSeries(meetingOf('Priya and Vera', 'priya'), {
          recurrence: [
            BIWEEKLY,
            'EXDATE;TZID=Asia/Kolkata:20260401T140000',
            'RDATE;TZID=Asia/Kolkata:20260402T150000',
          ],
        }),
    ),
  ],
  slots: `
    Wed  4 Mar 14:00 held
    Wed 18 Mar 14:00 excused (absence)
    Wed  1 Apr 14:00 → Thu 2 Apr 15:00 held moved`,
}

const jack: Chapter = {
  pair: ['jack', 'vera'],
  cases: ['infrequent by rule', 'monthly', 'agenda waits for the morning'],
  local,
  minutes: 30,
  before: invite(local, 'Jack and Vera', 'vera', {
    summary: 'Jack / Vera',
    guest: 'jack',
    start: on('Thu 5 Feb 08:00'),
    recurrence: 'RRULE:FREQ=MONTHLY;BYDAY=1TH',
  }),
  acts: [],
  // Wednesday 08:00 is 18:00 in Melbourne, in April 17:00: Jack, who works until then, gets his agenda at 08:00 of the next
  // morning there.
  slots: `
    Thu  5 Mar 08:00 held | agenda vera Wed 4 Mar 08:00 | agenda jack Wed 4 Mar 22:00
    Thu  2 Apr 08:00 held | agenda vera Wed 1 Apr 08:00 | agenda jack Wed 1 Apr 23:00`,
  // The first Monday, 08:00 in Berlin and in Melbourne.
  mails: `
    infrequent vera Mon 2 Mar 08:00
    infrequent jack Sun 1 Mar 22:00`,
}

const ann: Chapter = {
  pair: ['ann', 'vera'],
  cases: ['skip-level', 'infrequent peers'],
  local,
  minutes: 30,
  before: invite(local, 'Ann and Vera', 'vera', {
    summary: 'Skip-level Ann',
    guest: 'ann',
    start: on('Fri 16 Jan 10:00'),
    recurrence: 'RRULE:FREQ=WEEKLY;INTERVAL=4',
  }),
  acts: [],
  slots: `
    Fri 13 Mar 10:00 held
    Fri 10 Apr 10:00 held`,
}

const miaPriya = meetingOf('Mia and Priya', 'mia')

const managers: Chapter = {
  pair: ['mia', 'priya'],
  cases: ['peers', 'skipped by peers', 'cancelled and restored'],
  local,
  minutes: 30,
  before: invite(local, 'Mia and Priya', 'mia', {
    summary: 'Mia / Priya',
    guest: 'priya',
    start: on('Thu 8 Jan 09:00'),
    recurrence: WEEKLY,
  }),
  acts: [
    act('Fri 6 Mar 12:00', "Mia cancels Thursday's talk with Priya", (story) =>
      story.cancelInstance(miaPriya, on('Thu 12 Mar 09:00')),
    ),
    act('Mon 9 Mar 09:00', "Mia thinks again: Thursday's talk with Priya stands", (story) =>
      story.restoreInstance(miaPriya, on('Thu 12 Mar 09:00')),
    ),
    act('Tue 17 Mar 16:30', "Mia cancels Thursday's talk with Priya, her peer", (story) =>
      story.cancelInstance(miaPriya, on('Thu 19 Mar 09:00')),
    ),
  ],
  slots: `
    Thu  5 Mar 09:00 held
    Thu 12 Mar 09:00 held
    Thu 19 Mar 09:00 skipped (cancelled)
    Thu 26 Mar 09:00 held
    Thu  2 Apr 09:00 held
    Thu  9 Apr 09:00 held`,
}

export const board: Chapter[] = [mia, zoe, noah, priya, jack, ann, managers]
