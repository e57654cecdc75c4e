// Mia's team in Berlin, first half: moved, called off, replaced, reminded. The clocks go forward on 29 March.
import { type Chapter, invite, meetingOf, WEEKLY } from './chapter.ts'
import { addressOf, BERLIN, ROOM } from './people.ts'
import { inZone } from './when.ts'

const local = inZone(BERLIN)
const { on, act } = local

const annMia = meetingOf('Ann and Mia', 'mia')

const ann: Chapter = {
  pair: ['ann', 'mia'],
  cases: ['held', 'moved the same day', 'cancelled by the organizer', 'replaced in the same week', 'alias'],
  local,
  minutes: 30,
  before: invite(local, 'Ann and Mia', 'mia', {
    summary: 'Ann / Mia',
    guest: 'ann.meyer@example.com',
    start: on('Tue 6 Jan 10:00'),
    recurrence: WEEKLY,
  }),
  acts: [
    act('Mon 9 Mar 16:00', "Mia moves tomorrow's 1-on-1 with Ann to the afternoon", (story) =>
      story.moveInstance(annMia, on('Tue 10 Mar 10:00'), on('Tue 10 Mar 15:00')),
    ),
    act('Mon 16 Mar 15:00', "Mia cancels tomorrow's 1-on-1 with Ann; its agenda is out already", (story) =>
      story.cancelInstance(annMia, on('Tue 17 Mar 10:00')),
    ),
    act(
      'Fri 20 Mar 11:00',
      "Mia cancels next Tuesday's 1-on-1 with Ann and invites her for Thursday",
      (story) => {
        story.cancelInstance(annMia, on('Tue 24 Mar 10:00'))
        const instead = { summary: 'Ann and Mia, this week on Thursday', guest: 'ann' }
        invite(local, 'Ann and Mia on Thursday', 'mia', { ...instead, start: on('Thu 26 Mar 14:00') })(story)
      },
    ),
  ],
  slots: `
    Tue  3 Mar 10:00 held
    Tue 10 Mar 10:00 → Tue 10 Mar 15:00 held moved | agenda Mon 9 Mar 10:00
    Tue 17 Mar 10:00 skipped (cancelled) | agenda Mon 16 Mar 10:00 | missed Wed 18 Mar 10:30
    Tue 24 Mar 10:00 → Thu 26 Mar 14:00 held moved (cancelled, replaced)
    Tue 31 Mar 10:00 held
    Tue  7 Apr 10:00 held | agenda Tue 7 Apr 08:00`,
}

const benMia = meetingOf('Ben and Mia', 'mia')

const ben: Chapter = {
  pair: ['ben', 'mia'],
  cases: [
    "moved onto the next slot's day",
    'deleted from own calendar',
    'alerts in one mail',
    'moved onto a holiday',
  ],
  local,
  minutes: 30,
  before: invite(local, 'Ben and Mia', 'mia', {
    summary: 'Ben / Mia',
    guest: 'ben',
    start: on('Wed 7 Jan 10:00'),
    recurrence: WEEKLY,
  }),
  acts: [
    act('Tue 10 Mar 09:00', "Mia moves tomorrow's 1-on-1 with Ben by a week, beside the next one", (story) =>
      story.moveInstance(benMia, on('Wed 11 Mar 10:00'), on('Wed 18 Mar 14:00')),
    ),
    act('Tue 24 Mar 15:00', "Ben deletes tomorrow's 1-on-1 with Mia from his calendar", (story) =>
      story.deleteFromOwnCalendar(addressOf('ben'), { id: benMia, original: on('Wed 25 Mar 10:00') }),
    ),
    act('Mon 30 Mar 11:00', "Mia moves Wednesday's 1-on-1 with Ben onto Good Friday", (story) =>
      story.moveInstance(benMia, on('Wed 1 Apr 10:00'), on('Fri 3 Apr 10:00')),
    ),
  ],
  // Mia's reminder of 26 March waits for that of Eva, due at 13:45 (M4).
  slots: `
    Wed  4 Mar 10:00 held
    Wed 11 Mar 10:00 → Wed 18 Mar 14:00 held moved
    Wed 18 Mar 10:00 held
    Wed 25 Mar 10:00 skipped (declined) | agenda Tue 24 Mar 10:00 | missed ben Thu 26 Mar 10:30 | missed mia Thu 26 Mar 13:45
    Wed  1 Apr 10:00 → Fri 3 Apr 10:00 held moved | recap Tue 7 Apr 08:00
    Wed  8 Apr 10:00 held`,
}

