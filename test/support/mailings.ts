// Planned mails as short texts, so that a test reads as a table.

import type { Judgement } from '../../src/domain/judgement.ts'
import { planMailings } from '../../src/domain/mailings.ts'
import {
  isTooLate,
  liveWindow,
  type PlanContext,
  type PlannedMailing,
  type PlanWindow,
  replayWindow,
} from '../../src/domain/planning.ts'
import type { Instant } from '../../src/domain/types.ts'
import { at } from './judgement.ts'

/** All that the tests' March could see, as if everything had been known all the time. */
export const march: PlanWindow = replayWindow(at('2026-02-16 00:00'), at('2026-04-15 00:00'))

export const live = (now: string): PlanWindow => liveWindow(at(now))

/** '2026-03-02 09:00' in UTC. */
export const stamp = (instant: Instant): string =>
  new Date(instant).toISOString().slice(0, 16).replace('T', ' ')

/** 'agenda ada 2026-03-02 09:00', with 'too late' in place of a time for what will be dropped. */
export const line = (mailing: PlannedMailing): string =>
  `${mailing.kind} ${mailing.recipient.split('@')[0]} ${isTooLate(mailing) ? 'too late' : stamp(mailing.dueAt)}`

/** The mails of one kind (all: every kind), as lines. */
export function linesOf(
  kind: PlannedMailing['kind'] | 'all',
  judgement: Judgement,
  context: PlanContext,
  window: PlanWindow = march,
): string[] {
  const mailings = planMailings(judgement, context, window)
  return mailings.filter((mailing) => kind === 'all' || mailing.kind === kind).map(line)
}
