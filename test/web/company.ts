// Connections for the tests of pages: a company of many people, and a person whose consent was withdrawn.
import { DAY, HOUR, MINUTE } from '../../src/domain/types.ts'
import type { Store } from '../../src/store/open.ts'
import { now } from './support.ts'

const robot =
  'Google Workspace of Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesellschaft.example'

/** A company with trouble of every kind, and a person whose consent is withdrawn. Returns the company's id. */
export async function companyDays(store: Store, people = 120): Promise<number> {
  const options = {
    admin: 'ada@example.com',
    domains: ['example.com'],
    choice: { by: 'groups', groups: ['everybody@example.com', 'team@example.com'] },
    leaveOut: ['boss@example.com'],
  }
  const kind = 'google' as const
  const company = await store.connections.add(
    { kind, name: robot, credentials: {}, options },
    store.secrets,
    now - 9 * DAY,
  )
  await store.db
    .updateTable('connections')
    .set({ directory_at: now - 3 * HOUR, directory_look_at: now + 21 * HOUR })
    .where('id', '=', company)
    .execute()
  const persons = Array.from({ length: people }, (_, index) => personOf(index))
  await store.people.save(persons, 'directory', now)
  for (let index = 0; index < people; index++) await addAccount(store, company, index)
  const own = {
    kind,
    name: 'Google Calendar of mia@example.org',
    credentials: {},
    options: { owner: 'mia@example.org' },
  }
  const person = await store.connections.add(own, store.secrets, now - DAY)
  await store.connections.failed(person, withdrawn, now - 5 * HOUR)
  return company
}

const withdrawn = {
  code: 'invalid_grant',
  message: 'Google refused mia@example.org: the consent was withdrawn.',
  wayOut: 'Connect your own Google calendar again.',
  raw: 'invalid_grant: Token has been expired or revoked.',
}

const names = [
  'Bartholomäus Donaudampfschifffahrtsgesellschaftskapitän-Wohlgemuth',
  'محمد عبد الرحمن الزهراني',
  'שרה כהן',
  'Ng',
  '<b>Bobby</b> Tables',
]

const addressOf = (index: number) => `person${String(index).padStart(4, '0')}@example.com`

const whyOf = (index: number) =>
  ([null, null, 'suspended', 'not-chosen', 'deleted', 'left-out'] as const)[index % 6] ?? null

const personOf = (index: number) => ({
  address: addressOf(index),
  aliases: [],
  name: names[index % names.length] ?? null,
  zone: null,
  hours: null,
  locale: null,
  leftAt: whyOf(index) === 'suspended' ? now - DAY : null,
})

async function addAccount(store: Store, connection: number, index: number): Promise<void> {
  const [address, unwatched] = [addressOf(index), whyOf(index)]
  await store.db
    .insertInto('accounts')
    .values({ connection, id: `id${index}`, address, body: '{}', unwatched, seen_at: now })
    .execute()
  if (unwatched !== null) return
  const id = `${connection}:id${index}`
  await store.calendars.add({ id, connection, owner: address, providerId: address, zone: null }, now)
  const set = {
    read_at: now - index * MINUTE,
    look_at: now + HOUR,
    checked_at: now - 2 * HOUR,
    differences: index === 0 ? 2 : 0,
  }
  await store.db.updateTable('calendars').set(set).where('id', '=', id).execute()
  if (index % 12 !== 1) return
  const fault = {
    code: 'notACalendarUser',
    message: `Google refused ${address}: Calendar is switched off for this person.`,
    wayOut: 'Switch the Calendar service on for them in the Admin console. Nobody else is affected.',
    raw: '403 notACalendarUser: The user must be signed up for Google Calendar.',
  }
  await store.calendars.failed(id, fault, { now: now - index * HOUR, nextTry: now + index * MINUTE })
}
