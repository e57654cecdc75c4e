// What is taken from the service: which readings of calendars and of the directory it saved, and how far each had got.
import type { Address, Instant, Management } from '../../../src/domain/types.ts'
import type { Change } from '../../../src/sandbox/google/company/acts.ts'
import { type Reading, type Sight, sightOf } from './copies.ts'
import { type Ledger, newLedger } from './ledger.ts'
import { tell } from './ledger-acts.ts'
import type { Seen } from './side.ts'

/** A reading that was saved. */
export interface Read extends Reading, Seen {
  owner: Address
}

export interface Lived {
  log: readonly Change[]
  /** The ledger replays all of it; else only who is there. */
  isReplayed: boolean
  readings: readonly Read[]
  /** Readings of the directory that were saved. */
  directories: readonly { at: Instant; acts: number }[]
  /** The instants at which the service was awake, ascending. */
  steps: readonly Instant[]
  management: readonly Management[]
}

/** Each reading's calendar as it stood when the listing began. The ledger has then seen the whole log. */
export function sightsOf(lived: Lived): { sights: Sight[]; ledger: Ledger } {
  const { log, readings } = lived
  const ledger = newLedger()
  const sights: Sight[] = []
  let done = 0
  const until = (acts: number) => {
    for (; done < acts; done++) hear(ledger, log[done]!, lived)
  }
  const order = [...readings.keys()].sort((a, b) => readings[a]!.acts - readings[b]!.acts)
  for (const index of order) {
    const { acts, owner, sight } = readings[index]!
    until(acts)
    sights[index] = sight ?? sightOf(ledger, owner)
  }
  until(log.length)
  return { sights, ledger }
}

const STAFF = ['addPerson', 'addRoom', 'suspend']

function hear(ledger: Ledger, change: Change, { isReplayed }: Lived): void {
  if (isReplayed || STAFF.includes(change.did)) tell(ledger, change)
}

/** W3: who was found to be gone at each reading of the directory, and since when. */
export function leaversOf(lived: Lived): { at: Instant; left: Map<Address, Instant> }[] {
  const { log, directories } = lived
  const ledger = newLedger()
  let left = new Map<Address, Instant>()
  let done = 0
  return directories.map(({ at, acts }) => {
    for (; done < acts; done++) hear(ledger, log[done]!, lived)
    const gone = [...ledger.people].filter(([, { suspended }]) => suspended)
    left = new Map(gone.map(([who]) => [who, left.get(who) ?? at]))
    return { at, left }
  })
}

export function leftBy(leavers: ReturnType<typeof leaversOf>, who: Address, now: Instant): Instant | null {
  return leavers.findLast(({ at }) => at <= now)?.left.get(who) ?? null
}
