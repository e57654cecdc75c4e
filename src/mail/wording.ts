/** Text from calendars made safe to show: one line, no control characters, of bearable length, its direction contained. */

import type { Party } from './views.ts'

const LONGEST = 300
const BREAKS = /[\p{Cc}\p{Zl}\p{Zp}\s]+/gu
/** Marks that override or embed direction (UAX 9); left open they would turn our own sentence around. */
const DIRECTION_MARKS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g
const RIGHT_TO_LEFT =
  /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}]/u
const FIRST_STRONG_ISOLATE = '\u2068'
const POP_ISOLATE = '\u2069'
const ZERO_WIDTH_NON_JOINER = '\u200c'

/** One line of at most `longest` characters as a person counts them; emoji stay whole. */
export function oneLine(text: string, longest: number = LONGEST): string {
  const line = text.toWellFormed().replace(DIRECTION_MARKS, '').replace(BREAKS, ' ').trim()
  if (line.length <= longest) return line
  return `${firstGraphemes(line, longest - 1).trimEnd()}…`
}

/** Every string of a view in one line; links stay whole, but lead to web pages only. */
export function tidied<T>(view: T): T {
  return tidy(view, '') as T
}

function tidy(value: unknown, key: string): unknown {
  if (typeof value === 'string') return URL_KEYS.has(key) ? webAddress(value) : oneLine(value, lengthOf(key))
  if (Array.isArray(value)) return value.map((item) => tidy(item, key))
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, tidy(inner, name)]))
}

const URL_KEYS = new Set(['primary', 'url', 'thisKind', 'all'])
const LENGTHS = { name: 80, title: 120, steady: 80, with: 80, text: 500, raw: 1000, explanation: 600 }

const lengthOf = (key: string): number | undefined => (LENGTHS as Record<string, number>)[key]

function webAddress(url: string): string {
  const { protocol, href } = new URL(url)
  if (protocol !== 'https:' && protocol !== 'http:')
    throw new Error(`A mail links to web pages only, not to ${protocol}`)
  return href
}

function firstGraphemes(text: string, most: number): string {
  let kept = ''
  for (const { segment } of new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(text)) {
    if (kept.length + segment.length > most) break
    kept += segment
  }
  return kept
}

/** What a person is called: their name, else their address. */
export function called({ name, address }: Pick<Party, 'name' | 'address'>): string {
  return oneLine(name ?? '', LENGTHS.name) || oneLine(address, 100)
}

/** Right-to-left text inside our sentence, kept from reordering it (UAX 9, isolates). Other text stays as it is. */
export function isolated(text: string): string {
  return RIGHT_TO_LEFT.test(text) ? FIRST_STRONG_ISOLATE + text + POP_ISOLATE : text
}

/** The same text, which mail programs do not turn into a link ("example.com", an address, a scheme). */
export function unlinked(text: string): string {
  return text
    .replace(/(?<=[\p{L}\p{N}])(?=[.@:][\p{L}\p{N}/])/gu, ZERO_WIDTH_NON_JOINER)
    .replace(/:(?=\/\/)/g, `:${ZERO_WIDTH_NON_JOINER}`)
}
