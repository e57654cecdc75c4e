// What agenda and recap have in common: one mail to one of the two about one slot (M1).
import { localDay } from './clock.ts'
import type { Slot } from './judgement.ts'
import { type Moment, type Plan, type PlannedMailing, slotSubject } from './planning.ts'
import { managerAt, roleOf } from './roles.ts'

export function aboutSlot(
  kind: 'agenda' | 'recap',
  slot: Slot,
  { recipient: { person, other }, context }: Plan,
  moment: Moment,
): PlannedMailing {
  return {
    kind,
    recipient: person.address,
    about: other.address,
    role: roleOf(person.address, managerAt(slot.start, context.people, context.management)),
    subject: slotSubject(context, slot.original),
    slot: slot.original,
    day: localDay(slot.start, person.zone),
    reason: null,
    ...moment,
  }
}
