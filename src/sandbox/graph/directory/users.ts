// users, one by one, as a list and by delta: pages and tokens that nobody can read anything into.

import type { PageQuirks } from '../../server/quirks.ts'
import { opened, sealed } from '../../server/sealed.ts'
import type { Company, Person } from '../company/shapes.ts'
import type { Query } from '../entrance.ts'
import { badRequest, noResource, requestDenied, resyncRequired } from '../errors.ts'
import type { Grant } from '../oauth/tokens.ts'
import { list, one, refuseOthers, whole, withOption } from '../query.ts'
import { select } from '../select.ts'
import { filterOf } from './filter.ts'
import { principalName, renderUser, type User, usual } from './render.ts'

const LISTED = ['$select', '$expand', '$top', '$filter', '$skiptoken', '$count', '$orderby']

/** By id or user principal name. @throws GraphRefusal 404; 403 where a person asks for somebody else with User.Read */
export function getUser(
  company: Company,
  grant: Grant,
  key: string | undefined,
  query: Query,
  root: string,
): User {
  refuseOthers(query, ['$select', '$expand'])
  const person = key === undefined ? grant.person : userAt(company, key)
  if (!person) throw noResource(key ?? 'me')
  const isOther = grant.person !== null && grant.person !== person
  if (isOther && !grant.allowed.some((scope) => /\.All$/.test(scope))) throw requestDenied()
  return { '@odata.context': `${root}/$metadata#users/$entity`, ...told(company, person, query) }
}

export function getManager(company: Company, key: string, root: string): User {
  const person = userAt(company, key)
  if (!person) throw noResource(key)
  const manager = managerOf(company, person)
  if (!manager) throw noResource('manager')
  return { '@odata.context': `${root}/$metadata#directoryObjects/$entity`, ...manager }
}

export function listUsers(company: Company, query: Query, root: string, quirks: PageQuirks) {
  refuseOthers(query, LISTED)
  const fits = filterOf(one(query, '$filter'))
  const people = [...company.people.values()]
    .filter((person) => fits(renderUser(company, person)))
    .sort((a, b) => (a.id < b.id ? -1 : 1))
  const after = one(query, '$skiptoken') ?? ''
  const rest = people.filter(({ id }) => id > after)
  const wanted = Math.min(whole(query, '$top', 999) ?? 100, rest.length)
  const page = rest.slice(0, rest.length <= 1 ? rest.length : quirks.size(wanted, false))
  const link = `${root}/users?${withOption(query, '$skiptoken', page.at(-1)?.id ?? '')}`
  return {
    '@odata.context': `${root}/$metadata#users`,
    ...(page.length < rest.length ? { '@odata.nextLink': link } : {}),
    value: page.map((person) => told(company, person, query)),
  }
}

interface Token {
  since: number
  /** Of a page: what the round began with, and how far it came. */
  until: number | null
  at: number
  wanted: string[]
}

/** $expand means nothing here; `$select=manager` tells managers, and changes of them. */
export function usersDelta(company: Company, query: Query, root: string, quirks: PageQuirks) {
  const text = one(query, '$skiptoken') ?? one(query, '$deltatoken')
  const token = text === undefined ? begun(query) : readToken(company, text)
  const until = token.until ?? company.directoryVersion
  const all = changedSince(company, token, until)
  const size = all.length - token.at <= 1 ? 1 : quirks.size(Math.min(100, all.length - token.at), true)
  const value = all.slice(token.at, token.at + size)
  const at = token.at + size
  const next: Token =
    at < all.length ? { ...token, until, at } : { ...token, since: until, until: null, at: 0 }
  const [kind, name] =
    at < all.length ? ['@odata.nextLink', '$skiptoken'] : ['@odata.deltaLink', '$deltatoken']
  return {
    '@odata.context': `${root}/$metadata#users`,
    [kind!]: `${root}/users/delta?${name}=${sealed(next)}`,
    value,
  }
}

export function userAt(company: Company, key: string): Person | undefined {
  const asked = decodeURIComponent(key).toLowerCase()
  return [...company.people.values()].find(
    (person) => person.id === asked || principalName(company, person).toLowerCase() === asked,
  )
}

const TYPE = '#microsoft.graph.user'

function managerOf(company: Company, { entry }: Person): User | null {
  const manager = [...company.people.values()].find(({ id }) => id === entry.manager)
  return manager ? { '@odata.type': TYPE, ...select(renderUser(company, manager), usual, [], 'user') } : null
}

function told(company: Company, person: Person, query: Query): User {
  const wanted = list(query, '$select')
  const user = select(renderUser(company, person), wanted.length > 0 ? wanted : usual, ['manager'], 'user')
  const expanded = list(query, '$expand').map((each) => each.split('(')[0])
  const manager = expanded.includes('manager') ? managerOf(company, person) : null
  return manager ? { ...user, manager } : user
}

function begun(query: Query): Token {
  if (one(query, '$filter') !== undefined || one(query, '$top') !== undefined)
    throw badRequest('The request is not supported with change tracking.')
  return { since: 0, until: null, at: 0, wanted: list(query, '$select') }
}

function readToken({ directoryVersion }: Company, text: string): Token {
  const token = opened<Token>(text)
  if (token && token.since <= directoryVersion && Array.isArray(token.wanted)) return token
  throw resyncRequired()
}

function changedSince(company: Company, { since, wanted }: Token, until: number): User[] {
  const isIn = (version: number) => version > since && version <= until
  const here = [...company.people.values()].filter(
    ({ entry }) => isIn(entry.version) || (entry.version > until && since === 0),
  )
  const gone = since === 0 ? [] : company.leavers.filter(({ version }) => isIn(version))
  return [
    ...here.map((person) => changed(company, person, wanted, since)),
    ...gone.map(({ person }) => ({ id: person.id, '@removed': { reason: 'changed' } })),
  ]
}

function changed(company: Company, person: Person, wanted: string[], since: number): User {
  const plain = wanted.filter((name) => name !== 'manager')
  const user = select(renderUser(company, person), plain.length > 0 ? plain : usual, [], 'user')
  const { manager, formerManager, managerVersion } = person.entry
  if (!wanted.includes('manager') || managerVersion <= since) return user
  const removed =
    formerManager === null || since === 0
      ? []
      : [{ '@odata.type': TYPE, id: formerManager, '@removed': { reason: 'deleted' } }]
  const now = manager === null ? [] : [{ '@odata.type': TYPE, id: manager }]
  return removed.length + now.length === 0 ? user : { ...user, 'manager@delta': [...removed, ...now] }
}
