// Domain-wide delegation as it breaks: keys, scopes one by one, people who are gone, clocks, tokens that run out.
import { createSign } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { HOUR, MINUTE } from '../../src/domain/types.ts'
import {
  ada,
  authFor,
  directoryScopes,
  grace,
  linus,
  readonly,
  refusal,
  type Scene,
  scene,
} from './support.ts'

let here: Scene
beforeEach(async () => {
  here = await scene()
})
afterEach(() => here.google.close())

const token = (subject = ada, scopes = [readonly], key = here.key) =>
  authFor(here.google, key, subject, scopes).getAccessToken()
const list = (person = ada) => here.as(person).events.list({ calendarId: 'primary' })

/** Google's own client names no key in what it signs. */
async function askSigned(kid: string): Promise<Response> {
  const iat = Math.floor(Date.now() / 1000)
  const aud = 'https://oauth2.googleapis.com/token'
  const claims = { iss: here.key.client_email, sub: ada, scope: readonly, aud, iat, exp: iat + 3600 }
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const text = `${part({ alg: 'RS256', kid })}.${part(claims)}`
  const assertion = `${text}.${createSign('RSA-SHA256').update(text).sign(here.key.private_key, 'base64url')}`
  const grant_type = 'urn:ietf:params:oauth:grant-type:jwt-bearer'
  return fetch(here.google.tokenUrl, {
    method: 'POST',
    body: new URLSearchParams({ grant_type, assertion }),
  })
}

describe('a key', () => {
  test('is one of several, each good until it is deleted', async () => {
    const second = await here.google.oauth.addKey()
    expect(second.client_id).toBe(here.key.client_id)
    expect(second.private_key_id).not.toBe(here.key.private_key_id)
    for (const key of [here.key, second]) expect((await token(ada, [readonly], key)).token).toMatch(/^ya29/)
    here.google.oauth.deleteKey(here.key.private_key_id)
    expect(await refusal(token())).toEqual({
      ...{ code: 400, reason: 'invalid_grant', message: 'Invalid JWT Signature.' },
    })
    expect((await token(ada, [readonly], second)).token).toMatch(/^ya29/)
  })

  test('is no good under the id of another', async () => {
    const second = await here.google.oauth.addKey()
    const ask = async (kid: string) => (await askSigned(kid)).json()
    expect(await ask(here.key.private_key_id)).toMatchObject({ token_type: 'Bearer' })
    for (const kid of [second.private_key_id, 'none'])
      expect(await ask(kid)).toMatchObject({ error_description: 'Invalid JWT Signature.' })
  })

  test('is no good without its account; tokens given out before live on', async () => {
    const client = here.as(ada)
    await client.events.list({ calendarId: 'primary' })
    here.google.oauth.deleteServiceAccount()
    expect(await refusal(token())).toEqual({
      ...{ code: 400, reason: 'invalid_grant', message: 'Invalid grant: account not found' },
    })
    expect((await client.events.list({ calendarId: 'primary' })).status).toBe(200)
  })
})

describe('scopes', () => {
  test('are granted one by one, and one too many refuses the whole request', async () => {
    const [users, members] = directoryScopes as [string, string]
    here.google.oauth.allowScopes([readonly, users])
    expect((await token(ada, [readonly])).token).toMatch(/^ya29/)
    expect((await token(ada, [readonly, users])).token).toMatch(/^ya29/)
    for (const scopes of [[members], [readonly, members], ['https://www.googleapis.com/auth/nothing']])
      expect(await refusal(token(ada, scopes))).toMatchObject({ code: 401, reason: 'unauthorized_client' })
  })
})

