// Reads who is in the company: each directory once a day, page by page to its end, then saved as a whole or not at all.
import type { DirectoryService } from '../calendars/directory.ts'
import { type Account, type Choice, type Company, chooser } from '../domain/account.ts'
import { BUG } from '../domain/fault.ts'
import { type Address, DAY, HOUR } from '../domain/types.ts'
import { ThrottledError } from '../errors.ts'
import type { Listed } from '../store/directory/account-news.ts'
import type { SavedPeople } from '../store/directory/accounts.ts'
import type { Fault } from '../store/tables.ts'
import { faultOf } from './fault.ts'
import type { Parts } from './parts.ts'
import { pauseAfter } from './retry.ts'

export type PeopleParts = Pick<Parts, 'store' | 'clock' | 'directoryOf' | 'warn' | 'info'>

export type PeopleRead =
  | Extract<SavedPeople, { state: 'saved' }>
  | { state: 'failed'; fault: Fault }
  /** There is no such directory any more. */
  | { state: 'none' }

/** Reads all directories that are due. One that fails stops no other; throws at the end where that was a bug of ours. */
export async function readDirectories(parts: PeopleParts): Promise<void> {
  const bugs: unknown[] = []
  const now = parts.clock.now()
  for (const connection of await parts.store.directories.take(now))
    await readPeople(parts, connection, now).catch((bug) => bugs.push(bug))
  if (bugs.length > 0) throw new AggregateError(bugs, `${bugs.length} directories cannot be read.`)
}

/**
 * A failure is noted with its next try, and changes nobody; the calendars are read as before. A bug is noted, too, before
 * it is thrown.
 * @param now as of which it was taken: who asks later is told from the taking by it
 */
export async function readPeople(
  parts: PeopleParts,
  connection: number,
  now = parts.clock.now(),
): Promise<PeopleRead> {
  const { store, info } = parts
  const tries = await store.directories.triesOf(connection)
  try {
    const directory = await parts.directoryOf(connection)
    if (!directory) return none(parts, connection)
    const listed = await listedIn(directory.service, directory.options, await store.accounts.here(connection))
    const saved = await store.accounts.save(
      connection,
      listed,
      { now, nextLook: tomorrow(now) },
      store.secrets,
    )
    if (saved.state === 'gone') return { state: 'none' }
    if (saved.state === 'saved') {
      if (tries > 0) info?.({ connection }, 'a directory is read again')
      return saved
    }
    return noteFailure(parts, connection, now, shrunk(saved), DAY)
  } catch (error) {
    const fault = faultOf(error)
    const asked = error instanceof ThrottledError ? (error.retryAfter ?? 0) : 0
    await noteFailure(parts, connection, now, fault, asked)
    if (fault.code === BUG) throw error
    return { state: 'failed', fault }
  }
}

async function none({ store }: PeopleParts, connection: number): Promise<PeopleRead> {
  await store.directories.none(connection)
  return { state: 'none' }
}

/** Whoever was there and is left out of the list may be there still: they are asked for one by one. */
async function listedIn(
  service: DirectoryService,
  { choice, leaveOut }: Company,
  here: readonly string[],
): Promise<Listed[]> {
  const whyUnwatched = chooser({ choice, leaveOut }, await membersOf(service, choice))
  const accounts: Account[] = []
  for await (const page of service.accounts()) accounts.push(...page)
  const told = new Set(accounts.map(({ id }) => id))
  for (const id of here.filter((one) => !told.has(one))) {
    const account = await service.account(id)
    if (account) accounts.push(account)
  }
  return accounts.map((account) => ({ account, unwatched: whyUnwatched(account) }))
}

async function membersOf(service: DirectoryService, choice: Choice): Promise<Set<Address>> {
  const members = new Set<Address>()
  if (choice.by !== 'groups') return members
  for (const group of choice.groups)
    for await (const page of service.members(group)) for (const address of page) members.add(address)
  return members
}

/** Companies that were connected together shall not be read together for ever. */
function tomorrow(now: number): number {
  return now + DAY - Math.round(Math.random() * 2 * HOUR)
}

/** Nobody is taken for gone by a mistake; what is true a person confirms. */
function shrunk({ known, told }: Extract<SavedPeople, { state: 'doubted' }>): Fault {
  return {
    code: 'shrunk',
    message: `The directory tells of ${told} active people, and there were ${known}. Nobody is taken for gone until you confirm it.`,
    wayOut:
      'If so many left, say so with: halfhour people --confirm. Else see whether the admin that Halfhour acts as may still read everybody.',
  }
}

async function noteFailure(
  { store, warn }: PeopleParts,
  connection: number,
  now: number,
  fault: Fault,
  atLeast: number,
): Promise<PeopleRead> {
  const tries = (await store.directories.triesOf(connection)) + 1
  await store.directories.failed(connection, fault, {
    now,
    nextTry: now + Math.max(atLeast, pauseAfter(tries)),
  })
  const { code, message } = fault
  if (tries === 1 && code !== BUG)
    warn?.({ connection, code, message }, 'a directory cannot be read; it is tried again')
  return { state: 'failed', fault }
}
