import { beforeEach, describe, expect, test } from 'vitest'
import { DAY, HOUR, MINUTE } from '../../src/domain/types.ts'
import { writeLetter } from '../../src/letters/write.ts'
import { noDesk } from '../../src/mail/compose.ts'
import { planAllDigests } from '../../src/pipeline/digests.ts'
import { judgePair } from '../../src/pipeline/judge.ts'
import { planTrouble } from '../../src/pipeline/trouble.ts'
import { settle } from '../support/company.ts'
import { ada, at, details, grace, guest, instance, linus, master, read, single } from '../support/facts.ts'
import { manages } from '../support/managing.ts'
import { clockAt, partsFor } from '../support/parts.ts'
import { testStore } from '../support/store.ts'

const held = testStore()
const monday = at('2026-03-02T08:00Z')
const slot = at('2026-03-03T09:00Z')

beforeEach(async () => {
  await settle(held.store, monday)
})

const save = (calendar: string, events: ReturnType<typeof master>[], when = monday) =>
  held.store.events.save(
    calendar,
    read(events.map((event) => ({ ...event, calendar }))),
    when,
    held.store.secrets,
  )

async function judge(when: number, people: [string, string] = [ada, grace]) {
  await judgePair(partsFor(held.store, clockAt(when)), (await held.store.pairs.of(people))!.id)
}

async function mailing(kind: string, recipient: string) {
  const all = await held.store.mailings.list({ recipient })
  return all.find((one) => one.kind === kind)!
}

function write(mailings: Awaited<ReturnType<typeof mailing>>[], now: number) {
  const sender = { address: 'halfhour@example.com', name: 'Halfhour', host: 'example.com' }
  return writeLetter({ store: held.store, sender, deskFor: async () => noDesk }, mailings, now)
}

const timesIn = (text: string) => [...text.matchAll(/^- (\w+ \d+ \w+), \d/gm)].map(([, day]) => day)

describe('an alert', () => {
  const alertAt = slot + DAY + 30 * MINUTE

  test('proposes no time while a calendar shows one of the two away', async () => {
    await save('grace', [master(), instance(slot, { removed: true })])
    await judge(monday)
    const free = await write([await mailing('missed', grace)], alertAt)
    expect(timesIn(free!.text)).toEqual(['Wednesday 4 March', 'Thursday 5 March', 'Friday 6 March'])
    const entry = details({
      shows: 'busy',
      type: 'meeting',
      title: 'Urlaub',
      organizer: ada,
      attendees: [guest(ada)],
    })
    const span = { start: at('2026-03-03T23:00Z'), end: at('2026-03-05T23:00Z') }
    await save('ada', [single('leave', span.start, { span, allDay: true, details: entry })], monday + HOUR)
    const away = await write([await mailing('missed', grace)], alertAt)
    expect(timesIn(away!.text)).toEqual(['Friday 6 March', 'Monday 9 March', 'Tuesday 10 March'])
  })

  test('of two pairs stands in one mail, each told once', async () => {
    const other = details({ organizer: grace, attendees: [guest(grace), guest(linus)] })
    const theirs = { uid: 'm2@google.com', details: other }
    await manages(held.store, [{ person: linus, manager: grace }], monday)
    await save('grace', [
      master(),
      instance(slot, { removed: true }),
      master({ ...theirs, id: 'm2' }),
      instance(slot, { ...theirs, id: 'm2_1', removed: true }),
    ])
    await judge(monday)
    await judge(monday, [grace, linus])
    const both = (await held.store.mailings.list({ recipient: grace })).filter(
      ({ kind }) => kind === 'missed',
    )
    expect(both).toHaveLength(2)
    const letter = await write(both, alertAt)
    expect(letter).toMatchObject({ kind: 'missed', to: { address: grace }, references: null })
    expect(letter!.text).toMatch(/with ada.?@/)
    expect(letter!.text).toMatch(/with linus.?@/)
  })
})

test('a mail that is repeated for a later day stays in the thread of its slot', async () => {
  await save('grace', [master()])
  await judge(monday)
  const agenda = await mailing('agenda', ada)
  const first = await write([agenda], monday)
  const again = await write([{ ...agenda, subject: `${agenda.subject} again` }], monday)
  expect(again!.id).not.toBe(first!.id)
  expect(again!.references).toBe(first!.references)
})

test('who left gets no digest, though it was planned before', async () => {
  await save('grace', [master()])
  await judge(monday)
  await planAllDigests({ store: held.store, clock: clockAt(monday) })
  const digest = await mailing('digest', grace)
  const now = at('2026-03-09T07:00Z')
  expect(await write([digest], now)).not.toBeNull()
  const [person] = await held.store.people.byAddresses([grace])
  await held.store.people.save([{ ...person!, leftAt: now - DAY }], 'test', now - DAY)
  expect(await write([digest], now)).toBeNull()
})

