// Noah's team: the clocks go forward on 8 March. Never answered, split, short by rule, a new manager, a leaver, an end.
// All at Outlook but Omar. Who calls off one date there takes it out of their calendar (S3); the organizer's copy speaks (S1).
import { type Chapter, invite, meetingOf, WEEKLY } from './chapter.ts'
import { addressOf, LONDON, NEW_YORK } from './people.ts'
import { inZone } from './when.ts'

const local = inZone(NEW_YORK)
const { on, act } = local

const omarNoah = meetingOf('Omar and Noah', 'noah')

const omar: Chapter = {
  pair: ['omar', 'noah'],
  cases: ['never answered', 'sees invitations only when answered', 'uninvited'],
  local,
  minutes: 30,
  before: invite(local, 'Omar and Noah', 'noah', {
    summary: 'Omar / Noah',
    guest: 'omar',
    answer: 'needsAction',
    start: on('Mon 5 Jan 11:00'),
    recurrence: WEEKLY,
  }),
  acts: [
    act('Thu 19 Mar 16:00', "Noah takes Omar off Monday's 1-on-1", (story) =>
      story.changeInstance(omarNoah, on('Mon 23 Mar 11:00'), { removeGuests: [addressOf('omar')] }),
    ),
  ],
  slots: `
    Mon  2 Mar 11:00 held (no-response) | agenda Mon 2 Mar 08:00
    Mon  9 Mar 11:00 held (no-response) | agenda Mon 9 Mar 08:00
    Mon 16 Mar 11:00 held (no-response) | agenda Mon 16 Mar 08:00
    Mon 23 Mar 11:00 skipped (uninvited) | missed Tue 24 Mar 11:30
    Mon 30 Mar 11:00 held (no-response) | agenda Mon 30 Mar 08:00
    Mon  6 Apr 11:00 held (no-response) | agenda Mon 6 Apr 08:00`,
}

const pia: Chapter = {
  pair: ['pia', 'noah'],
  cases: ['this and following'],
  local,
  minutes: 30,
  before: invite(local, 'Pia and Noah', 'noah', {
    summary: 'Pia / Noah',
    guest: 'pia',
    start: on('Tue 6 Jan 13:00'),
    recurrence: WEEKLY,
  }),
  acts: [
    act(
      'Mon 16 Mar 15:00',
      "Noah renames this and all following 1-on-1s with Pia; tomorrow's agenda is out",
      (story) => {
        const rest = { summary: 'Pia and Noah, going on' }
        const newer = story.splitSeries(meetingOf('Pia and Noah', 'noah'), on('Tue 17 Mar 13:00'), rest)
        // Outlook asks everybody anew.
        story.respond(addressOf('pia'), newer, 'accepted')
      },
    ),
  ],
  slots: `
    Tue  3 Mar 13:00 held
    Tue 10 Mar 13:00 held
    Tue 17 Mar 13:00 held
    Tue 24 Mar 13:00 held
    Tue 31 Mar 13:00 held
    Tue  7 Apr 13:00 held`,
}

const quinn: Chapter = {
  pair: ['quinn', 'noah'],
  cases: ['short by rule'],
  local,
  minutes: 25,
  before: invite(local, 'Quinn and Noah', 'noah', {
    summary: 'Quinn / Noah',
    guest: 'quinn',
    start: on('Wed 7 Jan 10:00'),
    minutes: 25,
    recurrence: WEEKLY,
  }),
  acts: [],
  slots: `
    Wed  4 Mar 10:00 held short (short-by-rule) | short Thu 5 Mar 10:25
    Wed 11 Mar 10:00 held short (short-by-rule)
    Wed 18 Mar 10:00 held short (short-by-rule)
    Wed 25 Mar 10:00 held short (short-by-rule)
    Wed  1 Apr 10:00 held short (short-by-rule)
    Wed  8 Apr 10:00 held short (short-by-rule)`,
}

const rosaNoah = meetingOf('Rosa and Noah', 'noah')

