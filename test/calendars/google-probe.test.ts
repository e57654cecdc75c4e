// The step-by-step test of a connection, with one thing wrong at a time.
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { probeGoogle, probeGooglePerson } from '../../src/calendars/google/probe.ts'
import { isWell, type Probe, type Step } from '../../src/calendars/probe.ts'
import type { CompanyOptions } from '../../src/domain/account.ts'
import { HOUR } from '../../src/domain/types.ts'
import { ada, grace, linus, monday, type Scene, scene } from '../sandbox/support.ts'

const EVENTS = 'https://www.googleapis.com/auth/calendar.events.readonly'
const PEOPLE = 'https://www.googleapis.com/auth/admin.directory.user.readonly'
const company: CompanyOptions = {
  admin: grace,
  domains: ['example.com'],
  choice: { by: 'all' },
  leaveOut: [],
}

let here: Scene
beforeEach(async () => {
  here = await scene()
})
afterEach(() => here.google.close())

async function told(probe: Probe): Promise<Step[]> {
  const steps: Step[] = []
  for await (const step of probe) steps.push(step)
  return steps
}

const place = () => ({ rootUrl: here.google.url, tokenUrl: here.google.tokenUrl })
const steps = (more: Partial<CompanyOptions> = {}, key: unknown = here.key) =>
  told(probeGoogle(key, { ...company, ...more }, place()))
const outcomes = (found: Step[]) => found.map(({ name, outcome }) => `${name}: ${outcome}`)
const failed = (found: Step[]) => found.filter(({ outcome }) => outcome === 'failed')
const SCOPES = ['Scope calendar.events.readonly', 'Scope admin.directory.user.readonly']

describe('a connection that is well', () => {
  test('tells each step, the calendar that was tried and how much is in it', async () => {
    here.google.company.createEvent(grace, { summary: 'x', start: monday, guests: [ada] })
    const found = await steps()
    expect(isWell(found)).toBe(true)
    expect(found.map(({ name }) => name)).toEqual(['Key', 'Clock', ...SCOPES, 'Directory', 'Calendar'])
    const said = found.map(({ said }) => said).join('\n')
    for (const word of [
      here.key.client_email,
      here.key.client_id,
      '3 of 3 people',
      'at example.com',
      '1 event on',
    ])
      expect(said).toContain(word)
    expect(JSON.stringify(found)).not.toMatch(/PRIVATE KEY|ya29/)
  })

  test('with groups and units', async () => {
    here.google.company.addGroup('leads@example.com', [linus])
    here.google.company.setUnit(ada, '/Engine/Room')
    const groups = await steps({ choice: { by: 'groups', groups: ['leads@example.com'] } })
    expect(isWell(groups)).toBe(true)
    expect(groups.at(-1)?.said).toContain(linus)
    const units = await steps({ choice: { by: 'units', units: ['/Engine'] } })
    expect(isWell(units)).toBe(true)
    expect(units.at(-1)?.said).toContain(ada)
  })

  test('with a group that holds the whole company', async () => {
    here.google.company.addGroup('all@example.com', [{ everybody: true }])
    expect(isWell(await steps({ choice: { by: 'groups', groups: ['all@example.com'] } }))).toBe(true)
  })

  test('tries the next calendar where one is switched off', async () => {
    here.google.company.addPerson('ann@example.com', { zone: 'UTC', hasCalendar: false })
    const choice = { by: 'list', people: ['ann@example.com', linus] } as const
    const found = await steps({ choice: { ...choice, people: [...choice.people] } })
    expect(isWell(found)).toBe(true)
    expect(found.at(-1)?.said).toContain(linus)
  })
})

