// From how connections stand to the words of their page. Pure.
import { type Choice, departmentOf } from '../../domain/account.ts'
import { BUSY } from '../../domain/fault.ts'
import type { Instant } from '../../domain/types.ts'
import { counted } from '../../domain/written.ts'
import { companyOf, ownerOf } from '../../store/connections/options.ts'
import type { Standing } from '../../store/connections/standing.ts'
import { type Unread, unreadOf } from '../../store/connections/unread.ts'
import { SHRUNK } from '../../store/directory/directories.ts'
import type { Unwatched } from '../../store/directory/unwatched.ts'
import { kindName } from '../kinds.ts'
import type { KeyLine } from '../set-up/vendor.ts'

export interface ConnectionsFacts {
  standings: Standing[]
  /** Of the connections with a directory: how many people of it are not watched, by reason. */
  unwatched: ReadonlyMap<number, Unwatched['counts']>
  /** Of the same. */
  keys: ReadonlyMap<number, StoredKey>
  /** Services can push to us: people reach us by https. */
  pushing: boolean
  now: Instant
  /** What was done just now, told on top. */
  done: string | null
}

export interface StoredKey {
  /** What is to be known of it. */
  lines: KeyLine[]
  /** A link's words: where another one is given. */
  another: string
}

export function connectionsView(facts: ConnectionsFacts) {
  const { standings, done } = facts
  const connections = standings.map((standing) => connectionView(standing, facts))
  return {
    title: 'Connections',
    section: 'connections' as const,
    headline: headline(connections),
    done,
    connections,
  }
}

function headline(connections: { tone: string; troubles: Trouble[] }[]): string {
  const all = connections.length
  const broken = connections.filter(({ troubles }) => troubles.length > 0).length
  if (all === 0) return 'Connect a calendar'
  if (broken > 0 && all === 1) return 'The connection needs hands'
  if (broken > 0) return `${broken} of ${all} connections ${broken === 1 ? 'needs' : 'need'} hands`
  const what = ['The connection is', 'Both connections are'][all - 1] ?? `All ${all} connections are`
  return `${what} ${connections.some(({ tone }) => tone === 'wait') ? 'well so far' : 'well'}`
}

function connectionView(
  standing: Standing,
  { unwatched, keys, pushing, now }: Pick<ConnectionsFacts, 'unwatched' | 'keys' | 'pushing' | 'now'>,
) {
  const { id, name, since, kind, calendars, failing } = standing
  const company = companyOf(standing)
  const unread = unreadOf(standing, now)
  return {
    id,
    name,
    since,
    kindName: kindName(kind, ownerOf(standing)),
    chosen: company && choiceWords(company.choice, kind),
    leftOut: company?.leaveOut.length ?? 0,
    ...stateOf(standing, unread),
    troubles: unread.filter(({ needsHands }) => needsHands).map(troubleOf),
    passing: unread.filter(({ needsHands }) => !needsHands).map(troubleOf),
    hasDirectory: company !== null,
    isDoubted: standing.directoryFault?.code === SHRUNK,
    setUp: company && `/connections/${id}/${kind}`,
    newKey: keys.get(id)?.another ?? null,
    keyLines: keys.get(id)?.lines ?? [],
    watched: calendars - failing,
    notWatched: notWatched(failing, unwatched.get(id) ?? null),
    directory: directoryOf(standing, now),
    reading: readingOf(standing),
    push: kind === 'ics' || calendars === 0 ? null : pushOf(standing, pushing),
    check: kind === 'ics' ? null : checkOf(standing),
  }
}

/** '3 cannot be read, 1 suspended'; '' for nobody. */
function notWatched(failing: number, unwatched: Unwatched['counts'] | null): string {
  const counts: [number, string][] = [
    [unwatched?.unreadable ?? failing, 'cannot be read'],
    [unwatched?.suspended ?? 0, 'suspended'],
    [unwatched?.['not-chosen'] ?? 0, 'not chosen'],
    [unwatched?.['left-out'] ?? 0, 'left out'],
    [unwatched?.deleted ?? 0, 'deleted'],
  ]
  return counts
    .filter(([many]) => many > 0)
    .map(([many, why]) => `${many} ${why}`)
    .join(', ')
}

