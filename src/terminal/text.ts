// Text from calendars made safe and fit for a terminal: no control characters, no line breaks, a width in columns.
import { stripVTControlCharacters } from 'node:util'
import stringWidth from 'string-width'

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** One line without control characters; what turns the direction of text is taken out, so that columns hold. */
export function plain(text: string): string {
  return stripVTControlCharacters(text)
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replace(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '')
    .trim()
}

/** How wide a terminal is; one that does not know says nothing, or 0. */
export const columnsOf = ({ columns }: { columns?: number }, otherwise: number): number =>
  columns || otherwise

/** Cut or filled up to exactly `width` columns. */
export function column(text: string, width: number): string {
  const cut = clipped(text, width)
  return cut + ' '.repeat(Math.max(0, width - stringWidth(cut)))
}

/** At most `width` columns; an ellipsis stands for what was cut. */
export function clipped(text: string, width: number): string {
  const line = plain(text)
  if (stringWidth(line) <= width) return line
  let cut = ''
  for (const { segment } of graphemes.segment(line)) {
    if (stringWidth(cut + segment) > width - 1) break
    cut += segment
  }
  return `${cut}…`
}

/** Words on lines of at most `width` columns. */
export function wrapped(text: string, width: number): string[] {
  const lines: string[] = []
  for (const word of plain(text).split(/\s+/)) {
    const last = lines.at(-1)
    if (last !== undefined && stringWidth(last) + 1 + stringWidth(word) <= width)
      lines[lines.length - 1] = `${last} ${word}`
    else lines.push(clipped(word, width))
  }
  return lines
}
