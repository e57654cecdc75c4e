// calendarView/delta: what changed in a window of one mailbox, round by round. Prefer headers are not in its links.
import { randomUUID } from 'node:crypto'
import type { Span } from '../../../domain/types.ts'
import type { PageQuirks } from '../../server/quirks.ts'
import { opened, sealed } from '../../server/sealed.ts'
import { isSeries } from '../company/items.ts'
import type { Item, Mailbox, Round } from '../company/shapes.ts'
import type { Query, Visit } from '../entrance.ts'
import { invalidQuery, malformedToken, syncStateNotFound } from '../errors.ts'
import { one, windowIn } from '../query.ts'
import { isException, render, renderBare, renderRemoved } from './render.ts'
import { entriesOf, instancesOf } from './view.ts'

interface Token {
  owner: string
  version: number
  span: Span
}

interface PageToken {
  owner: string
  round: string
  at: number
  /** The page before was left empty: this one is not. */
  wasEmpty: boolean
}

const UNSUPPORTED = ['$orderby', '$filter', '$select', '$expand', '$search', '$top', '$skip', '$count']
const KEPT_ROUNDS = 20

export function listDelta(visit: Visit, query: Query, quirks: PageQuirks) {
  refuseUnsupported(query)
  const { mailbox } = visit
  const skip = one(query, '$skiptoken')
  if (skip !== undefined) return page(visit, readPageToken(mailbox, skip), quirks)
  const delta = one(query, '$deltatoken')
  const known = delta === undefined ? null : readToken(mailbox, delta)
  const round = known
    ? begin(mailbox, known.span, known.version, quirks)
    : begin(mailbox, windowIn(query), null, quirks)
  return page(visit, { owner: mailbox.owner.id, round, at: 0, wasEmpty: false }, quirks)
}

function refuseUnsupported(query: Query): void {
  if (Object.keys(query).some((name) => UNSUPPORTED.includes(name.toLowerCase())))
    throw invalidQuery(
      "The following parameters are not supported with change tracking over the 'CalendarView' resource: '$orderby, $filter, $select, $expand, $search, $top'.",
    )
}

function begin(mailbox: Mailbox, span: Span, since: number | null, quirks: PageQuirks): string {
  const changed = [...mailbox.items.values()].filter(({ version }) => since === null || version > since)
  const told = changed.flatMap((item) => toldOf(item, span, since, quirks))
  const again = told.filter(() => quirks.happens('repeat'))
  const id = randomUUID()
  mailbox.rounds.set(id, { told: [...quirks.shuffled(told), ...again], span, version: mailbox.version })
  const [oldest] = mailbox.rounds.keys()
  if (mailbox.rounds.size > KEPT_ROUNDS && oldest !== undefined) mailbox.rounds.delete(oldest)
  return id
}

/** Only what may have been told before gets a tombstone; what left the window is gone as well. */
function toldOf(item: Item, span: Span, since: number | null, quirks: PageQuirks): Round['told'] {
  const within = item.removed ? [] : entriesOf(item, span)
  if (within.length > 0) return isSeries(item) ? series(item, span, since) : alive(within)
  if (since !== null && item.born <= since) return tombstones(item, span, quirks)
  return !item.removed && quirks.happens('outside') ? alive([{ item, original: null }]) : []
}

/**
 * The master, with all instances where the whole of it changed, else with the exceptions that did. An instance that is
 * gone is not told of.
 */
function series(item: Item, span: Span, since: number | null): Round['told'] {
  const isNew = since === null || item.seriesVersion > since
  const changed = instancesOf(item, span).filter(
    ({ original }) => isNew || (item.exceptions.get(original!)?.version ?? 0) > since,
  )
  return alive([{ item, original: null }, ...changed])
}

function tombstones(item: Item, span: Span, quirks: PageQuirks): Round['told'] {
  const instances = isSeries(item) && !quirks.happens('seriesByOne') ? instancesOf(item, span) : []
  return [{ item, original: null }, ...instances].map((entry) => ({ ...entry, removed: true }))
}

const alive = (entries: Omit<Round['told'][number], 'removed'>[]) =>
  entries.map((entry) => ({ ...entry, removed: false }))

function page(visit: Visit, token: PageToken, quirks: PageQuirks) {
  const { mailbox, prefer, root, user } = visit
  const round = mailbox.rounds.get(token.round)
  if (!round) throw syncStateNotFound()
  const rest = round.told.length - token.at
  const wanted = Math.min(prefer.pageSize ?? 10, rest)
  const size = rest <= 1 ? rest : quirks.size(wanted, !token.wasEmpty)
  const value = round.told.slice(token.at, token.at + size).flatMap((each) => rendered(visit, each))
  const link = `${root}/${user}/calendarView/delta`
  const context = { '@odata.context': `${root}/$metadata#Collection(event)` }
  if (size < rest) {
    const next: PageToken = { ...token, at: token.at + size, wasEmpty: size === 0 }
    return { ...context, '@odata.nextLink': `${link}?$skiptoken=${sealed(next)}`, value }
  }
  const done: Token = { owner: mailbox.owner.id, version: round.version, span: round.span }
  return { ...context, '@odata.deltaLink': `${link}?$deltatoken=${sealed(done)}`, value }
}

/** What went since the round began is left to the next one. */
function rendered({ mailbox, prefer }: Visit, { item, original, removed }: Round['told'][number]) {
  const entry = { item, original }
  if (removed) return [renderRemoved(entry, prefer)]
  if (item.removed || (original !== null && item.gone.has(original))) return []
  return original === null || isException(entry)
    ? [render(mailbox, entry, prefer)]
    : [renderBare(entry, prefer)]
}

/** @throws GraphRefusal 400 for a token that is damaged or another mailbox's; 410 for one that is too old */
function readToken(mailbox: Mailbox, text: string): Token {
  const token = opened<Token>(text)
  if (token?.version === undefined || token.owner !== mailbox.owner.id) throw malformedToken()
  if (token.version < mailbox.deadBefore) throw syncStateNotFound()
  return token
}

function readPageToken(mailbox: Mailbox, text: string): PageToken {
  const token = opened<PageToken>(text)
  if (token?.round === undefined || token.owner !== mailbox.owner.id) throw malformedToken()
  return token
}