const cleoMia = meetingOf('Cleo and Mia', 'mia')

const cleo: Chapter = {
  pair: ['cleo', 'mia'],
  cases: ['moved after the fact', 'cancelled after the fact', 'replaced after the reminder'],
  local,
  minutes: 30,
  before: invite(local, 'Cleo and Mia', 'mia', {
    summary: 'Cleo / Mia',
    guest: 'cleo',
    start: on('Thu 8 Jan 11:00'),
    recurrence: WEEKLY,
  }),
  acts: [
    act('Thu 12 Mar 13:00', 'Mia drags the 1-on-1 with Cleo, two hours past, to tomorrow', (story) =>
      story.moveInstance(cleoMia, on('Thu 12 Mar 11:00'), on('Fri 13 Mar 11:00')),
    ),
    act(
      'Thu 19 Mar 14:00',
      "Mia cancels this morning's 1-on-1 with Cleo, which did not take place",
      (story) => story.cancelInstance(cleoMia, on('Thu 19 Mar 11:00')),
    ),
    act('Tue 24 Mar 12:00', "Mia cancels Thursday's 1-on-1 with Cleo", (story) =>
      story.cancelInstance(cleoMia, on('Thu 26 Mar 11:00')),
    ),
    act(
      'Fri 27 Mar 15:00',
      'Reminded, Mia invites Cleo for Monday',
      invite(local, 'Cleo and Mia on Monday', 'mia', {
        summary: 'Catching up',
        guest: 'cleo',
        start: on('Mon 30 Mar 13:00'),
      }),
    ),
  ],
  slots: `
    Thu  5 Mar 11:00 held
    Thu 12 Mar 11:00 → Fri 13 Mar 11:00 held moved | agenda Wed 11 Mar 11:00 | recap Thu 12 Mar 11:45 | agenda again Thu 12 Mar 13:00 at once | recap again Fri 13 Mar 11:45
    Thu 19 Mar 11:00 skipped (cancelled) | agenda Wed 18 Mar 11:00 | recap Thu 19 Mar 11:45 | missed Fri 20 Mar 11:30
    Thu 26 Mar 11:00 → Mon 30 Mar 13:00 held moved (cancelled, replaced) | missed Fri 27 Mar 11:30 | agenda Mon 30 Mar 08:00
    Thu  2 Apr 11:00 held
    Thu  9 Apr 11:00 held`,
}

const danMia = meetingOf('Dan and Mia', 'mia')

const dan: Chapter = {
  pair: ['dan', 'mia'],
  cases: [
    'tentative',
    'declined by the report',
    'renamed to an interview',
    'unmoved exception',
    'gap already told',
  ],
  local,
  minutes: 30,
  before: invite(local, 'Dan and Mia', 'mia', {
    summary: 'Dan & Mia 1:1',
    guest: 'dan',
    start: on('Thu 8 Jan 14:00'),
    recurrence: WEEKLY,
  }),
  acts: [
    act('Mon 2 Mar 10:00', "Dan answers 'maybe' to Thursday's 1-on-1 with Mia", (story) =>
      story.respond(addressOf('dan'), { id: danMia, original: on('Thu 5 Mar 14:00') }, 'tentative'),
    ),
    act('Wed 11 Mar 09:00', "Dan declines tomorrow's 1-on-1 with Mia", (story) =>
      story.respond(addressOf('dan'), { id: danMia, original: on('Thu 12 Mar 14:00') }, 'declined'),
    ),
    act('Tue 17 Mar 11:00', "Mia turns Thursday's 1-on-1 with Dan into an interview", (story) =>
      story.changeInstance(danMia, on('Thu 19 Mar 14:00'), { summary: 'Interview: backend candidate' }),
    ),
    act('Mon 23 Mar 09:30', "Mia books the garden room for Thursday's 1-on-1 with Dan", (story) =>
      story.changeInstance(danMia, on('Thu 26 Mar 14:00'), { location: 'Garden', addGuests: [ROOM] }),
    ),
  ],
  // Dan works Monday to Thursday. From 5 to 26 March they do not meet, but of the skipped slot in it they were told.
  slots: `
    Thu  5 Mar 14:00 held
    Thu 12 Mar 14:00 skipped (declined) | missed mia Fri 13 Mar 14:30 | missed dan Mon 16 Mar 09:00
    Thu 19 Mar 14:00 excluded (vetoed)
    Thu 26 Mar 14:00 held
    Thu  2 Apr 14:00 held
    Thu  9 Apr 14:00 held`,
}

export const berlin: Chapter[] = [ann, ben, cleo, dan]
