// Lists as people type them into a form: values, or a sentence that says which of them are none. Pure.
import type { Address } from '../../domain/types.ts'
import { counted, isDomain } from '../../domain/written.ts'

export interface Typed<T> {
  values: T[]
  problem: string | null
}

export const addresses = (text: string): Typed<Address> =>
  typed(
    words(text.toLowerCase()),
    (word) => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(word),
    'mail address',
    'mail addresses',
  )

export const domainNames = (text: string): Typed<string> =>
  typed(words(text.toLowerCase()), isDomain, 'domain', 'domains')

/** One a line: names of units may hold spaces and commas. */
export const unitPaths = (text: string): Typed<string> =>
  typed(
    lines(text),
    (line) => line.startsWith('/'),
    'path of a unit (it begins with /)',
    'paths of units (they begin with /)',
  )

/** Names of departments, one a line; as a choice holds them: each a unit that stands for itself. */
export const departments = (text: string): Typed<string> => {
  const named = typed(lines(text), (line) => !line.startsWith('/'), ...DEPARTMENT)
  return { ...named, values: named.values.map((name) => `/${name}`) }
}

const DEPARTMENT = ['department (its name stands alone)', 'departments (their names stand alone)'] as const

/** @param sentence what to say where nothing was typed */
export const some = <T>({ values, problem }: Typed<T>, sentence: string): Typed<T> => ({
  values,
  problem: problem ?? (values.length === 0 ? sentence : null),
})

/** @param sentence what to say where more than one was typed */
export const atMostOne = <T>({ values, problem }: Typed<T>, sentence: string): Typed<T> => ({
  values,
  problem: problem ?? (values.length > 1 ? sentence : null),
})

const words = (text: string): string[] => text.split(/[\s,;]+/)

const lines = (text: string): string[] => text.split(/[\r\n]+/).map((line) => line.trim())

const MOST_SHOWN = 3

function typed(parts: string[], fits: (part: string) => boolean, one: string, more: string): Typed<string> {
  const values = [...new Set(parts.filter(Boolean))]
  const wrong = values.filter((value) => !fits(value))
  if (wrong.length === 0) return { values, problem: null }
  const shown = wrong
    .slice(0, MOST_SHOWN)
    .map((value) => `“${value.slice(0, 60)}”`)
    .join(', ')
  if (wrong.length === 1) return { values, problem: `${shown} is no ${one}.` }
  const others = wrong.length - MOST_SHOWN
  const rest = others > 0 ? ` and ${counted(others, 'other', 'others')}` : ''
  return { values, problem: `${shown}${rest} are no ${more}.` }
}
