// The page of connections: how each stands, what can be done, and that nobody else can do it.
import type { FastifyInstance } from 'fastify'
import { beforeEach, describe, expect, test } from 'vitest'
import { DAY, HOUR, MINUTE } from '../../src/domain/types.ts'
import { SHRUNK } from '../../src/store/directory/directories.ts'
import { settle } from '../support/company.ts'
import { testStore } from '../support/store.ts'
import { companyDays } from './company.ts'
import { scripted } from './scripted.ts'
import { config, now, someDays, webOver } from './support.ts'

const held = testStore()
let app: FastifyInstance
let company: number
beforeEach(async () => {
  await someDays(held.store)
  company = await companyDays(held.store, 30)
  app = await webOver(held.store)
})

const own = { 'sec-fetch-site': 'same-origin', origin: 'http://localhost:3000', host: 'localhost:3000' }
const post = (url: string, headers: Record<string, string> = own) =>
  app.inject({ method: 'POST', url, headers })
const read = (html: string) =>
  html
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')
    .replace(/ (?=[.,;)])|(?<=\() /g, '')
const look = async (url: string) => {
  const { statusCode, body } = await app.inject(url)
  expect(statusCode).toBe(200)
  return read(body)
}
/** How the company stands on the start page: the sign's tone, and words. */
const onStart = async () => {
  const { body } = await app.inject('/')
  const [, tone, words] = body.match(
    new RegExp(`#connection-${company}".*?<td>.*?standing (\\w+)">(.*?)</td>`, 's'),
  )!
  return `${tone} ${read(words!).trim()}`
}

