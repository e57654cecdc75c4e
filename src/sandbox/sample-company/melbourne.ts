// Jack's team: their clocks go back on 5 April. A new time, parallel series, two ends, and an alert to one who is away. Jack
// and Kai are at Outlook; of a date that Jack calls off his own calendar keeps the name alone, which is removed (S1, S3).
import { type Chapter, invite, join, meetingOf, WEEKLY, word } from './chapter.ts'
import { addressOf, MELBOURNE, SYDNEY, TOKYO } from './people.ts'
import { inZone } from './when.ts'

const local = inZone(MELBOURNE)
const { on, act } = local

const kai: Chapter = {
  pair: ['kai', 'jack'],
  cases: ['new time for all', 'southern clock change', 'third person declined'],
  local,
  minutes: 30,
  before: invite(local, 'Kai and Jack', 'jack', {
    summary: 'Kai / Jack',
    guest: 'kai',
    start: on('Tue 6 Jan 10:00'),
    recurrence: WEEKLY,
  }),
  acts: [
    act('Thu 19 Mar 11:00', 'Jack moves all 1-on-1s with Kai to 14:00', (story) =>
      story.editSeries(meetingOf('Kai and Jack', 'jack'), { start: on('Tue 6 Jan 14:00') }),
    ),
    act('Fri 27 Mar 10:00', "Jack asks Hugo to join Tuesday's 1-on-1 with Kai; Hugo declines", (story) =>
      join(
        story,
        { id: meetingOf('Kai and Jack', 'jack'), original: on('Tue 31 Mar 14:00') },
        'hugo',
        'declined',
      ),
    ),
  ],
  slots: `
    Tue  3 Mar 10:00 held
    Tue 10 Mar 10:00 held
    Tue 17 Mar 10:00 held
    Tue 24 Mar 14:00 held
    Tue 31 Mar 14:00 held
    Tue  7 Apr 14:00 held`,
}

const sydney = inZone(SYDNEY)
const lenaJack = meetingOf('Lena and Jack', 'jack')
const checkIn = meetingOf('Lena and Jack on Mondays', 'jack')

const lena: Chapter = {
  pair: ['lena', 'jack'],
  cases: ['parallel series', 'alert waits for who is away'],
  local: sydney,
  minutes: 45,
  before: (story) => {
    const both = { guest: 'lena', recurrence: WEEKLY }
    const long = { ...both, summary: 'Lena / Jack', start: sydney.on('Thu 8 Jan 15:00'), minutes: 45 }
    const short = { ...both, summary: 'Quick check-in', start: sydney.on('Mon 5 Jan 11:00'), minutes: 20 }
    invite(sydney, 'Lena and Jack', 'jack', long)(story)
    invite(sydney, 'Lena and Jack on Mondays', 'jack', short)(story)
  },
  acts: [
    sydney.act('Fri 13 Mar 16:00', "Jack cancels Monday's quick check-in with Lena", (story) =>
      story.cancelInstance(checkIn, sydney.on('Mon 16 Mar 11:00')),
    ),
    sydney.act(
      'Wed 25 Mar 10:00',
      "Jack cancels tomorrow's 1-on-1 with Lena; on Friday he is away",
      (story) => {
        story.cancelInstance(lenaJack, sydney.on('Thu 26 Mar 15:00'))
        story.outOfOffice(addressOf('jack'), { start: on('Fri 27 Mar'), end: on('Sat 28 Mar') })
      },
    ),
  ],
  // Only the longer meeting is mailed about; Jack hears of the 26th when he is back.
  slots: `
    Mon  2 Mar 11:00 20 min held short (short-by-rule) | no mails
    Thu  5 Mar 15:00 held
    Mon  9 Mar 11:00 20 min held short (short-by-rule) | no mails
    Thu 12 Mar 15:00 held
    Mon 16 Mar 11:00 skipped (removed)
    Thu 19 Mar 15:00 held
    Mon 23 Mar 11:00 20 min held short (short-by-rule) | no mails
    Thu 26 Mar 15:00 skipped (removed) | missed lena Fri 27 Mar 15:45 | missed jack Mon 30 Mar 08:00
    Mon 30 Mar 11:00 20 min held short (short-by-rule) | no mails
    Thu  2 Apr 15:00 held
    Mon  6 Apr 11:00 20 min held short (short-by-rule) | no mails
    Thu  9 Apr 15:00 held`,
}

const hugo: Chapter = {
  pair: ['hugo', 'jack'],
  cases: ['series declined as a whole', 'no 1-on-1 planned any more', 'said not to have met'],
  local: sydney,
  minutes: 30,
  before: invite(sydney, 'Hugo and Jack', 'jack', {
    summary: 'Hugo / Jack',
    guest: 'hugo',
    start: sydney.on('Wed 7 Jan 16:00'),
    recurrence: WEEKLY,
  }),
  acts: [
    word(
      { people: ['hugo', 'jack'], by: 'hugo', said: 'not-met', original: sydney.on('Wed 11 Mar 16:00') },
      sydney.act('Wed 11 Mar 17:30', 'Hugo tells his page that he and Jack did not meet', () => {}),
    ),
    sydney.act('Mon 23 Mar 10:00', 'Hugo declines the whole series with Jack', (story) =>
      story.respond(addressOf('hugo'), meetingOf('Hugo and Jack', 'jack'), 'declined'),
    ),
  ],
  slots: `
    Wed  4 Mar 16:00 held
    Wed 11 Mar 16:00 skipped (reported) | agenda Tue 10 Mar 16:00 | recap Wed 11 Mar 16:45 | missed Thu 12 Mar 16:30
    Wed 18 Mar 16:00 held`,
}

const tokyo = inZone(TOKYO)

const yuki: Chapter = {
  pair: ['yuki', 'jack'],
  cases: ['series deleted by the organizer', 'no 1-on-1 planned any more', 'said to have met'],
  local: tokyo,
  minutes: 30,
  before: invite(tokyo, 'Yuki and Jack', 'jack', {
    summary: 'Yuki / Jack',
    guest: 'yuki',
    start: tokyo.on('Thu 8 Jan 11:00'),
    recurrence: WEEKLY,
  }),
  acts: [
    tokyo.act('Tue 10 Mar 15:00', "Jack cancels Thursday's 1-on-1 with Yuki", (story) =>
      story.cancelInstance(meetingOf('Yuki and Jack', 'jack'), tokyo.on('Thu 12 Mar 11:00')),
    ),
    word(
      { people: ['jack', 'yuki'], by: 'yuki', said: 'met', original: tokyo.on('Thu 12 Mar 11:00') },
      tokyo.act('Thu 12 Mar 15:00', 'Yuki tells her page that she and Jack met all the same', () => {}),
    ),
    tokyo.act('Fri 20 Mar 12:00', 'Jack deletes his series with Yuki', (story) =>
      story.cancelSeries(meetingOf('Yuki and Jack', 'jack')),
    ),
  ],
  slots: `
    Thu  5 Mar 11:00 held
    Thu 12 Mar 11:00 held (reported) | no agenda | recap Thu 12 Mar 15:00 at once
    Thu 19 Mar 11:00 held`,
}

export const melbourne: Chapter[] = [kai, lena, hugo, yuki]
