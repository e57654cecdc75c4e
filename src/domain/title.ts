// Titles: veto words (W5), absence words, and when two titles of a habit are the same (H).

const patterns = new Map<string, RegExp>()

/** One of the words stands in the title as a whole word, in any case. */
export function hasWord(title: string, words: readonly string[]): boolean {
  if (words.length === 0 || title === '') return false
  const key = words.join('\n')
  let pattern = patterns.get(key)
  if (!pattern) {
    pattern = patternOf(words)
    if (patterns.size > 100) patterns.clear()
    patterns.set(key, pattern)
  }
  return pattern.test(title.normalize())
}

function patternOf(words: readonly string[]): RegExp {
  const any = words.map((word) => word.normalize().trim()).filter((word) => word !== '')
  return new RegExp(any.map(wholeWord).join('|') || '(?!)', 'iu')
}

/** Beside a letter, its marks or a digit no word begins or ends. Scripts without spaces show no such borders. */
function wholeWord(word: string): string {
  const before = UNSPACED.test(word.at(0)!) ? '' : '(?<![\\p{L}\\p{M}\\p{N}])'
  const after = UNSPACED.test(word.at(-1)!) ? '' : '(?![\\p{L}\\p{M}\\p{N}])'
  return `${before}${word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}${after}`
}

const UNSPACED =
  /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}]/u

/** What is left of a title for H: lower case, without digits, punctuation, month and weekday names. */
export function titleKey(title: string): string {
  return title
    .toLowerCase()
    .split(/[^\p{L}\p{M}]+/u)
    .filter((word) => word !== '' && !calendarWords().has(word))
    .join(' ')
}

let names: Set<string> | undefined

/** Month and weekday names, long and short, in the languages people title meetings in. */
function calendarWords(): Set<string> {
  if (names) return names
  names = new Set()
  for (const locale of ['en', 'de', 'fr', 'es', 'it', 'nl', 'pt', 'sv', 'pl']) {
    for (const style of ['long', 'short'] as const) {
      const month = new Intl.DateTimeFormat(locale, { month: style, timeZone: 'UTC' })
      const weekday = new Intl.DateTimeFormat(locale, { weekday: style, timeZone: 'UTC' })
      for (let i = 0; i < 12; i++) addName(month.format(Date.UTC(2026, i, 15)))
      for (let i = 0; i < 7; i++) addName(weekday.format(Date.UTC(2026, 5, 1 + i)))
    }
  }
  return names
}

function addName(name: string) {
  const word = name.toLowerCase().replace(/[^\p{L}\p{M}]/gu, '')
  if (word.length > 2) names!.add(word)
}
