// Which mail is due to whom and when, for one pair (M): the service's plan and the replay of a past window alike.
import { planAgenda } from './agenda.ts'
import { planInfrequent, planMissed, planShortByRule, planShortened } from './alerts.ts'
import type { Infrequency, Judgement, Slot } from './judgement.ts'
import {
  type Plan,
  type PlanContext,
  type PlannedMailing,
  type PlanWindow,
  recipientsOf,
} from './planning.ts'
import { planRecap } from './recap.ts'
import { endingWithExpiry } from './timing.ts'
import { DAY, type Instant } from './types.ts'

/** No mail that still counts lies farther from its slot than this, whatever hours and holidays do. */
const FARTHEST = 21 * DAY

/**
 * The mailings of a pair that fall due in `window`, by due time, at most one per (kind, recipient, subject) (M1).
 * Settled ones are left out. One whose recipient is away until it has expired is due the moment after (`isTooLate`),
 * so that it is seen to be dropped (M2).
 */
export function planMailings(
  judgement: Judgement,
  context: PlanContext,
  window: PlanWindow,
): PlannedMailing[] {
  if (judgement.tooOften) return []
  const slots = judgement.slots.filter(({ mailed }) => mailed)
  return recipientsOf(context)
    .filter(({ person }) => !context.spared?.includes(person.address))
    .flatMap((recipient) => planFor({ recipient, judgement, slots, context, window }))
    .map(endingWithExpiry)
    .filter(({ dueAt }) => dueAt >= window.since && dueAt <= window.until && !hasLeft(dueAt, context))
    .sort(byDueTime)
}

function planFor(plan: Plan): PlannedMailing[] {
  const near = plan.slots.filter((slot) => isNear(slot, plan.window))
  const mailings = [
    ...near.flatMap((slot) => [planAgenda(slot, plan), planRecap(slot, plan)]),
    ...near.flatMap((slot) => [planMissed(slot, plan), planShortened(slot, plan)]),
    ...planShortByRule({ ...plan, slots: near }),
    ...lapsesOf(plan).map((lapse) => planInfrequent(lapse, plan)),
  ]
  return mailings.flatMap((mailing) => (mailing ? unsettled(mailing, plan.context) : []))
}

function isNear(slot: Slot, { since, until }: PlanWindow): boolean {
  return slot.end >= since - FARTHEST && slot.start <= until + FARTHEST
}

/** A lapse that is over is alerted no more, but a replay tells of each. */
function lapsesOf({ judgement, window }: Plan): Infrequency[] {
  if (window.now === null) return judgement.lapses
  return judgement.infrequent ? [judgement.infrequent] : []
}

/**
 * M1: what was settled is not planned again. An agenda or recap that went out for an earlier local day is repeated,
 * once, if the slot now lies on a later one: under a subject of its own.
 */
function unsettled(mailing: PlannedMailing, { settled }: PlanContext): PlannedMailing[] {
  const { kind, recipient } = mailing
  const find = (subject: string) =>
    settled.find((one) => one.kind === kind && one.recipient === recipient && one.subject === subject)
  const first = find(mailing.subject)
  if (!first) return [mailing]
  if (kind !== 'agenda' && kind !== 'recap') return []
  const again = `${mailing.subject} again`
  return first.day < mailing.day && !find(again) ? [{ ...mailing, subject: again }] : []
}

/** W3: from the day that one of the two left, mails drop and nobody is alerted. */
function hasLeft(dueAt: Instant, { people }: PlanContext): boolean {
  return people.some(({ leftAt }) => leftAt !== null && leftAt <= dueAt)
}

function byDueTime(a: PlannedMailing, b: PlannedMailing): number {
  return a.dueAt - b.dueAt || compare(nameOf(a), nameOf(b))
}

function nameOf({ recipient, kind, subject }: PlannedMailing): string {
  return `${recipient}\n${kind}\n${subject}`
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
