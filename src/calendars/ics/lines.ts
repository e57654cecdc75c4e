// Bytes of an iCalendar file become logical lines (RFC 5545 3.1): unfolded before decoding, since a fold may split a character.

export interface Line {
  text: string
  /** Number of its first physical line in the file, from 1. */
  line: number
}

const LF = 10
const CR = 13
const SPACE = 32
const TAB = 9

/**
 * Visits every line that is not empty. Line ends may be CRLF, LF, or CR alone.
 * @param onProgress is told the bytes done, about once a megabyte.
 */
export function eachLine(bytes: Buffer, visit: (line: Line) => void, onProgress?: (bytes: number) => void) {
  const eol = bytes.includes(LF) ? LF : CR
  let number = 0
  let told = 0
  let at = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0
  while (at < bytes.length) {
    const first = ++number
    let end = lineEnd(bytes, at, eol)
    let text: Buffer[] | null = null
    let begin = at
    while (isFolded(bytes, end + 1)) {
      text ??= []
      text.push(trimmed(bytes, begin, end))
      begin = end + 2
      end = lineEnd(bytes, begin, eol)
      number++
    }
    const last = trimmed(bytes, begin, end)
    const whole = text ? Buffer.concat([...text, last]) : last
    if (whole.length > 0) visit({ text: whole.toString('utf8'), line: first })
    at = end + 1
    if (onProgress && at - told > 1_000_000) {
      told = at
      onProgress(at)
    }
  }
  onProgress?.(bytes.length)
}

function lineEnd(bytes: Buffer, from: number, eol: number): number {
  const end = bytes.indexOf(eol, from)
  return end < 0 ? bytes.length : end
}

function isFolded(bytes: Buffer, at: number): boolean {
  return bytes[at] === SPACE || bytes[at] === TAB
}

function trimmed(bytes: Buffer, from: number, to: number): Buffer {
  let end = to
  while (end > from && bytes[end - 1] === CR) end--
  return bytes.subarray(from, end)
}
