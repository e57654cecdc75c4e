// Does a stored row lie within the window that a reading was for? Only then its absence there tells that it is gone (S3).
import { plan } from '../../domain/recurrence.ts'
import { RuleError } from '../../domain/rule.ts'
import type { Span } from '../../domain/types.ts'
import type { Body } from '../tables.ts'

type Placed = Pick<Body, 'kind' | 'span' | 'recurrence' | 'zone'>

/** A series does with each of its dates; one whose rule cannot be read does not: nothing is inferred of it. */
export function liesWithin(window: Span | null, { kind, span, recurrence, zone }: Placed): boolean {
  if (window === null || span === null) return true
  if (kind !== 'master' || recurrence === null) return span.start >= window.start && span.start < window.end
  try {
    return plan(recurrence, span.start, zone ?? 'UTC', window).on.length > 0
  } catch (error) {
    if (error instanceof RuleError) return false
    throw error
  }
}
