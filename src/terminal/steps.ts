// Steps of a test as lines of a terminal: a sign and words, then what to do and the raw message. Never told by colour alone.
import { styleText } from 'node:util'
import stringWidth from 'string-width'
import type { Style } from './signs.ts'
import { columnsOf, plain } from './text.ts'

/** What was tried or looked at, and how it went. 'noted', 'busy': nothing is broken, but it is good to know. */
export interface Told {
  name: string
  outcome: 'ok' | 'failed' | 'busy' | 'skipped' | 'noted'
  said: string
  wayOut?: string
  raw?: string
}

const SIGNS: Record<Told['outcome'], { sign: string; style: Style }> = {
  ok: { sign: '✓', style: 'green' },
  failed: { sign: '✗', style: 'red' },
  busy: { sign: '!', style: 'yellow' },
  skipped: { sign: '–', style: 'gray' },
  noted: { sign: '!', style: 'yellow' },
}

/** One line each where nobody watches; else as wide as the terminal, but no wider than reads well. */
export function printStep(told: Told, stream: NodeJS.WriteStream = process.stdout): void {
  const width = stream.isTTY ? Math.min(columnsOf(stream, 80), WIDEST) : Number.POSITIVE_INFINITY
  const paint = (style: Style, text: string) => styleText(style, text, { stream })
  stream.write(`${stepLines(told, width, paint).join('\n')}\n`)
}

const WIDEST = 100
const INDENT = '  '

export function stepLines(
  { name, outcome, said, wayOut, raw }: Told,
  width: number,
  paint: (style: Style, text: string) => string = (_style, text) => text,
): string[] {
  const { sign, style } = SIGNS[outcome]
  const [first = '', ...rest] = indented(`${name}: ${said}`, width)
  return [
    `${paint(style, sign)} ${first.trimStart()}`,
    ...rest,
    ...(wayOut ? indented(`→ ${wayOut}`, width) : []),
    ...(raw ? indented(`“${raw}”`, width).map((line) => paint('dim', line)) : []),
  ]
}

/** What does not fit on a line, an address or an id, is never cut: people copy it. */
function indented(text: string, width: number): string[] {
  const lines: string[] = []
  for (const word of plain(text).split(/\s+/)) {
    const last = lines.at(-1)
    if (last !== undefined && stringWidth(last) + 1 + stringWidth(word) <= width)
      lines[lines.length - 1] = `${last} ${word}`
    else lines.push(INDENT + word)
  }
  return lines
}
