// The people of a connection whose calendars are not watched, in words: who, why, since when, and what to do. Pure.
import { oneLine } from '../../mail/wording.ts'
import type { Standing } from '../../store/connections/standing.ts'
import type { Unwatched, UnwatchedPerson, Why } from '../../store/directory/unwatched.ts'

interface Words {
  /** As a link that narrows the list down. */
  label: string
  tone: 'trouble' | 'wait'
  word: string
  /** Null: it was chosen so, and all of them are changed at one place. */
  wayOut: string | null
}

const WHY: Record<Why, Words> = {
  unreadable: {
    label: 'cannot be read',
    tone: 'trouble',
    word: 'Cannot be read',
    wayOut: 'Nothing: it is tried again by itself.',
  },
  suspended: {
    label: 'suspended',
    tone: 'wait',
    word: 'Suspended',
    wayOut: 'Nothing: they are watched again once the directory says that they are active.',
  },
  'not-chosen': {
    label: 'not chosen',
    tone: 'wait',
    word: 'Not chosen',
    wayOut: null,
  },
  'left-out': {
    label: 'left out',
    tone: 'wait',
    word: 'Left out',
    wayOut: null,
  },
  deleted: { label: 'deleted', tone: 'wait', word: 'Deleted', wayOut: 'Nothing: their 1-on-1s ended.' },
}

const reasons = Object.keys(WHY) as Why[]

export const isWhy = (text: unknown): text is Why => typeof text === 'string' && Object.hasOwn(WHY, text)

export interface PeopleFacts {
  connection: Pick<Standing, 'id' | 'name' | 'kind'>
  unwatched: Unwatched
  why: Why | null
  /** Counts from 1. */
  page: number
  perPage: number
}

export function peopleView({ connection, unwatched, why, page, perPage }: PeopleFacts) {
  const { people, counts } = unwatched
  const all = reasons.reduce((sum, reason) => sum + counts[reason], 0)
  const many = why === null ? all : counts[why]
  const address = (one: Why | null, at: number) => {
    const query = [one && `why=${one}`, at > 1 && `page=${at}`].filter(Boolean).join('&')
    return `/connections/${connection.id}/people${query && `?${query}`}`
  }
  const filters = reasons.filter((reason) => counts[reason] > 0)
  return {
    title: `People not watched: ${oneLine(connection.name)}`,
    section: 'connections' as const,
    name: connection.name,
    many,
    isEmpty: all === 0,
    choice:
      counts['not-chosen'] + counts['left-out'] > 0
        ? `/connections/${connection.id}/${connection.kind}`
        : null,
    filters: [
      { label: 'all', many: all, address: address(null, 1), isChosen: why === null },
      ...filters.map((reason) => ({
        label: WHY[reason].label,
        many: counts[reason],
        address: address(reason, 1),
        isChosen: reason === why,
      })),
    ],
    people: people.map(personView),
    first: (page - 1) * perPage + 1,
    last: (page - 1) * perPage + people.length,
    earlier: page > 1 ? address(why, page - 1) : null,
    later: page * perPage < many ? address(why, page + 1) : null,
  }
}

function personView({ address, name, why, since, fault, nextTry }: UnwatchedPerson) {
  const { tone, word, wayOut } = WHY[why]
  return {
    address,
    name,
    tone,
    word,
    since,
    nextTry,
    cause: fault?.message ?? null,
    wayOut: fault?.wayOut ?? wayOut,
    raw: fault?.raw ?? null,
  }
}
