// Each connection: its test, step by step and live, then how its people, calendars, pushes and checks stand.
import type { Config } from '../config.ts'
import { testConnection } from '../connecting/test.ts'
import type { WhyUnwatched } from '../domain/account.ts'
import { type Address, DAY, type Instant } from '../domain/types.ts'
import { counted } from '../domain/written.ts'
import { companyOf } from '../store/connections/options.ts'
import type { Standing } from '../store/connections/standing.ts'
import { type Unread, unreadOf } from '../store/connections/unread.ts'
import type { Unwatched, UnwatchedPerson } from '../store/directory/unwatched.ts'
import type { Store } from '../store/open.ts'
import type { Told } from '../terminal/steps.ts'
import { choiceWords } from '../web/connections/view.ts'
import { relative } from '../web/words.ts'
import { expiryFinding } from './expiry.ts'
import { about, type Finding } from './finding.ts'

/** Of people whose calendars cannot be read so many are named. */
const NAMED = 5

export async function* connectionFindings(
  store: Store,
  config: Config,
  now: Instant,
): AsyncGenerator<Finding> {
  const standings = await store.standing.all({ now, wall: Date.now() })
  if (standings.length === 0) yield { about: 'Connections', ...NONE }
  for (const standing of standings)
    yield* about(`#${standing.id} ${standing.name}`, findingsOf(store, standing, config, now))
}

async function* findingsOf(
  store: Store,
  standing: Standing,
  config: Config,
  now: Instant,
): AsyncGenerator<Told> {
  const { id } = standing
  yield* testConnection(store, config, id)
  const unwatched = await store.people.unwatched({ connection: id, why: 'unreadable', limit: NAMED })
  yield* standingFindings(standing, unwatched, config, now)
  const choice = companyOf(standing)?.choice
  if (choice?.by === 'list' && standing.directoryAt !== null)
    yield* unlistedFinding(await store.people.unlisted(id, choice.people))
}

const NONE: Told = {
  name: 'Calendars',
  outcome: 'skipped',
  said: 'None is connected yet.',
  wayOut:
    'halfhour connect google KEY.json --admin you@example.com, halfhour connect microsoft --tenant ID --client-id ID --secret -, halfhour connect ics FILE-or-URL --owner EMAIL, or the page Connections of the running service.',
}

/** What is stored of a connection, whether or not it can be read this minute. */
export function standingFindings(
  standing: Standing,
  unwatched: Unwatched,
  { publicUrl, defaultZone }: Pick<Config, 'publicUrl' | 'defaultZone'>,
  now: Instant,
): Told[] {
  const pushes = standing.kind !== 'ics' && publicUrl?.startsWith('https:') === true
  return [
    ...expiryFinding(standing, defaultZone, now),
    ...peopleFinding(standing, unwatched, now),
    ...unreadOf(standing, now).map((unread) => unreadFinding(unread, now)),
    ...calendarFinding(standing, now),
    ...unreadable(unwatched),
    ...(pushes && standing.calendars > 0 ? [pushFinding(standing)] : []),
    ...checkFinding(standing, now),
  ]
}

/** A directory is read daily; a day more is not normal. */
const STALE_AFTER = 2 * DAY

function peopleFinding(standing: Standing, { counts }: Unwatched, now: Instant): Told[] {
  const company = companyOf(standing)
  if (company === null) return []
  const name = 'People'
  const { directoryAt } = standing
  if (directoryAt === null)
    return [
      { name, outcome: 'noted', said: 'The directory was not read yet; a running service reads it next.' },
    ]
  const others = Object.entries(counts)
    .filter(([why, many]) => why !== 'unreadable' && many > 0)
    .map(([why, many]) => `${many} ${WHY[why as keyof typeof WHY]}`)
  const left = others.length > 0 ? `; not watched: ${others.join(', ')}` : ''
  const said = `Read ${relative(directoryAt, now)}. Chosen: ${choiceWords(company.choice, standing.kind)}${left}.`
  return [{ name, outcome: now - directoryAt > STALE_AFTER ? 'noted' : 'ok', said }]
}