const rosa: Chapter = {
  pair: ['rosa', 'noah'],
  cases: ['another manager since', 'peers'],
  local,
  minutes: 30,
  before: invite(local, 'Rosa and Noah', 'noah', {
    summary: 'Rosa / Noah',
    guest: 'rosa',
    start: on('Fri 9 Jan 11:00'),
    recurrence: WEEKLY,
  }),
  acts: [
    act('Thu 19 Mar 15:00', "Rosa declines tomorrow's 1-on-1 with Noah, her manager until Monday", (story) =>
      story.respond(addressOf('rosa'), { id: rosaNoah, original: on('Fri 20 Mar 11:00') }, 'declined'),
    ),
    act('Sun 22 Mar 12:00', 'The directory names Pia as manager of Rosa, from Monday on', (story) =>
      story.setManager(addressOf('rosa'), addressOf('pia')),
    ),
    act('Wed 1 Apr 15:00', "Noah, no more her manager, cancels Friday's talk with Rosa", (story) =>
      story.cancelInstance(rosaNoah, on('Fri 3 Apr 11:00')),
    ),
  ],
  // The reminder of 20 March would go on Monday: by then he is not her manager any more.
  slots: `
    Fri  6 Mar 11:00 held
    Fri 13 Mar 11:00 held
    Fri 20 Mar 11:00 skipped (declined) | agenda Thu 19 Mar 11:00
    Fri 27 Mar 11:00 held
    Fri  3 Apr 11:00 skipped (removed)
    Fri 10 Apr 11:00 held`,
}

const rosaPia: Chapter = {
  pair: ['rosa', 'pia'],
  cases: ['first meeting', 'another manager since'],
  local,
  minutes: 30,
  before: () => {},
  acts: [
    act(
      'Tue 24 Mar 10:00',
      'Pia, her new manager, starts a weekly series with Rosa',
      invite(local, 'Rosa and Pia', 'pia', {
        summary: 'Rosa / Pia',
        guest: 'rosa',
        start: on('Thu 26 Mar 15:00'),
        recurrence: WEEKLY,
      }),
    ),
  ],
  slots: `
    Thu 26 Mar 15:00 held
    Thu  2 Apr 15:00 held
    Thu  9 Apr 15:00 held`,
}

const sam: Chapter = {
  pair: ['sam', 'noah'],
  cases: ['left the company'],
  local,
  minutes: 30,
  before: invite(local, 'Sam and Noah', 'noah', {
    summary: 'Sam / Noah',
    guest: 'sam',
    start: on('Thu 8 Jan 10:00'),
    recurrence: WEEKLY,
  }),
  acts: [
    act('Tue 24 Mar 17:00', 'Sam leaves the company; the account is suspended', (story) =>
      story.suspend(addressOf('sam')),
    ),
  ],
  slots: `
    Thu  5 Mar 10:00 held
    Thu 12 Mar 10:00 held
    Thu 19 Mar 10:00 held`,
}

const london = inZone(LONDON)

const ivo: Chapter = {
  pair: ['ivo', 'noah'],
  cases: ['rule cut short', 'private', 'no 1-on-1 planned any more', 'clock change for one of the two'],
  local: london,
  minutes: 30,
  before: invite(london, 'Ivo and Noah', 'noah', {
    summary: 'Ivo, salary',
    visibility: 'private',
    guest: 'ivo',
    start: london.on('Tue 6 Jan 15:00'),
    recurrence: WEEKLY,
  }),
  acts: [
    london.act('Mon 16 Mar 17:00', 'Noah ends the series with Ivo after tomorrow', (story) =>
      story.endSeries(meetingOf('Ivo and Noah', 'noah'), london.on('Tue 24 Mar 15:00')),
    ),
  ],
  slots: `
    Tue  3 Mar 15:00 held
    Tue 10 Mar 15:00 held
    Tue 17 Mar 15:00 held`,
}

export const newYork: Chapter[] = [omar, pia, quinn, rosa, rosaPia, sam, ivo]
