// $filter of people, in the forms that a reader of a company needs: `property eq value`, joined by `and`.
import { invalidFilter } from '../errors.ts'
import type { User } from './render.ts'

/** @throws GraphRefusal 400 for a filter that cannot be read */
export function filterOf(text: string | undefined): (user: User) => boolean {
  const clauses = text === undefined ? [] : text.split(/\s+and\s+/i).map(clauseOf)
  return (user) => clauses.every((holds) => holds(user))
}

function clauseOf(text: string): (user: User) => boolean {
  const [, name, operator, quoted, plain] =
    /^\s*(\w+)\s+(eq|ne)\s+(?:'((?:[^']|'')*)'|(true|false|null))\s*$/i.exec(text) ?? []
  if (name === undefined) throw invalidFilter(`Invalid filter clause: ${text}`)
  const value = quoted === undefined ? JSON.parse(plain!.toLowerCase()) : quoted.replaceAll("''", "'")
  const wanted = operator!.toLowerCase() === 'eq'
  return (user) => {
    if (!(name in user)) throw invalidFilter(`Invalid filter clause: no property '${name}'.`)
    const own = user[name]
    const fits =
      typeof own === 'string' && typeof value === 'string'
        ? own.toLowerCase() === value.toLowerCase()
        : own === value
    return fits === wanted
  }
}
