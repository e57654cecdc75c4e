// Meetings that are nobody's 1-on-1, and the reason why (W): they must bring no slot and no mail.
import type { Refusal } from '../../domain/judgement.ts'
import type { EventPlan } from '../world/plans.ts'
import { type Bystander, WEEKLY } from './chapter.ts'
import { addressOf, BERLIN, CUSTOMER, EVERYBODY, KOLKATA, NEW_YORK } from './people.ts'
import { day, inZone } from './when.ts'

const berlin = inZone(BERLIN)
const newYork = inZone(NEW_YORK)
const kolkata = inZone(KOLKATA)

type Plan = Omit<EventPlan, 'summary' | 'guests'> & { guests?: string[] }

function bystander(title: string, reason: Refusal, organizer: string, plan: Plan): Bystander {
  const address = (name: string) => (name.includes('@') ? name : addressOf(name))
  const guests = plan.guests?.map(address) ?? []
  return {
    title,
    reason,
    // Who is a customer lives nowhere here: what they organize came by mail to guests at Google.
    before: (story) => {
      const where = organizer === CUSTOMER ? story.google : story
      where.createEvent(address(organizer), { ...plan, summary: title, guests })
    },
  }
}

export const bystanders: Bystander[] = [
  bystander('Team Mia', 'more-than-two', 'mia', {
    start: berlin.on('Mon 5 Jan 10:00'),
    recurrence: WEEKLY,
    guests: ['ann', 'ben', 'cleo', 'dan', 'eva', 'finn'],
  }),
  bystander('All hands', 'unknown', 'vera', {
    start: berlin.on('Wed 7 Jan 16:00'),
    recurrence: WEEKLY,
    guests: [EVERYBODY],
  }),
  bystander('Customer town hall', 'unknown', CUSTOMER, {
    start: kolkata.on('Thu 8 Jan 12:00'),
    recurrence: WEEKLY,
    guestsCanSeeOtherGuests: false,
    guests: ['priya', 'tara', 'uday'],
  }),
  bystander('Offsite', 'all-day', 'ann', {
    start: day('Thu 12 Mar'),
    end: day('Fri 13 Mar'),
    allDay: true,
    guests: ['ben'],
  }),
  bystander('Focus', 'not-a-meeting', 'ann', {
    start: berlin.on('Tue 6 Jan 13:00'),
    recurrence: WEEKLY,
    eventType: 'focusTime',
  }),
  bystander('Lunch', 'free', 'eva', {
    start: berlin.on('Tue 6 Jan 12:00'),
    recurrence: WEEKLY,
    transparency: 'transparent',
    guests: ['finn'],
  }),
  bystander('Interview debrief', 'vetoed', 'quinn', {
    start: newYork.on('Tue 6 Jan 16:00'),
    recurrence: WEEKLY,
    guests: ['rosa'],
  }),
  bystander('Noah / Lee', 'outside', 'noah', {
    start: newYork.on('Wed 7 Jan 14:00'),
    recurrence: WEEKLY,
    guests: [CUSTOMER],
  }),
  bystander('Pairing day', 'too-long', 'gita', {
    start: kolkata.on('Tue 6 Jan 09:00'),
    minutes: 300,
    recurrence: WEEKLY,
    guests: ['uday'],
  }),
  bystander('Coffee', 'not-recurring', 'gita', {
    start: kolkata.on('Tue 10 Mar 17:00'),
    guests: ['wren'],
  }),
]