const WHY: Record<WhyUnwatched, string> = {
  suspended: 'suspended',
  deleted: 'deleted',
  'left-out': 'left out',
  'not-chosen': 'not chosen',
}

function unreadFinding({ what, since, fault, needsHands }: Unread, now: Instant): Told {
  const name = what === 'people' ? 'Reading people' : 'Calendars'
  const said = `Not read since ${relative(since, now)}: ${fault?.message ?? 'The reason is not known.'}`
  return { name, outcome: needsHands ? 'failed' : 'noted', said, ...wordsOf(fault ?? {}) }
}

function calendarFinding(standing: Standing, now: Instant): Told[] {
  const { calendars, waiting, failing, failingSince, allFailingSince, oldestReadAt, pausedUntil } = standing
  if (failingSince !== null || allFailingSince !== null) return []
  const name = 'Calendars'
  if (calendars === 0) return [{ name, outcome: 'noted', said: 'None is watched yet.' }]
  const paused =
    pausedUntil === null
      ? ''
      : ` Their service is busy; they are read on ${relative(pausedUntil, Date.now())}.`
  const oldest = oldestReadAt === null ? '' : `, the oldest reading ${relative(oldestReadAt, now)}`
  const said = `${calendars - waiting - failing} of ${calendars} are read${oldest}.${paused}`
  return [{ name, outcome: waiting > 0 || pausedUntil !== null ? 'noted' : 'ok', said }]
}

/** States of these people, not of the connection. */
function unreadable({ people, counts }: Unwatched): Told[] {
  if (counts.unreadable === 0) return []
  const more = counts.unreadable - people.length
  const said = [
    `${counted(counts.unreadable, 'calendar', 'calendars')} cannot be read.`,
    ...people.map(unreadableWords),
    ...(more > 0 ? [`And ${more} more.`] : []),
  ]
  return [{ name: 'Left unread', outcome: 'noted', said: said.join(' ') }]
}

function unreadableWords({ address, fault, nextTry }: UnwatchedPerson): string {
  const why = fault?.message ?? 'The reason is not known.'
  const again = nextTry === null ? '' : ` Next try ${relative(nextTry, Date.now())}.`
  return `${why.includes(address) ? '' : `${address}: `}${why}${again}`
}

/** A mistyped address would watch nobody, silently. */
function unlistedFinding(addresses: Address[]): Told[] {
  if (addresses.length === 0) return []
  const more = addresses.length > NAMED ? ` and ${addresses.length - NAMED} more` : ''
  const said = `Named, but nobody in the directory: ${addresses.slice(0, NAMED).join(', ')}${more}.`
  const wayOut = 'Correct the addresses, and connect again.'
  return [{ name: 'Unknown people', outcome: 'noted', said, wayOut }]
}

function pushFinding({ calendars, pushed, pushFault }: Standing): Told {
  const name = 'Pushes'
  if (pushed === calendars) return { name, outcome: 'ok', said: 'All calendars tell of changes at once.' }
  const why = pushFault ? ` ${pushFault.message}` : ''
  const said = `${pushed} of ${calendars} calendars tell of changes at once; the others are asked for them.${why}`
  return { name, outcome: 'noted', said, ...wordsOf(pushFault ?? {}) }
}

function checkFinding({ checkedAt, differences, unexplained }: Standing, now: Instant): Told[] {
  if (checkedAt === null) return []
  const found = differences === 0 ? 'no difference' : `${counted(differences, 'difference', 'differences')}`
  const mended =
    differences === 0 ? '' : unexplained === 0 ? ', all mended' : `, ${unexplained} of them not mended`
  const said = `Last compared with the service's own dates ${relative(checkedAt, now)}: ${found}${mended}.`
  return [{ name: 'Daily check', outcome: unexplained > 0 ? 'noted' : 'ok', said }]
}

const wordsOf = ({ wayOut, raw }: { wayOut?: string; raw?: string }) => ({
  ...(wayOut ? { wayOut } : {}),
  ...(raw ? { raw } : {}),
})
