// Notes which readings of calendars and of the directory were saved, over all lives of the service.
import type { Instant, Span } from '../../../src/domain/types.ts'
import type { Store } from '../../../src/store/open.ts'
import type { Seen } from './side.ts'

/** A reading that was saved. */
export interface Noted extends Seen {
  calendar: string
  at: Instant
  /** Read from the beginning. */
  whole: boolean
  window: Span | null
}

export interface Notes {
  /** In the order in which they were saved. */
  readings: Noted[]
  /** Readings of the directory, and how many acts of the log they had seen. */
  directories: { at: Instant; acts: number }[]
  /** What was under way when the service died: its next life looks whether it was saved. */
  unsure: Look[]
  /** How many acts there are by now. */
  acts(): number
  /** What a reading of a calendar that ends now with this cursor has seen. */
  seen(calendar: string, cursor: string): Seen
}

type Look = (store: Store) => Promise<void>

/** @param moment called whenever something is under way */
export async function takeNotes(store: Store, notes: Notes, moment: () => void): Promise<void> {
  for (const look of notes.unsure.splice(0)) await look(store)
  const surely = async <T>(saving: Promise<T>, look: Look): Promise<T> => {
    moment()
    try {
      const saved = await saving
      await look(store)
      return saved
    } catch (cause) {
      notes.unsure.push(look)
      throw cause
    }
  }
  const { save } = store.events
  store.events.save = (id, changes, now, secrets) => {
    const { replace: whole, window } = changes
    const cursor = String(changes.cursor)
    const noted = { calendar: id, at: now, whole, window, ...notes.seen(id, cursor) }
    return surely(save(id, changes, now, secrets), async ({ calendars }) => {
      const calendar = await calendars.byId(id)
      if (calendar?.cursor === cursor && calendar.readAt === now) notes.readings.push(noted)
    })
  }
  const { save: saveAccounts } = store.accounts
  store.accounts.save = (connection, listed, when, secrets) => {
    const noted = { at: when.now, acts: notes.acts() }
    return surely(saveAccounts(connection, listed, when, secrets), async (asked) => {
      if ((await directoryAt(asked)) === noted.at) notes.directories.push(noted)
    })
  }
}

async function directoryAt({ db }: Store): Promise<Instant | null> {
  const row = await db.selectFrom('connections').select('directory_at').executeTakeFirst()
  return row?.directory_at ?? null
}
