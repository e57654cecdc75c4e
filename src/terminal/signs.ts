// What a slot looks like in a terminal: a sign for each, never told by colour alone.
import { styleText } from 'node:util'
import type { Slot } from '../domain/judgement.ts'

export type Style = Parameters<typeof styleText>[0]
/** A week's sign, from what matters most down; never told by colour alone. */
export const SIGNS: {
  sign: string
  means: string
  style: Style
  fits: (slot: Pick<Slot, 'state' | 'flags' | 'moved'>) => boolean
}[] = [
  { sign: '×', means: 'skipped', style: 'red', fits: (slot) => slot.state === 'skipped' },
  { sign: '?', means: 'unknown', style: 'gray', fits: (slot) => slot.state === 'unknown' },
  { sign: '▪', means: 'short', style: 'yellow', fits: (slot) => slot.flags.includes('short') },
  { sign: '∕', means: 'not a 1-on-1', style: 'gray', fits: (slot) => slot.state === 'excluded' },
  { sign: '○', means: 'excused', style: 'cyan', fits: (slot) => slot.state === 'excused' },
  { sign: '◐', means: 'moved', style: 'green', fits: (slot) => slot.moved },
  { sign: '●', means: 'held', style: 'green', fits: (slot) => slot.state === 'held' },
  { sign: '·', means: 'to come', style: 'dim', fits: (slot) => slot.state === 'upcoming' },
]

/** Only where the terminal has colours; NO_COLOR is respected. */
export function paint(style: Style, text: string): string {
  return styleText(style, text, { stream: process.stdout })
}

export const bold = (text: string) => paint('bold', text)
export const dim = (text: string) => paint('dim', text)

/** One sign for a week's slots; a blank where there are none. */
export function signOf(slots: readonly Pick<Slot, 'state' | 'flags' | 'moved'>[]): string {
  const sign = SIGNS.find(({ fits }) => slots.some(fits))
  return sign ? paint(sign.style, sign.sign) : ' '
}