describe('a person', () => {
  test.each<[string, string, string, string]>([
    ['of no domain of the company', 'ada@elsewhere.example', 'invalid_request', 'Invalid impersonation'],
    ['nobody knows', 'nobody@example.com', 'invalid_grant', 'Invalid email or User ID'],
    ['who was renamed, by the old address', linus, 'invalid_grant', 'Invalid email or User ID'],
    ['who was deleted', grace, 'invalid_grant', 'The account has been deleted'],
    ['who is archived', 'mary@example.com', 'invalid_grant', 'Invalid email or User ID'],
  ])('%s cannot be acted as', async (_name, person, reason, message) => {
    const { company } = here.google
    company.renamePerson(linus, 'torvalds@example.com')
    company.deletePerson(grace)
    company.addPerson('mary@example.com', { zone: 'UTC', archived: true })
    const answer = await refusal(token(person))
    expect(answer).toMatchObject({ code: 400, reason })
    expect(answer.message).toContain(message)
    expect((await token('torvalds@example.com')).token).toMatch(/^ya29/)
  })

  test('keeps calendar, sync token and access token under another address', async () => {
    here.google.company.createEvent(ada, { summary: 'Ada / Grace', start: here.clock.now, guests: [grace] })
    const client = here.as(ada)
    const before = (await client.events.list({ calendarId: ada })).data
    here.google.company.renamePerson(ada, 'lovelace@example.com')
    for (const calendarId of [ada, 'lovelace@example.com', 'primary'])
      expect((await client.events.list({ calendarId })).data.items).toHaveLength(1)
    const syncToken = before.nextSyncToken!
    expect(
      (await here.as('lovelace@example.com').events.list({ calendarId: ada, syncToken })).data.items,
    ).toEqual([])
    const [event] = (await client.events.list({ calendarId: ada })).data.items!
    expect(event!.organizer).toEqual({ email: ada, displayName: 'Ada', self: true })
    expect(event!.attendees).toContainEqual(
      expect.objectContaining({ email: ada, self: true, organizer: true }),
    )
  })

  test('keeps address and calendar where the other address is somebody’s', async () => {
    expect(() => here.google.company.renamePerson(ada, grace)).toThrow(`${grace} is taken`)
    expect((await here.as(ada).events.list({ calendarId: ada })).data.items).toEqual([])
  })

  test('who is deleted has no calendar; what they organized stays with the others', async () => {
    const id = here.google.company.createEvent(ada, {
      summary: 'Ours',
      start: here.clock.now,
      guests: [grace],
    })
    const client = here.as(ada)
    await client.events.list({ calendarId: ada })
    here.google.company.deletePerson(ada)
    expect(await refusal(client.events.list({ calendarId: ada }))).toMatchObject({ code: 401 })
    expect(await refusal(here.as(grace).events.list({ calendarId: ada }))).toMatchObject({ code: 404 })
    const { data } = await here.as(grace).events.get({ calendarId: grace, eventId: id })
    expect(data).toMatchObject({ status: 'confirmed', organizer: { email: ada } })
    here.google.company.addPerson(ada, { zone: 'UTC', name: 'Another Ada' })
    expect((await here.as(ada).events.list({ calendarId: ada })).data.items).toEqual([])
  })
})

describe('a token', () => {
  test('of one person may live shorter than those of others', async () => {
    here.google.oauth.setTokenLifetime(1, ada)
    const expiry = async (person: string) => {
      const auth = authFor(here.google, here.key, person, [readonly])
      return (await auth.authorize()).expiry_date! - Date.now()
    }
    expect(await expiry(ada)).toBeLessThan(MINUTE)
    expect(await expiry(grace)).toBeGreaterThan(50 * MINUTE)
  })

  test('of one person is taken back, the others’ stay', async () => {
    const [hers, his] = [here.as(ada), here.as(linus)]
    for (const client of [hers, his]) await client.events.list({ calendarId: 'primary' })
    here.google.oauth.revokeTokens(ada)
    expect(await refusal(hers.events.list({ calendarId: 'primary' }))).toMatchObject({ code: 401 })
    expect((await his.events.list({ calendarId: 'primary' })).status).toBe(200)
    expect((await list()).status).toBe(200)
  })
})

describe('Google’s clock', () => {
  test.each([
    ['two hours ahead', 2 * HOUR],
    ['ten minutes behind', -10 * MINUTE],
  ])('%s refuses what ours signs, and tells its time in each answer', async (_name, skew) => {
    here.google.setClockSkew(skew)
    const answer = await refusal(token())
    expect(answer).toMatchObject({ code: 400, reason: 'invalid_grant' })
    expect(answer.message).toContain('iat and exp')
    const { headers } = await fetch(here.google.tokenUrl, { method: 'POST' })
    expect(Math.abs(Date.parse(headers.get('date')!) - Date.now() - skew)).toBeLessThan(MINUTE)
    here.google.setClockSkew(2 * MINUTE)
    expect((await token()).token).toMatch(/^ya29/)
  })
})
