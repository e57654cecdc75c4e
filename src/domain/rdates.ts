// S8: an RDATE with no rule date on its day that fits a removed slot by R means that the slot moved there.
import { localDay } from './clock.ts'
import type { Draft } from './draft.ts'
import type { CalendarEvent } from './event.ts'
import { gapsAmong, standIns } from './standin.ts'
import type { Zone } from './types.ts'

/** Takes such RDATEs out of the drafts of a series and puts the slots that moved in place of the removed ones. */
export function moveToRdates(drafts: Draft[], master: CalendarEvent, zone: Zone) {
  const extra = extraDates(drafts, master, zone)
  if (extra.size === 0) return
  const planned = drafts.filter((draft) => !extra.has(draft.original))
  const gaps = gapsAmong(planned, ({ off }) => off === 'removed' || off === 'cancelled')
  for (const [original, start] of standIns([...extra], gaps)) {
    const at = drafts.findIndex((draft) => draft.original === start)
    const slot = drafts.findIndex((draft) => draft.original === original)
    drafts[slot] = { ...drafts[at]!, original }
    drafts.splice(at, 1)
  }
}

/** RDATEs that are on; a date that was taken out of the rule is no date on its day any more. */
function extraDates(drafts: readonly Draft[], { recurrence, span }: CalendarEvent, zone: Zone): Set<number> {
  const { dates, rules } = recurrence!
  if (dates.length === 0 || rules.length === 0) return new Set()
  const extra = new Set(dates.filter((date) => date !== span!.start))
  const own = drafts.filter(({ original, off }) => !off && !extra.has(original))
  const days = new Set(own.map(({ original }) => localDay(original, zone)))
  const lone = drafts.filter(
    ({ original, off }) => !off && extra.has(original) && !days.has(localDay(original, zone)),
  )
  return new Set(lone.map(({ original }) => original))
}
