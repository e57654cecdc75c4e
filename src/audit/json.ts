// The audit as JSON: the shape that docs/audit.md promises to scripts.
import type { Series, Slot } from '../domain/judgement.ts'
import { type Audit, type Audited, isIn, type Request } from './audit.ts'
import type { Problem } from './input.ts'

/** All instants in UTC, without fractions of a second. */
export function auditJson({ pairs, notWatched }: Audit, request: Request, problems: readonly Problem[]) {
  const { now, window, policy } = request
  return {
    now: iso(now),
    from: iso(window.start).slice(0, 10),
    to: iso(window.end - 1).slice(0, 10),
    policy,
    pairs: pairs.map((pair) => pairJson(pair, request)),
    notWatched,
    problems,
  }
}

function pairJson({ judgement }: Audited, { window }: Request) {
  const { people, manager, infrequent, series, slots } = judgement
  const listed = slots.filter(({ original }) => isIn(original, window))
  return {
    people,
    manager,
    flags: infrequent ? ['infrequent'] : [],
    series: series
      .filter(({ key, ended }) => !ended || listed.some((slot) => slot.series === key))
      .map(seriesJson),
    slots: listed.map(slotJson),
  }
}

function seriesJson({ title, cadenceDays, ended }: Series) {
  return { title, cadenceDays, ended }
}

function slotJson({ original, start, end, state, moved, flags, reasons }: Slot) {
  const minutes = Math.round((end - start) / 60_000)
  return { slot: iso(original), start: iso(start), end: iso(end), minutes, state, moved, flags, reasons }
}

function iso(instant: number): string {
  return new Date(instant).toISOString().replace(/\.\d+Z$/, 'Z')
}