describe('the page', () => {
  test('tells trouble first: what, since when, what it means, what to do, and the raw words', async () => {
    const text = await look('/connections')
    expect(text).toContain('1 of 3 connections needs hands')
    expect(text.indexOf('mia@example.org')).toBeLessThan(text.indexOf('Google Workspace, connected'))
    expect(text).toContain(
      'Needs hands since Tue 3 Mar, 06:00 Calendars cannot be read since Tue 3 Mar, 06:00 (5 hours ago). ' +
        'Meanwhile no 1-on-1 is judged to be skipped. Google refused mia@example.org: the consent was withdrawn. ' +
        'What to do: Connect your own Google calendar again.',
    )
    expect(text).toContain('invalid_grant: Token has been expired or revoked.')
  })

  test('whoever asked for people to be read sees that it is due', async () => {
    await held.store.directories.readNow(now, company)
    expect(await look('/connections')).toContain('People read 3 hours ago again within a minute')
  })

  test('people who were not read yet are not read again', async () => {
    await held.store.db.updateTable('connections').set({ directory_at: null }).execute()
    await held.store.directories.readNow(now, company)
    expect(await look('/connections')).toContain('People read not yet within a minute')
  })

  test('tells of a company who is watched, when it was read, and what the checks found', async () => {
    const text = await look('/connections')
    expect(text).toContain('Watches 2 groups: everybody@example.com, team@example.com; 1 person is left out')
    expect(text).toContain(
      'Well People watched 7 Not watched 3 cannot be read, 5 suspended, 5 not chosen, 5 left out, 5 deleted',
    )
    expect(text).toContain('People read 3 hours ago again in 21 hours')
    expect(text).toContain('Calendars read all the longest ago 25 minutes ago')
    expect(text).toContain(
      'Daily check against the service 2 hours ago 2 differences found so far, mended by reading anew',
    )
  })

  test('one person’s broken calendar breaks no connection; a directory that cannot be read does', async () => {
    const fault = { code: 'forbidden', message: 'Google refused: ada@example.com is no administrator.' }
    await held.store.directories.failed(company, fault, { now: now - HOUR, nextTry: now + HOUR })
    const text = await look('/connections')
    expect(text).toContain('2 of 3 connections need hands')
    expect(text).toContain('People cannot be read since Tue 3 Mar, 10:00')
    expect(await look('/')).toContain(
      'People cannot be read Google refused: ada@example.com is no administrator.',
    )
  })

  test('a directory that is busy needs no hands, unless it stays so for a day', async () => {
    const busy = { code: 'busy', message: 'Google is busy: too many requests.' }
    await held.store.directories.failed(company, busy, { now: now - HOUR, nextTry: now + HOUR })
    const text = await look('/connections')
    expect(text).toContain('1 of 3 connections needs hands')
    expect(text).toContain(
      'Waits: the service is busy People cannot be read since Tue 3 Mar, 10:00. Google is busy: too many requests. ' +
        'Nothing is to be done',
    )
    expect((await app.inject('/')).body).toContain(
      'wait"><span class="sign" aria-hidden="true"></span>People cannot be read',
    )
    await held.store.db
      .updateTable('connections')
      .set({ directory_failing_since: now - DAY })
      .where('id', '=', company)
      .execute()
    expect(await look('/connections')).toContain('2 of 3 connections need hands')
  })

  test('what needs hands comes before what passes by itself, also where that lasts longer', async () => {
    const busy = { code: 'busy', message: 'Google is busy: too many requests.' }
    await held.store.directories.failed(company, busy, { now: now - 20 * HOUR, nextTry: now + HOUR })
    for (const url of ['/', '/connections']) {
      const text = await look(url)
      expect(text.indexOf('mia@example.org')).toBeLessThan(text.indexOf('Google Workspace'))
    }
  })

  test('calendars of which none can be read need hands after a day', async () => {
    const fault = { code: 'unreachable', message: 'Google cannot be reached.' }
    for (const { id, connection } of await held.store.calendars.all())
      if (connection === company)
        await held.store.calendars.failed(id, fault, { now: now - DAY + HOUR, nextTry: now + HOUR })
    const since = { failing_since: now - DAY + HOUR }
    await held.store.db.updateTable('calendars').set(since).where('connection', '=', company).execute()
    expect(await look('/connections')).toContain('Cannot be read just now: tried again by itself Calendars')
    expect(await onStart()).toBe('wait Cannot be read Google cannot be reached.')
    await held.store.db
      .updateTable('calendars')
      .set({ failing_since: now - DAY })
      .where('connection', '=', company)
      .execute()
    expect(await look('/connections')).toContain('2 of 3 connections need hands')
    expect(await onStart()).toBe('trouble Cannot be read Google cannot be reached.')
  })

  test.each([
    ['a quota is used up', { paused_until: now + MINUTE }, 'Waits: the service is busy'],
    ['nobody was read yet', { directory_at: null }, 'Reading who is there'],
  ])('says so while %s', async (_why, set, words) => {
    const { db } = held.store
    await db.updateTable('connections').set({ failing_since: null, fault: null }).execute()
    await db.updateTable('connections').set(set).where('id', '=', company).execute()
    const page = await look('/connections')
    expect(page).toContain(words)
    expect(page).toContain('All 3 connections are well so far')
  })

  test('tells whether changes are pushed', async () => {
    const { db } = held.store
    expect(await look('/connections')).toContain(
      'Changes told by push On for 0 of 10 Polling finds the same, later.',
    )
    for (const { id } of await held.store.calendars.all()) {
      const channel = {
        id,
        calendar: id,
        address: 'https://halfhour.example.com/push',
        resource: 'r',
        expiresAt: now + HOUR,
        madeAt: now,
      }
      await held.store.channels.add(channel, 'token')
    }
    expect(await look('/connections')).toContain('Changes told by push On Daily')
    await db.updateTable('channels').set({ expires_at: now }).execute()
    expect(await look('/connections')).toContain('On for 0 of 10')
    app = await webOver(held.store, { config: { ...config, publicUrl: undefined } })
    expect(await look('/connections')).toContain('Changes told by push Off It needs PUBLIC_URL with https.')
  })

  test('without any connection says what can be connected, and how', async () => {
    await settle(held.store, now)
    await held.store.db.deleteFrom('connections').execute()
    const { body } = await app.inject({ url: '/connections', headers: { host: 'localhost:4000' } })
    expect(read(body)).toContain('Connect a calendar')
    expect(body).toContain('href="/connections/google"')
    expect(body).toContain('href="/connections/microsoft"')
    expect(body).toContain('http://localhost:4000/connect/google/callback')
  })
})

