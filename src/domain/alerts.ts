// Alerts (M): missed, short and infrequent, to who managed on the day and still does, and to the report.
import { addDays, atMinute, localDay, startOfDay } from './clock.ts'
import type { Infrequency, Slot } from './judgement.ts'
import {
  type AlertKind,
  isTooLate,
  type Plan,
  type PlannedMailing,
  pairKeyOf,
  slotSubject,
} from './planning.ts'
import { managerAt, roleOf } from './roles.ts'
import { catchUp, openMoment } from './timing.ts'
import { DAY, HOUR, type Instant, type Person } from './types.ts'

/** M2: how long an alert lives. */
const LIFETIME = 7 * DAY
const NOON = 12 * 60

/** The reminder of a skipped slot, null: none. */
export function planMissed(slot: Slot, plan: Plan): PlannedMailing | null {
  if (!slot.flags.includes('skipped')) return null
  const due = Math.max(alertTime(slot, plan), reportedAt(slot, plan))
  const subject = slotSubject(plan.context, slot.original)
  return slotAlert(slot, due, { kind: 'missed', reason: null, subject }, plan)
}

/** The alert for one slot that is shorter than its series, null: none. */
export function planShortened(slot: Slot, plan: Plan): PlannedMailing | null {
  if (!isShort(slot, 'shortened')) return null
  const subject = slotSubject(plan.context, slot.original)
  return slotAlert(slot, alertTime(slot, plan), { kind: 'short', reason: 'shortened', subject }, plan)
}

/**
 * Short by rule: one alert for each length, for its first short slot of the window whose alert can still reach the
 * recipient. None while another living series meets the minimum (W).
 */
export function planShortByRule(plan: Plan): PlannedMailing[] {
  const alerts = new Map<number, PlannedMailing>()
  for (const slot of plan.slots) {
    if (!isShort(slot, 'short-by-rule') || slot.original < plan.window.since) continue
    if (alerts.has(slot.seriesMinutes) || anotherIsLongEnough(slot, plan)) continue
    const subject = `${pairKeyOf(plan.context.people)} ${slot.seriesMinutes} min`
    const named = { kind: 'short', reason: 'short-by-rule', subject } as const
    const alert = slotAlert(slot, alertTime(slot, plan), named, plan)
    if (alert && !isTooLate(alert)) alerts.set(slot.seriesMinutes, alert)
  }
  return [...alerts.values()]
}

/** Infrequent: once per lapse, when it is noticed; not for a lapse that holds a skipped slot that was told already. */
export function planInfrequent(lapse: Infrequency, plan: Plan): PlannedMailing | null {
  const { person } = plan.recipient
  const noticed = noticedAt(lapse, plan)
  const subject = `${pairKeyOf(plan.context.people)} ${lapse.since}`
  const alert = scheduled(
    { kind: 'infrequent', reason: lapse.reason, subject, slot: null, day: lapse.since },
    { due: noticed, on: atMinute(lapse.since, NOON, person.zone), seen: -Infinity },
    plan,
  )
  if (!alert || hasEnded(lapse, alert.dueAt, plan)) return null
  const begin = beginOf(lapse, person)
  const within = plan.slots.filter(({ original }) => original >= begin && original < lapse.noticed)
  return within.some((slot) => wasTold(slot, alert.dueAt, plan)) ? null : alert
}

/** M2: by the time it would go, a meeting had ended the gap. */
function hasEnded({ reason, noticed }: Infrequency, dueAt: Instant, { judgement }: Plan): boolean {
  const met = [
    ...judgement.slots.filter(({ state }) => state === 'held'),
    ...judgement.oneOffs.filter((one) => one.met),
  ]
  return reason === 'gap' && met.some(({ start }) => start >= noticed && start < dueAt)
}

/** A gap holds what happened since they last met; if they never did, the first slot on the day before it too. */
function beginOf({ reason, since, lastMet }: Infrequency, { zone }: Person): Instant {
  if (reason === 'by-rule') return startOfDay(since, zone)
  return lastMet ?? startOfDay(addDays(since, -1), zone)
}

/** A lapse that was there before the service, or before the window of a replay, is noticed when that begins. */
function noticedAt({ noticed }: Infrequency, { context, window }: Plan): Instant {
  return Math.max(noticed, window.now === null ? window.since : (context.pairSeen ?? -Infinity))
}

/** Whether the recipient was told of a skipped slot before an instant: the reminder went out, or is planned to. */
function wasTold(slot: Slot, before: Instant, plan: Plan): boolean {
  const { context, recipient, window } = plan
  const went = context.settled.some(
    (one) =>
      one.kind === 'missed' && one.recipient === recipient.person.address && one.slot === slot.original,
  )
  if (went) return true
  const missed = planMissed(slot, plan)
  if (!missed || isTooLate(missed)) return false
  return missed.dueAt <= before && missed.dueAt >= (window.now ?? -Infinity)
}

interface Subject {
  kind: AlertKind
  reason: PlannedMailing['reason']
  subject: string
}

function slotAlert(slot: Slot, due: Instant, alert: Subject, plan: Plan): PlannedMailing | null {
  const { context, recipient, window } = plan
  const seen = context.firstSeen.get(slot.original) ?? window.now ?? -Infinity
  const day = localDay(slot.start, recipient.person.zone)
  return scheduled({ ...alert, slot: slot.original, day }, { due, on: slot.start, seen }, plan)
}

/** Within hours, and only where who managed `on` its day still does when it goes; their report gets one too (W). */
function scheduled(
  alert: Subject & Pick<PlannedMailing, 'slot' | 'day'>,
  { due, on, seen }: { due: Instant; on: Instant; seen: Instant },
  { recipient, context, window }: Plan,
): PlannedMailing | null {
  const open = (from: Instant) => openMoment(from, recipient)
  const letPass = Math.max(seen, context.alertsSince ?? -Infinity)
  const moment = catchUp({ dueAt: open(due), expiresAt: due + LIFETIME }, letPass, window, open)
  if (!moment) return null
  const manager = managerAt(on, context.people, context.management)
  if (manager === null || manager !== managerAt(moment.dueAt, context.people, context.management)) return null
  const [address, about] = [recipient.person.address, recipient.other.address]
  return { ...alert, recipient: address, about, role: roleOf(address, manager), ...moment }
}

function isShort(slot: Slot, why: 'short-by-rule' | 'shortened'): boolean {
  return slot.flags.includes('short') && slot.reasons.includes(why)
}

/** 24 h after the planned end: the last known one, where the slot had moved before it was called off. */
function alertTime(slot: Slot, { context }: Plan): Instant {
  return slot.end + context.policy.alertHoursAfter * HOUR
}

/** When somebody said that the two did not meet (V1): nobody can be told before. */
function reportedAt(slot: Slot, { context }: Plan): Instant {
  if (!slot.reasons.includes('reported')) return -Infinity
  const told = context.words.filter((word) => word.original === slot.original && word.said === 'not-met')
  return Math.max(-Infinity, ...told.map((word) => word.at))
}

function anotherIsLongEnough(slot: Slot, { judgement, context }: Plan): boolean {
  const enough = context.policy.minimumMinutes - context.policy.toleranceMinutes
  return judgement.series.some(
    (other) => other.key !== slot.series && !other.ended && other.minutes >= enough,
  )
}
