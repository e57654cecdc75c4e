// The start page and the counts it stands on.
import { beforeEach, describe, expect, test } from 'vitest'
import { HOUR, MINUTE } from '../../src/domain/types.ts'
import { relative } from '../../src/web/words.ts'
import { settle } from '../support/company.ts'
import { linus } from '../support/facts.ts'
import { testStore } from '../support/store.ts'
import { now, someDays, webOver } from './support.ts'

const held = testStore()
const start = async (more = {}) => {
  const app = await webOver(held.store, more)
  const { body, statusCode } = await app.inject('/')
  expect(statusCode).toBe(200)
  return body.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ')
}

describe('a new installation', () => {
  beforeEach(async () => {
    await settle(held.store, now)
    await held.store.db.deleteFrom('connections').execute()
  })

  test('says what to do first', async () => {
    const text = await start()
    expect(text).toContain('Nothing is watched yet')
    expect(text).toContain('halfhour connect ics FILE-or-URL --owner EMAIL')
  })
})

describe('after some days', () => {
  beforeEach(() => someDays(held.store))

  test('shows what is watched, how fresh it is, and what is wrong', async () => {
    const text = await start()
    expect(text).toContain('Watching 1 pair in 3 calendars')
    expect(text).toContain('1 of 3 cannot be read 12 minutes ago')
    expect(text).toContain(`${linus} Cannot be read There is no calendar of ${linus} any more.`)
    expect(text).toContain('1 not looked at yet, 1 without a series')
  })

  test('counts no calendar that nobody is to watch any more', async () => {
    await held.store.db.updateTable('calendars').set({ look_at: null }).where('id', '=', 'linus').execute()
    const text = await start()
    expect(text).toContain('Watching 1 pair in 2 calendars')
    expect(text).not.toContain(`${linus} Cannot be read`)
  })

  test('leads to the connections, those with trouble first', async () => {
    const { connections, secrets } = held.store
    const broken = await connections.add(
      { kind: 'ics', name: 'Broken', credentials: null, options: {} },
      secrets,
      now,
    )
    await connections.failed(broken, { code: 'x', message: 'It is gone.' }, now)
    const { body } = await (await webOver(held.store)).inject('/')
    expect(
      body.match(/connections#connection-\d+">.*?<\/a>/g)?.map((link) => link.replace(/<[^>]+>/g, '')),
    ).toEqual([`connections#connection-${broken}">Broken`, expect.stringContaining('">Test')])
    expect(body).toContain('It is gone.')
  })

  test('shows what is not watched as counts, never by title', async () => {
    const text = await start()
    expect(text).toContain('It does not repeat. 2 One of the two declined the whole series. 1')
    expect(text).not.toContain('Secret')
  })

  test('shows what happens next', async () => {
    const text = await start()
    expect(text).toContain('the next mail goes in 1 hour')
    expect(text).toContain('Monday digest to ada@example.com Tue 3 Mar, 12:00')
    expect(text).toContain('At a calendar in 10 minutes At a pair in 20 minutes')
    expect(text).toContain('As of Tue 3 Mar, 11:00 Berlin time')
  })

  test('shows what became of the mails so far', async () => {
    const [first, second, third] = (await held.store.mailings.list({})).map(({ id }) => id) as [
      number,
      number,
      number,
    ]
    await held.store.mailings.recordSent([first], 'mailbox', now)
    await held.store.mailings.recordSent([second], 'smtp', now)
    await held.store.mailings.recordDropped([third], 'withdrawn', now)
    expect(await start()).toContain(
      'Mails so far Sent to people 1 Kept in the mailbox 1 Dropped, no longer called for 1',
    )
  })

  test('says where mails go, before and after go-live, with and without a mail server', async () => {
    const smtp = { verify: async () => null }
    expect(await start({ smtp })).toContain(
      'Dry. Mails stay in the built-in mailbox until halfhour go-live .',
    )
    await held.store.settings.goLive(now - HOUR)
    expect(await start({ smtp })).toContain('Live. Mails go to people. Since Tue 3 Mar, 10:00')
    expect(await start()).toContain('as long as there is no SMTP_URL .')
  })

  test('says that a clock is not that of the wall', async () => {
    expect(await start({ clock: { now: () => now, wall: () => now + 9 * HOUR } })).toContain(
      'on a clock of its own',
    )
  })
})

test.each([
  [-30_000, 'just now'],
  [30_000, 'in a moment'],
  [-3 * MINUTE, '3 minutes ago'],
  [2 * HOUR, 'in 2 hours'],
  [-35 * HOUR, '35 hours ago'],
  [72 * HOUR, 'in 3 days'],
])('%i milliseconds away is "%s"', (away, text) => expect(relative(now + away, now)).toBe(text))