describe('people who are not watched', () => {
  test('are listed with reason, since when, next try and what to do', async () => {
    const text = await look(`/connections/${company}/people`)
    expect(text).toContain('1 to 23 of 23')
    expect(text).toContain(
      'person0001@example.com Cannot be read since Tue 3 Mar, 10:00 Google refused person0001@example.com: Calendar is ' +
        'switched off for this person. Switch the Calendar service on for them in the Admin console. Nobody else is ' +
        'affected. Next try in 1 minute.',
    )
    expect(text).toContain('Suspended since Mon 2 Mar, 11:00')
    const { body } = await app.inject(`/connections/${company}/people`)
    const change = `<a class="target" href="/connections/${company}/google">Change who is watched</a>`
    expect(body.split(change)).toHaveLength(2)
    expect(text).toContain('&lt;b&gt;Bobby&lt;/b&gt; Tables')
  })

  test('can be narrowed down to a reason, and come a page at a time', async () => {
    const suspended = await look(`/connections/${company}/people?why=suspended`)
    expect(suspended).toContain('1 to 5 of 5')
    expect(suspended).not.toContain('Left out since')
    await companyDays(held.store, 400)
    const [, , { id } = { id: 0 }] = (await held.store.connections.all()).filter(
      ({ kind }) => kind === 'google',
    )
    const { body } = await app.inject(`/connections/${id}/people?why=deleted&page=2`)
    expect(read(body)).toContain('51 to 66 of 66')
    expect(body).not.toContain('rel="next"')
    expect(body).toContain(`href="/connections/${id}/people?why&#x3D;deleted"`)
  })

  test.each([
    '?page=99999',
    '?page=0',
    '?page=x',
    '?why=nothing',
    '?why=__proto__',
    '?why=deleted&why=deleted',
  ])('takes %s calmly', async (query) => {
    expect((await app.inject(`/connections/${company}/people${query}`)).statusCode).toBe(200)
  })

  test('where everybody is watched, it says so', async () => {
    const id = await held.store.connections.add(
      { kind: 'ics', name: 'Empty', credentials: null, options: {} },
      held.store.secrets,
      now,
    )
    expect(await look(`/connections/${id}/people`)).toContain('Everybody is watched')
  })
})

