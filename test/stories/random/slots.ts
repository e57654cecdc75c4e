// Slots as they must be beside those that the service has.
import { isDeepStrictEqual } from 'node:util'
import type { Slot } from '../../../src/domain/judgement.ts'
import { type Instant, WEEK } from '../../../src/domain/types.ts'
import { expectedSlots, type Slots } from './expected.ts'
import type { Lived } from './lived.ts'

/** A line for each slot that is none of those it may be. */
export function wrongSlots(lived: Lived, expected: Slots, stored: Slots, now: Instant): string[] {
  const wrong = unequal([expected], stored, now)
  return wrong.length === 0 ? [] : unequal([expected, expectedSlots(lived, 'all along')], stored, now)
}

function unequal(allowed: readonly Slots[], stored: Slots, now: Instant): string[] {
  const all = [...allowed, stored]
  const pairs = new Set(all.flatMap((slots) => [...slots.keys()]))
  return [...pairs].sort().flatMap((pair) => {
    const near = all.map((slots) => nearOf(slots.get(pair), now))
    const originals = new Set(near.flatMap((slots) => [...slots.keys()]))
    return [...originals].sort().flatMap((original) => {
      const may = near.map((slots) => slots.get(original))
      const is = may.pop()
      if (may.some((one) => isDeepStrictEqual(one, is))) return []
      const must = may.map((one) => tell(one, is))
      return [
        `${pair} ${iso(original)}: must be ${[...new Set(must)].join(' or ')}, is ${tell(is, may.find(Boolean))}`,
      ]
    })
  })
}

function nearOf(slots: readonly Slot[] = [], now: Instant): Map<Instant, Slot> {
  const near = slots.filter(({ original }) => original <= now + 5 * WEEK)
  return new Map(near.map((slot) => [slot.original, slot]))
}

const iso = (at: Instant) => new Date(at).toISOString().slice(0, 16)

/** Of two slots only where they differ. */
function tell(slot: Slot | undefined, other: Slot | undefined): string {
  if (!slot) return 'none'
  const shown = Object.entries(slot).filter(
    ([name, value]) => !other || !isDeepStrictEqual(value, other[name as keyof Slot]),
  )
  return JSON.stringify(Object.fromEntries(shown), (name, value) =>
    ['original', 'start', 'end'].includes(name) ? iso(value) : value,
  )
}
