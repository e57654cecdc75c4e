// The numbers and words that a company may choose differently (docs/domain.md, Policy).
import type { WorkingHours } from './types.ts'

export interface Policy {
  minimumMinutes: number
  toleranceMinutes: number
  longestGapDays: number
  gapGraceDays: number
  promptHoursBefore: number
  recapMinutesAfter: number
  alertHoursAfter: number
  /** Used for people whose working hours are not known. */
  defaultHours: WorkingHours
  /** Minute of Monday, local. */
  digestMinute: number
  /** Whole words that keep a series from being watched (W5). */
  vetoWords: string[]
  /** Words in the title of an all-day event of one person alone that make it an absence. */
  absenceWords: string[]
  /** Addresses (or '@domain') of note-taking assistants, which are no people (W2). */
  assistants: string[]
}

export const defaultPolicy: Policy = {
  minimumMinutes: 30,
  toleranceMinutes: 0,
  longestGapDays: 14,
  gapGraceDays: 3,
  promptHoursBefore: 24,
  recapMinutesAfter: 15,
  alertHoursAfter: 24,
  defaultHours: { startMinute: 8 * 60, endMinute: 18 * 60, days: [1, 2, 3, 4, 5] },
  digestMinute: 8 * 60,
  vetoWords: ['interview'],
  absenceWords: [
    'vacation',
    'holiday',
    'holidays',
    'leave',
    'pto',
    'ooo',
    'out of office',
    'sick',
    'parental',
    'urlaub',
    'krank',
    'elternzeit',
    'congé',
    'congés',
    'vacances',
    'vacaciones',
    'ferie',
  ],
  assistants: [
    '@fireflies.ai',
    '@otter.ai',
    '@read.ai',
    '@fathom.video',
    '@tldv.io',
    '@grain.com',
    '@avoma.com',
  ],
}
