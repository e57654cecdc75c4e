// Titles: veto words (W5), absence words, and when two titles of a habit are the same (H).

const cache = new Map<string, RegExp>()

/** One of the words stands in the title as a whole word, in any case. */
export function hasWord(title: string, words: readonly string[]): boolean {
  if (words.length === 0 || title === '') return false
  const key = words.join('\n')
  let pattern = cache.get(key)
  if (!pattern) {
    const any = words.map((word) => word.trim().replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).filter(Boolean)
    pattern = new RegExp(`(?<![\\p{L}\\p{N}])(?:${any.join('|') || '(?!)'})(?![\\p{L}\\p{N}])`, 'iu')
    if (cache.size > 100) cache.clear()
    cache.set(key, pattern)
  }
  return pattern.test(title)
}

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
