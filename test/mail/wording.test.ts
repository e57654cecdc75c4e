import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { called, isolated, oneLine, tidied, unlinked } from '../../src/mail/wording.ts'

describe('one line', () => {
  test.each([
    ['line breaks', 'Ada\r\nBcc: linus@example.com', 'Ada Bcc: linus@example.com'],
    ['line separators', 'Ada\u2028Grace\u0085Linus', 'Ada Grace Linus'],
    ['overriding marks', 'Ada\u202egnp.exe', 'Adagnp.exe'],
    ['emoji', 'Ada 👩‍💻 & 🇩🇪', 'Ada 👩‍💻 & 🇩🇪'],
    ['half an emoji', 'Ada \ud83d', 'Ada \ufffd'],
  ])('%s', (_what, given, line) => expect(oneLine(given)).toBe(line))

  test('cuts what is too long between characters as people count them', () => {
    expect(oneLine('👩‍💻'.repeat(50), 12)).toBe('👩‍💻👩‍💻…')
    expect(oneLine('a'.repeat(1_000_000))).toHaveLength(300)
  })

  test('is short, without controls and the same when done twice, whatever comes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 600 }), (text) => {
        const line = oneLine(text)
        expect(line.length).toBeLessThanOrEqual(300)
        expect(line).not.toMatch(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u)
        expect(oneLine(line)).toBe(line)
      }),
    )
  })
})

test.each([
  ['example.com', 'example\u200c.com'],
  ['linus@example.com', 'linus\u200c@example\u200c.com'],
  ['https://example.com', 'https\u200c:\u200c//example\u200c.com'],
  ['Ada Lovelace Jr.', 'Ada Lovelace Jr.'],
])('%s is no link', (given, text) => expect(unlinked(given)).toBe(text))

test.each([
  ['עדה', '\u2068עדה\u2069'],
  ['أدا (Ada)', '\u2068أدا (Ada)\u2069'],
  ['Ada', 'Ada'],
])('right-to-left text does not turn the sentence around: %s', (given, text) =>
  expect(isolated(given)).toBe(text),
)

test.each([
  ['Ada', 'Ada'],
  [null, 'ada@example.com'],
  [' \r\n', 'ada@example.com'],
])('somebody named %j is called %s', (name, words) =>
  expect(called({ name, address: 'ada@example.com' })).toBe(words),
)

test.each(['javascript:alert(1)', 'data:text/html,hi', 'mailto:linus@example.com'])(
  'a link never leads to %s',
  (url) => expect(() => tidied({ links: { primary: url } })).toThrow('A mail links to web pages only'),
)
