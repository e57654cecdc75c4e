// The Monday digests of the six weeks: each manager's, Monday at eight of theirs.
import type { ExpectedMail } from './expected.ts'
import { addressOf, BERLIN, KOLKATA, MELBOURNE, NEW_YORK } from './people.ts'
import { inZone } from './when.ts'

const MONDAYS = ['Mon 2 Mar', 'Mon 9 Mar', 'Mon 16 Mar', 'Mon 23 Mar', 'Mon 30 Mar', 'Mon 6 Apr']
/** Easter Monday is no working day in Berlin. */
const BERLINS = [...MONDAYS.slice(0, 5), 'Tue 7 Apr']

export function digests(): ExpectedMail[] {
  return [
    // Back from her vacation only when the digest of that week has expired.
    ...of('vera', BERLIN, ...BERLINS.filter((day) => day !== 'Mon 16 Mar')),
    ...of('mia', BERLIN, ...BERLINS),
    ...of('noah', NEW_YORK, ...MONDAYS),
    ...of('priya', KOLKATA, ...MONDAYS),
    ...of('jack', MELBOURNE, ...MONDAYS),
    // Rosa reports to her from 23 March on, and their series begins the day after.
    ...of('pia', NEW_YORK, 'Mon 30 Mar', 'Mon 6 Apr'),
  ]
}

function of(manager: string, zone: string, ...days: string[]): ExpectedMail[] {
  return days.map((day) => {
    const at = inZone(zone).on(`${day} 08:00`)
    return { kind: 'digest', to: addressOf(manager), about: [], slots: [], at, until: at }
  })
}