describe('one thing wrong', () => {
  test.each([
    ['nothing', null],
    ['a text', 'halfhour'],
    ['another file', { type: 'authorized_user' }],
    ['a broken key', { private_key: '-----BEGIN PRIVATE KEY-----\nx\n-----END PRIVATE KEY-----\n' }],
  ])('a key that is none: %s', async (_what, wrong) => {
    const key =
      wrong === null || typeof wrong === 'string' || 'type' in wrong ? wrong : { ...here.key, ...wrong }
    const found = await steps({}, key)
    expect(failed(found).map(({ name }) => name)).toEqual(['Key'])
    expect(found.slice(1).every(({ outcome }) => outcome === 'skipped')).toBe(true)
    expect(here.google.traffic.count()).toBe(0)
  })

  test('a key that was deleted', async () => {
    const other = await here.google.oauth.addKey()
    here.google.oauth.deleteKey(other.private_key_id)
    expect(failed(await steps({}, other))[0]).toMatchObject({
      name: SCOPES[0],
      wayOut: expect.stringContaining('new key'),
      raw: expect.stringContaining('Invalid JWT Signature'),
    })
  })

  test.each([
    ['fast', -HOUR],
    ['slow', HOUR],
  ])('a clock that is %s', async (words, by) => {
    here.clock.wall = Date.now() + by
    const found = await steps()
    expect(outcomes(found).slice(0, 3)).toEqual(['Key: ok', 'Clock: failed', `${SCOPES[0]}: skipped`])
    expect(found[1]?.said).toContain(`60 minutes ${words}`)
  })

  test('a missing scope is named, whatever else is granted', async () => {
    here.google.oauth.allowScopes([PEOPLE])
    const found = await steps()
    expect(outcomes(found).slice(2)).toEqual([
      `${SCOPES[0]}: failed`,
      `${SCOPES[1]}: ok`,
      'Directory: ok',
      'Calendar: skipped',
    ])
    expect(found[2]?.wayOut).toContain(`client id ${here.key.client_id} with the scope ${EVENTS}`)
    here.google.oauth.allowScopes([EVENTS])
    expect(outcomes(await steps()).slice(2)).toEqual([
      `${SCOPES[0]}: ok`,
      `${SCOPES[1]}: failed`,
      'Directory: skipped',
      'Calendar: skipped',
    ])
  })

  test('the scope of groups is asked for only where groups are chosen', async () => {
    here.google.oauth.allowScopes([PEOPLE, EVENTS])
    here.google.company.addGroup('leads@example.com', [linus])
    expect(isWell(await steps())).toBe(true)
    const found = await steps({ choice: { by: 'groups', groups: ['leads@example.com'] } })
    expect(failed(found).map(({ name }) => name)).toEqual(['Scope admin.directory.group.member.readonly'])
    expect(outcomes(found).slice(-2)).toEqual(['Group leads@example.com: skipped', 'Calendar: skipped'])
  })

  test.each([
    ['group', { by: 'groups', groups: ['x@example.com'] }],
    ['unit', { by: 'units', units: ['/X'] }],
  ] as const)(
    'a %s that is none: no calendar is tried, and that is no second failure',
    async (_what, choice) => {
      const found = await steps({ choice } as unknown as Partial<CompanyOptions>)
      expect(failed(found)).toHaveLength(1)
      expect(found.at(-1)).toMatchObject({ name: 'Calendar', outcome: 'skipped' })
    },
  )

  test.each([
    ['an admin who is none', { admin: ada }, 'Directory', 'admin’s address'],
    ['an admin who is nobody', { admin: 'nobody@example.com' }, SCOPES[0], 'primary address'],
    ['other domains', { domains: ['example.org'] }, 'Directory', 'it has example.com'],
    [
      'a group that nobody knows',
      { choice: { by: 'groups', groups: ['x@example.com'] } },
      'Group x@example.com',
      'groups chosen',
    ],
    ['a unit that nobody knows', { choice: { by: 'units', units: ['/X'] } }, 'Unit /X', 'Nobody is in'],
    [
      'nobody chosen who is there',
      { choice: { by: 'list', people: ['x@example.com'] } },
      'Chosen people',
      'Nobody is chosen who is in the directory. It does not know x@example.com.',
    ],
    ['everybody left out', { leaveOut: [ada, grace, linus] }, 'Calendar', 'Nobody is chosen'],
  ] as const)('%s', async (_what, more, name, words) => {
    const [first] = failed(await steps(more as Partial<CompanyOptions>))
    expect(first?.name).toBe(name)
    expect(`${first?.said} ${first?.wayOut}`.replaceAll("'", '’')).toContain(words)
  })

  test('addresses that nobody has are named; somebody who is there is enough', async () => {
    const people = [ada, 'nobody@example.com', 'noone@example.com']
    const found = await steps({ choice: { by: 'list', people } })
    expect(isWell(found)).toBe(true)
    expect(found.find(({ name }) => name === 'Chosen people')?.said).toBe(
      '1 of 3 is in the directory. It does not know nobody@example.com, noone@example.com: correct these.',
    )
  })

  test('an empty group', async () => {
    here.google.company.addGroup('none@example.com', [])
    const found = await steps({ choice: { by: 'groups', groups: ['none@example.com'] } })
    expect(failed(found)[0]?.said).toContain('Nobody is in the group none@example.com')
  })

  test.each([
    ['directory', 'Directory', 'admin.googleapis.com'],
    ['calendar', 'Calendar', 'calendar-json.googleapis.com'],
  ] as const)('the %s API is off', async (api, name, link) => {
    here.google.traffic.setApi(api, false)
    expect(failed(await steps())).toMatchObject([{ name, wayOut: expect.stringContaining(link) }])
  })

  test('no calendar can be read', async () => {
    here.google.company.addPerson('ann@example.com', { zone: 'UTC', hasCalendar: false })
    const [first] = failed(await steps({ choice: { by: 'list', people: ['ann@example.com'] } }))
    expect(first?.said).toContain('switched off for this person')
  })

  test('Google cannot be reached', async () => {
    const away = { rootUrl: 'https://localhost:1/', tokenUrl: 'https://localhost:1/token' }
    const found = await told(probeGoogle(here.key, company, away))
    expect(failed(found)).toMatchObject([
      { name: 'Clock', said: expect.stringContaining('cannot be reached') },
    ])
  })
})

