// The `query` of users.list: clauses of field, operator and value, all of which must hold.

import type { Company, Person } from '../company/shapes.ts'
import { badRequest } from '../errors.ts'
import { namesOf } from './render.ts'

type Clause = (person: Person) => boolean

/** @throws GoogleRefusal 400 for a clause that cannot be read, or a unit that does not exist */
export function searchOf(company: Company, query: string): Clause {
  const clauses = tokensOf(query).map((token) => clauseOf(company, token))
  return (person) => clauses.every((holds) => holds(person))
}

function tokensOf(query: string): string[] {
  const clause = /\s*((?:[^\s'"]|'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")+)\s*/y
  const tokens: string[] = []
  while (clause.lastIndex < query.length) {
    const found = clause.exec(query)
    if (!found) throw invalid()
    tokens.push(found[1]!)
  }
  return tokens
}

function clauseOf(company: Company, token: string): Clause {
  const [, field, operator, quoted] = /^([A-Za-z]+)([:=])(.+)$/s.exec(token) ?? []
  if (field === undefined) return anywhere(bare(token))
  const value = bare(quoted!)
  const texts = TEXTS[field]
  if (texts) return (person) => texts(person).some((text) => fits(text, operator!, value))
  if (operator === ':') throw invalid()
  if (field === 'orgUnitPath') return inUnit(company, value)
  if (field === 'directManager') return hasManager(value)
  const truth = TRUTHS[field]
  if (!truth || !/^(true|false)$/i.test(value)) throw invalid()
  return (person) => truth(person) === (value.toLowerCase() === 'true')
}

const emailsOf = ({ address, aliases }: Person) => [address, ...aliases]

const TEXTS: Record<string, (person: Person) => string[]> = {
  email: emailsOf,
  name: (person) => [namesOf(person).fullName],
  givenName: (person) => [namesOf(person).givenName],
  familyName: (person) => [namesOf(person).familyName],
}

const TRUTHS: Record<string, (person: Person) => boolean> = {
  isAdmin: ({ entry }) => entry.admin,
  isDelegatedAdmin: ({ entry }) => entry.delegatedAdmin,
  isSuspended: ({ suspended }) => suspended,
  isArchived: ({ entry }) => entry.archived,
}

/** `=` is the whole text, `:` a part of it, `:abc*` its beginning. */
function fits(text: string, operator: string, value: string): boolean {
  const [given, wanted] = [text.toLowerCase(), value.toLowerCase()]
  if (operator === '=') return given === wanted
  return wanted.endsWith('*') ? given.startsWith(wanted.slice(0, -1)) : given.includes(wanted)
}

function anywhere(value: string): Clause {
  return (person) => [namesOf(person).fullName, ...emailsOf(person)].some((text) => fits(text, ':', value))
}

/** A unit takes in the units below it. */
function inUnit(company: Company, unit: string): Clause {
  const isWithin = ({ entry }: Person) => unit === '/' || `${entry.unit}/`.startsWith(`${unit}/`)
  if (![...company.people.values()].some(isWithin))
    throw badRequest('Invalid Input: INVALID_OU_ID', 'invalid')
  return isWithin
}

function hasManager(value: string): Clause {
  return ({ entry }) => entry.relations.some((one) => one.type === 'manager' && fits(one.value, '=', value))
}

function bare(value: string): string {
  const [, quote, inner] = /^(['"])(.*)\1$/s.exec(value) ?? []
  return quote === undefined ? value : inner!.replace(/\\(.)/g, '$1')
}

const invalid = () => badRequest('Invalid Input: query', 'invalid')