test('a pair that cannot be judged does not hold up the digest of the others', async () => {
  await save('grace', [master()])
  await judge(monday)
  await planAllDigests({ store: held.store, clock: clockAt(monday) })
  await held.store.db.insertInto('pairs').values({ a: grace, b: linus, failing_since: monday }).execute()
  await manages(held.store, [{ person: linus, manager: grace }], monday)
  expect(await write([await mailing('digest', grace)], at('2026-03-09T07:00Z'))).not.toBeNull()
})

test('an admin reads of trouble in their own time, else in that of the installation', async () => {
  await held.store.settings.write('defaultZone', 'Asia/Kolkata')
  const [connection] = await held.store.connections.all()
  await held.store.connections.failed(connection!.id, { code: 'x', message: 'The key was deleted.' }, monday)
  const admins = { addresses: ['admin@example.com'], zone: 'UTC' }
  await planTrouble({ store: held.store, clock: clockAt(monday) }, admins)
  const letter = await write([await mailing('trouble', 'admin@example.com')], monday)
  expect(letter!.subject).toContain('13:30')
})

describe('trouble, told to whom it concerns', () => {
  const admins = { addresses: ['admin@example.com'], zone: 'UTC' }
  const revoked = {
    code: 'invalid_grant',
    message: 'Google no longer accepts the consent of ada@example.com; it was taken back.',
    wayOut: 'Connect the calendar again.',
    raw: 'invalid_grant: Token has been expired or revoked.',
  }

  async function letters(of = admins) {
    await planTrouble({ store: held.store, clock: clockAt(monday) }, of)
    const [toAdmin] = await held.store.mailings.list({ recipient: 'admin@example.com' })
    const [toAda] = await held.store.mailings.list({ recipient: ada })
    return {
      admin: toAdmin && (await write([toAdmin], monday)),
      ada: toAda && (await write([toAda], monday)),
    }
  }

  test('a consent taken back: the person reads that it is theirs to mend, the admin who can', async () => {
    const id = await held.store.connections.add(
      { kind: 'google', name: 'Google Calendar of Ada', credentials: null, options: { owner: ada } },
      held.store.secrets,
      monday,
    )
    await held.store.connections.failed(id, revoked, monday)
    const told = await letters()
    expect(told.ada?.subject).toMatch(/^Your calendar not readable since /)
    expect(told.ada?.text).toContain('You get this because you connected your calendar')
    expect(told.admin?.text).toMatch(/Only ada.*can mend it, and was told the same/)
    for (const letter of [told.ada, told.admin])
      expect(letter?.text).toContain('Token has been expired or revoked')
  })

  test('what only an admin can mend, where none is known: the person reads that it is not theirs to mend', async () => {
    const id = await held.store.connections.add(
      { kind: 'microsoft', name: 'Outlook of Ada', credentials: null, options: { owner: ada } },
      held.store.secrets,
      monday,
    )
    const fault = { code: 'AADSTS7000222', message: 'Microsoft refused us: the secret has expired.' }
    await held.store.connections.failed(id, { ...fault, isAdmins: true }, monday)
    const told = await letters({ ...admins, addresses: [] })
    for (const body of [told.ada?.text, told.ada?.html]) {
      expect(body).toContain('Whoever looks after Halfhour must mend it')
      expect(body).not.toMatch(/only you can mend it/i)
      expect(body).not.toContain('Connect your calendar again')
    }
    expect((await letters()).admin?.text).toContain('Outlook of Ada not readable')
  })

  test('what is to be pasted elsewhere can be copied from the mail as it is', async () => {
    const [connection] = await held.store.connections.all()
    const scope = 'https://www.googleapis.com/auth/calendar.events.readonly'
    const fault = { code: 'unauthorized_client', message: 'Delegation is missing.', wayOut: `Add ${scope}.` }
    await held.store.connections.failed(connection!.id, fault, monday)
    const { admin } = await letters()
    for (const body of [admin?.text, admin?.html]) expect(body).toContain(scope)
  })

  test('a directory that cannot be read: calendars still are', async () => {
    const [connection] = await held.store.connections.all()
    await held.store.db
      .updateTable('connections')
      .set({ directory_failing_since: monday, directory_fault: JSON.stringify(revoked) })
      .where('id', '=', connection!.id)
      .execute()
    const { admin } = await letters()
    expect(admin?.subject).toMatch(/^People of Test not readable since /)
    expect(admin?.text).toContain('calendars are still read')
    expect(admin?.text).not.toContain('calendars of')
  })

  test('a directory that lost most of its people is in doubt until somebody confirms it', async () => {
    const fault = {
      code: 'shrunk',
      message:
        'The directory tells of 3 active people, and there were 900. Nobody is taken for gone until you confirm it.',
      wayOut: 'If so many left, say so.',
    }
    await held.store.db
      .updateTable('connections')
      .set({ directory_failing_since: monday, directory_fault: JSON.stringify(fault) })
      .execute()
    const { admin } = await letters()
    expect(admin?.subject).toMatch(/^People of Test in doubt since /)
    expect(admin?.text).toContain('there were 900')
  })
})
