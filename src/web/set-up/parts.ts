// A form told as data: its fields and choices with their words, and from what was typed to what a template shows. Pure.
import { counted } from '../../domain/written.ts'

export interface Field {
  name: string
  label: string
  /** Small, below it. */
  note?: string
  type?: 'text' | 'email' | 'date'
  /** An area of so many lines in place of one line. */
  rows?: number
  autocomplete?: string
  required?: boolean
  /** What is typed is shown to nobody, and never sent back. */
  secret?: boolean
  /** What it holds may also come as a file, under this name with `File` behind it. */
  file?: { label: string; accept: string }
}

/** One of several, some with fields of their own that show with it alone. */
export interface Choice {
  name: string
  legend: string
  choices: { value: string; label: string; fields?: Field[] }[]
}

export type Part = Field | Choice

/** What was typed, as it goes back into the form; and a sentence for each field that cannot be used. */
export interface Filled {
  typed: Record<string, string>
  problems: Record<string, string>
}

/** Every name of a form, in its order. */
export const namesOf = (parts: readonly Part[]): string[] =>
  parts.flatMap((part) => [part.name, ...fieldsIn(part).map(({ name }) => name)])

export const fieldsOf = (parts: readonly Part[]): Field[] =>
  parts.flatMap((part) => ('choices' in part ? fieldsIn(part) : [part]))

const fieldsIn = (part: Part): Field[] =>
  'choices' in part ? part.choices.flatMap(({ fields = [] }) => fields) : []

/** What was sent, for the names of a form: no others. Of a field that may be a file the file counts, if there is one. */
export function typedIn(parts: readonly Part[], sent: Record<string, unknown>): Filled['typed'] {
  const own = (name: string) => {
    const value = Object.hasOwn(sent, name) ? sent[name] : ''
    return typeof value === 'string' ? value : ''
  }
  return Object.fromEntries(namesOf(parts).map((name) => [name, own(`${name}File`).trim() || own(name)]))
}

/** @param kept names of secret fields that were given before and need not be given again */
export function formView(parts: readonly Part[], filled: Filled, kept: readonly string[] = []) {
  const wrong = namesOf(parts).filter((name) => Object.hasOwn(filled.problems, name))
  return {
    parts: parts.map((part) =>
      'choices' in part ? choiceView(part, filled, kept) : fieldView(part, filled, kept),
    ),
    summary:
      wrong.length === 0
        ? null
        : `${counted(wrong.length, 'field needs', 'fields need')} another look. Nothing was tested yet.`,
    wrong: wrong.map((name) => ({ name, problem: filled.problems[name] })),
  }
}

function choiceView({ name, legend, choices }: Choice, filled: Filled, kept: readonly string[]) {
  return {
    name,
    legend,
    problem: filled.problems[name] ?? null,
    choices: choices.map(({ value, label }) => ({
      ...{ value, label, name },
      checked: filled.typed[name] === value,
    })),
    fields: choices.flatMap(({ value, fields = [] }) =>
      fields.map((field) => ({ ...fieldView(field, filled, kept), only: `for-${value}` })),
    ),
  }
}

function fieldView(field: Field, { typed, problems }: Filled, kept: readonly string[]) {
  const { name, label, type = 'text', rows = null, autocomplete = 'off', file = null } = field
  const { required = false, secret = false } = field
  const problem = problems[name] ?? null
  const isKept = kept.includes(name)
  const note = [field.note, isKept ? KEPT : ''].filter(Boolean).join(' ') || null
  return {
    ...{ name, label, rows, autocomplete, file, note, problem },
    type: secret && rows === null ? 'password' : type,
    value: secret ? '' : (typed[name] ?? ''),
    required: required && !isKept,
    described: [note && `${name}-note`, problem && `${name}-problem`].filter(Boolean).join(' ') || null,
    choices: null,
    only: null,
  }
}

const KEPT = 'What you gave before is kept: leave this empty to use it.'
