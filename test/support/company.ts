// Ada reports to Grace; Linus is a colleague. Their calendars, ready to be read.
import type { Store } from '../../src/store/open.ts'
import { ada, grace, linus } from './facts.ts'
import { manages } from './managing.ts'

const person = (address: string) => ({
  address,
  aliases: [],
  name: null,
  zone: 'Europe/Berlin',
  hours: null,
  locale: null,
  leftAt: null,
})

/** Empties the store and fills in the three people, a connection and a calendar each ('ada', 'grace', 'linus'). */
export async function settle(store: Store, now: number): Promise<void> {
  await empty(store)
  await store.people.save([ada, grace, linus].map(person), 'test', now)
  await manages(store, [{ person: ada, manager: grace }], now)
  const connection = await store.connections.add(
    { kind: 'ics', name: 'Test', credentials: null, options: {} },
    store.secrets,
    now,
  )
  for (const owner of [ada, grace, linus]) {
    const id = owner.slice(0, owner.indexOf('@'))
    await store.calendars.add({ id, connection, owner, providerId: id, zone: null }, now)
  }
}

export async function empty(store: Store): Promise<void> {
  for (const table of TABLES) await store.db.deleteFrom(table).execute()
}

const TABLES = [
  'mailbox',
  'mailings',
  'pairs',
  'connections',
  'people',
  'management',
  'absences',
  'holidays',
  'holiday_marks',
  'settings',
  'policies',
  'stops',
  'introductions',
] as const
