// UIDs by provider id, as the items of a listing tell them for each other.
import { type Fields, isFields } from './fields.ts'

/**
 * An item tells its own UID, and its master's where the master does not tell it itself. Where items contradict each
 * other the smaller UID holds, so that their order changes nothing.
 */
export function uidsById(
  items: unknown[],
  masterKey: string,
  uidOf: (item: Fields) => string | null,
): Map<string, string> {
  const own = new Map<string, string>()
  const masters = new Map<string, string>()
  for (const item of items) {
    const uid = isFields(item) ? uidOf(item) : null
    if (uid === null) continue
    const { id, [masterKey]: master } = item as Fields
    if (typeof id === 'string') keepSmaller(own, id, uid)
    if (typeof master === 'string') keepSmaller(masters, master, uid)
  }
  for (const [master, uid] of masters) if (!own.has(master)) own.set(master, uid)
  return own
}

function keepSmaller(uids: Map<string, string>, id: string, uid: string) {
  const known = uids.get(id)
  if (known === undefined || uid < known) uids.set(id, uid)
}