describe('buttons', () => {
  test('people are read with the next tick', async () => {
    const { statusCode, headers } = await post(`/connections/${company}/people`)
    expect([statusCode, headers.location]).toEqual([303, `/connections?done=people&of=${company}`])
    expect((await held.store.standing.byId(company, { now, wall: now }))?.directoryLookAt).toBe(now)
    expect(await look(headers.location!)).toContain('are read within a minute.')
  })

  test('a directory that lost most of its people is believed only when somebody says so', async () => {
    const button = 'They did leave: believe the directory'
    expect(await look('/connections')).not.toContain(button)
    await post(`/connections/${company}/confirm`)
    const row = () =>
      held.store.db.selectFrom('connections').selectAll().where('id', '=', company).executeTakeFirstOrThrow()
    expect((await row()).directory_confirmed).toBe(false)
    const fault = { code: SHRUNK, message: 'The directory tells of 3 active people, and there were 30.' }
    await held.store.directories.failed(company, fault, { now, nextTry: now + HOUR })
    expect(await look('/connections')).toContain(button)
    await post(`/connections/${company}/confirm`)
    expect(await row()).toMatchObject({ directory_confirmed: true, directory_look_at: now })
  })

  test('disconnecting asks first, then forgets', async () => {
    expect(await look(`/connections/${company}/disconnect`)).toContain('10 calendars are not read any more')
    expect(await held.store.connections.byId(company)).not.toBeNull()
    const { headers } = await post(`/connections/${company}/disconnect`)
    expect(await held.store.connections.byId(company)).toBeNull()
    expect(await look(headers.location!)).toContain('Disconnected.')
  })

  test('testing again tells each step, and how it ended', async () => {
    const { body, statusCode } = await post(`/connections/${company}/test`)
    expect(statusCode).toBe(200)
    expect(read(body)).toMatch(
      /Key worked .* Clock worked .* Directory worked 42 people\. Everything worked\./,
    )
  })

  test('testing again while the service is busy finds nothing broken', async () => {
    async function* test() {
      yield { name: 'Directory', outcome: 'busy' as const, said: 'Google is busy.', wayOut: 'Try again.' }
      yield { name: 'Calendar', outcome: 'skipped' as const, said: 'Not tried: it needs the directory.' }
    }
    app = await webOver(held.store, { connecting: { ...scripted(held.store), test } })
    const { body } = await post(`/connections/${company}/test`)
    expect(read(body)).toContain('The service is busy. Nothing is broken. Try again in a moment.')
    expect(body).not.toContain('standing trouble')
  })

  test('a test that breaks on our side says so and tells nothing of it', async () => {
    async function* test() {
      yield { name: 'Key', outcome: 'ok' as const, said: 'Fine.' }
      throw new Error('secret')
    }
    app = await webOver(held.store, { connecting: { ...scripted(held.store), test } })
    const { body } = await post(`/connections/${company}/test`)
    expect(read(body)).toContain('Key worked Fine. It could not be finished. Something broke on our side')
    expect(body).not.toContain('secret')
    expect(body.trim()).toMatch(/<\/html>$/)
  })

  test.each(['x', '0', '999999', '99999999999', '1e3'])('of connection %s: there is none', async (id) => {
    for (const act of ['people', 'disconnect', 'test'])
      expect((await post(`/connections/${id}/${act}`)).statusCode).toBe(404)
    for (const page of ['people', 'disconnect', 'google', 'google/key']) {
      const { statusCode, body } = await app.inject(`/connections/${id}/${page}`)
      expect([statusCode, read(body).includes('There is no such connection')]).toEqual([404, true])
      expect(body).toContain('<a class="target" href="/connections">All connections</a>')
    }
  })

  test.each([
    ['google', '/connections/google'],
    ['microsoft', '/connections/microsoft'],
    ['1', '/connections'],
    ['x', '/connections'],
  ])('a test of %s that is looked at again, as by Back, leads to %s', async (which, form) => {
    const { statusCode, headers } = await app.inject(`/connections/${which}/test`)
    expect([statusCode, headers.location]).toEqual([303, form])
  })

  test('what the address says was done is never shown as it stands there', async () => {
    for (const query of [
      'done=<b>',
      'done=people',
      'done=saved&of=999',
      'done=__proto__',
      'done=toString&of=1',
      'done=a&done=b',
    ])
      expect((await app.inject(`/connections?${query}`)).body).not.toContain('role="status"')
  })
})

describe('looking', () => {
  test.each(['GET', 'HEAD'] as const)('by %s changes nothing', async (method) => {
    const before = await held.store.standing.all({ now, wall: now })
    for (const url of [
      '',
      `/${company}/people`,
      `/${company}/disconnect`,
      `/${company}/test`,
      '/google',
      '/google/test',
      '/microsoft',
      `/${company}/google`,
      `/${company}/google/key`,
    ])
      await app.inject({ method, url: `/connections${url}` })
    await app.inject({ method, url: '/connect/google' })
    expect(await held.store.standing.all({ now, wall: now })).toEqual(before)
  })
})