/** Somebody must act, something goes on, or all is well; and since when. */
function stateOf(
  standing: Standing,
  unread: readonly Unread[],
): { tone: string; word: string; stateSince: Instant | null } {
  const { pausedUntil, calendars, waiting } = standing
  const broken = unread.filter(({ needsHands }) => needsHands).map(({ since }) => since)
  if (broken.length > 0) return { tone: 'trouble', word: 'Needs hands', stateSince: Math.min(...broken) }
  const waits = (word: string) => ({ tone: 'wait', word, stateSince: null })
  if (pausedUntil !== null || unread.some(({ fault }) => fault?.code === BUSY))
    return waits('Waits: the service is busy')
  if (unread.length > 0) return waits('Cannot be read just now: tried again by itself')
  if (companyOf(standing) && standing.directoryAt === null) return waits('Reading who is there')
  if (calendars === 0) return waits('No calendar is watched')
  if (waiting > 0) return waits(`Reading: ${calendars - waiting} of ${calendars} calendars done`)
  return { tone: 'well', word: 'Well', stateSince: null }
}

export interface Trouble {
  what: string
  effect: string
  since: Instant
  cause: string
  wayOut: string | null
  raw: string | null
}

const EFFECTS = {
  calendars: {
    what: 'Calendars cannot be read',
    effect: 'Meanwhile no 1-on-1 is judged to be skipped.',
  },
  people: {
    what: 'People cannot be read',
    effect: 'Meanwhile who joins, leaves or changes managers is not noticed.',
  },
}

const troubleOf = ({ what, since, fault }: Unread): Trouble => ({
  ...EFFECTS[what],
  since,
  cause: fault?.message ?? 'The reason is not known.',
  wayOut: fault?.wayOut ?? null,
  raw: fault?.raw ?? null,
})

/** 'everybody', '2 groups: a@…, b@…'; units are departments at Microsoft. */
export function choiceWords(choice: Choice, kind: Standing['kind']): string {
  switch (choice.by) {
    case 'all':
      return 'everybody'
    case 'groups':
      return `${counted(choice.groups.length, 'group', 'groups')}: ${few(choice.groups)}`
    case 'units':
      return kind === 'microsoft'
        ? `${counted(choice.units.length, 'department', 'departments')}: ${few(choice.units.map(departmentOf))}`
        : `${counted(choice.units.length, 'organizational unit', 'organizational units')}: ${few(choice.units)}`
    case 'list':
      return `a list of ${counted(choice.people.length, 'person', 'people')}`
  }
}

const FEW = 5

const few = (names: string[]): string =>
  names.length > FEW ? `${names.slice(0, FEW).join(', ')} and ${names.length - FEW} more` : names.join(', ')

function directoryOf({ directoryAt, directoryLookAt }: Standing, now: Instant) {
  const isDue = directoryLookAt !== null && directoryLookAt <= now
  return { readAt: directoryAt, isDue, nextAt: directoryLookAt }
}

function readingOf({ calendars, read, oldestReadAt }: Standing) {
  if (calendars === 0) return null
  return { words: read < calendars ? `${read} of ${calendars}` : 'all', oldestReadAt }
}

function pushOf({ calendars, pushed, notPushed, pushFault }: Standing, pushing: boolean) {
  const polled = 'Polling finds the same, later.'
  if (!pushing) return { tone: 'wait', word: 'Off', note: `It needs PUBLIC_URL with https. ${polled}` }
  if (pushed === calendars) return { tone: 'well', word: 'On', note: '' }
  const refused = notPushed > 0 && pushFault ? `${notPushed} refused: ${pushFault.message}` : ''
  return {
    tone: 'wait',
    word: `On for ${pushed} of ${calendars}`,
    note: [refused, polled].filter(Boolean).join(' '),
  }
}

function checkOf({ checkedAt, differences, unexplained }: Standing) {
  const mended = counted(differences, 'difference', 'differences')
  const left = unexplained > 0 ? `; ${unexplained} could not be mended, which is a fault of Halfhour’s` : ''
  return {
    at: checkedAt,
    found:
      differences === 0 ? 'no difference so far' : `${mended} found so far, mended by reading anew${left}`,
  }
}