describe('one person’s own connection', () => {
  const redirectUri = 'http://localhost:3000/connect/google'

  async function access(scopes: string[] | null = null) {
    const { id: client_id, secret: client_secret } = here.google.oauth.registerClient([redirectUri])
    here.google.oauth.consentAs(ada, { scopes })
    const asked = { client_id, redirect_uri: redirectUri, response_type: 'code', access_type: 'offline' }
    const url = new URL('o/oauth2/v2/auth', here.google.url)
    url.search = new URLSearchParams({ ...asked, scope: `openid email ${EVENTS}` }).toString()
    const back = await fetch(url, { redirect: 'manual' })
    const code = new URL(back.headers.get('location')!).searchParams.get('code')!
    const form = {
      client_id,
      client_secret,
      code,
      redirect_uri: redirectUri,
      grant_type: 'authorization_code',
    }
    const answer = await fetch(here.google.tokenUrl, { method: 'POST', body: new URLSearchParams(form) })
    const { refresh_token } = (await answer.json()) as { refresh_token: string }
    return { type: 'authorized_user', client_id, client_secret, refresh_token }
  }

  test('that is well', async () => {
    const found = await told(probeGooglePerson(await access(), ada, place()))
    expect(outcomes(found)).toEqual(['Access: ok', 'Calendar: ok'])
  })

  test('that was taken back', async () => {
    const credentials = await access()
    here.google.oauth.revokeConsent(ada)
    const found = await told(probeGooglePerson(credentials, ada, place()))
    expect(outcomes(found)).toEqual(['Access: failed', 'Calendar: skipped'])
    expect(found[0]?.said).toContain('taken back')
  })

  test('that never took in the calendar', async () => {
    const found = await told(probeGooglePerson(await access(['openid', 'email']), ada, place()))
    expect(outcomes(found)).toEqual(['Access: ok', 'Calendar: failed'])
    expect(found[1]?.wayOut).toContain('ticked')
  })
})
