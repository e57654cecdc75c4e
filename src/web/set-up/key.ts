// The form that asks for a key: what was sent becomes a key that can be tried, or a sentence for each field.
import type { Instant, Zone } from '../../domain/types.ts'
import { UsageError } from '../../errors.ts'
import type { Store } from '../../store/open.ts'
import type { KeyFacts } from '../connecting.ts'
import { type Filled, fieldsOf, typedIn } from './parts.ts'
import type { KeyLine, Vendor } from './vendor.ts'

/** A key, JSON, and what of it may be shown. */
export interface Known {
  key: string
  facts: KeyFacts
  /** The stored key, JSON, that it is, or was made of; null: it is new. */
  madeOf: string | null
}

/** What is wrong with a key, and the secrets of it that need not be given again. */
export interface KeyRefused extends Filled {
  key: null
  secrets: Filled['typed']
}

/** Of a connection that is stored; or why it cannot be used, a sentence. */
export async function knownKey(
  { connections, secrets }: Pick<Store, 'connections' | 'secrets'>,
  { access }: Vendor,
  id: number,
): Promise<Known | string> {
  try {
    const key = JSON.stringify(await connections.credentialsOf(id, secrets))
    const read = access.readKey(key)
    return 'facts' in read ? { key, facts: read.facts, madeOf: key } : Object.values(read.problems).join(' ')
  } catch (error) {
    if (error instanceof UsageError) return error.message
    throw error
  }
}

/** What the page of connections tells of a company's key; nothing where it cannot be read. */
export async function keyLines(
  store: Pick<Store, 'connections' | 'secrets'>,
  vendor: Vendor,
  id: number,
  wall: Instant,
  zone: Zone,
): Promise<KeyLine[]> {
  const known = await knownKey(store, vendor, id)
  return typeof known === 'string' ? [] : vendor.lines(known.facts, wall, zone)
}

export const OTHER_ACCOUNT = 'It is of another account than this connection. Connect that one by itself.'

/** @param secrets of the same form, given before */
export function readKeyForm(
  vendor: Vendor,
  sent: Record<string, string>,
  { secrets, known, wall }: { secrets: Filled['typed']; known: Known | null; wall: Instant },
): Known | KeyRefused {
  const parts = vendor.keyParts(known !== null)
  const now = typedIn(parts, sent)
  const typed = Object.fromEntries(
    Object.entries(now).map(([name, text]) => [name, text.trim() === '' ? (secrets[name] ?? '') : text]),
  )
  const { key, madeOf, problems: byForm } = vendor.keyOf(typed, known?.key ?? null, wall)
  const read = vendor.access.readKey(key)
  const problems = { ...('problems' in read ? read.problems : {}), ...byForm }
  if ('facts' in read && known && read.facts.account !== known.facts.account)
    problems[fieldsOf(parts)[0]!.name] ??= OTHER_ACCOUNT
  if ('facts' in read && Object.keys(problems).length === 0) return { key, facts: read.facts, madeOf }
  const isFine = ({ name, secret = false }: { name: string; secret?: boolean }) =>
    secret && typed[name] !== '' && !Object.hasOwn(problems, name)
  const fine = fieldsOf(parts).filter(isFine)
  return {
    ...{ key: null, typed, problems },
    secrets: Object.fromEntries(fine.map(({ name }) => [name, typed[name] ?? ''])),
  }
}
