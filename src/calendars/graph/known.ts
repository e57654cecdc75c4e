// A row of what Microsoft says and what we say: when it fits, whom it concerns, the way out.

import type { Trouble } from '../trouble.ts'
import type { Answer } from './answer.ts'
import type { Asked, Asker } from './trouble.ts'

export interface Known extends Pick<Trouble, 'kind'> {
  when: (answer: Answer, asked: Asked, by: Asker) => boolean
  cause: Words
  wayOut?: Words
}

export type Words = string | ((asked: Asked, by: Asker) => string)
export type When = Known['when']

export const coded =
  (...codes: string[]): When =>
  ({ code }) =>
    codes.includes(code)
export const aadsts = (...numbers: number[]): When => coded(...numbers.map((number) => `AADSTS${number}`))
export const ofPerson =
  (when: When): When =>
  (answer, asked, by) =>
    by.key.kind === 'person' && when(answer, asked, by)
export const ofCalendar =
  (when: When): When =>
  (answer, asked, by) =>
    asked.concerns === 'calendar' && when(answer, asked, by)

export const CONSENT = 'Connect the calendar again: its owner signs in at Microsoft and allows it once more.'
