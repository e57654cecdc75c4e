// The step-by-step test with one thing wrong at a time, against the sandbox over HTTPS.
import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { PEOPLE } from '../../src/calendars/graph/permissions.ts'
import { placeOf } from '../../src/calendars/graph/place.ts'
import { probeGraph, type Wishes } from '../../src/calendars/graph/probe.ts'
import { graphError } from '../../src/calendars/graph/trouble.ts'
import { isWell, type Step } from '../../src/calendars/probe.ts'
import { DAY } from '../../src/domain/types.ts'
import type { TransientError } from '../../src/errors.ts'
import { type GraphScene, graphScene } from '../sandbox/graph-support.ts'
import { ada, grace, linus } from '../sandbox/support.ts'
import { credentials, placeIn } from './graph-support.ts'

let here: GraphScene
beforeEach(async () => {
  here = await graphScene()
})
afterEach(() => here.graph.close())

const wishes: Wishes = { domains: ['example.com'], choice: { by: 'all' }, leaveOut: [] }

async function probe(content: object = credentials(here), more: Partial<Wishes> = {}): Promise<Step[]> {
  const steps: Step[] = []
  for await (const step of probeGraph(content, { ...wishes, ...more }, placeIn(here))) steps.push(step)
  return steps
}
const failed = (steps: Step[]) => steps.filter(({ outcome }) => outcome === 'failed').map(({ name }) => name)

test('all is well: each step says what it found', async () => {
  const steps = await probe()
  expect(isWell(steps)).toBe(true)
  expect(steps.map(({ name }) => name)).toEqual([
    ...['App registration', 'Tenant', 'App', 'Secret', 'Sign-in', 'Permission Calendars.Read'],
    ...['Permission User.Read.All', 'Permission MailboxSettings.Read', 'Directory', 'Calendar'],
  ])
  expect(steps.at(-1)?.said).toMatch(/^The calendar of \w+@example\.com is readable\.$/)
  expect(JSON.stringify(steps)).not.toContain(here.app.secret)
})

test('a certificate serves as well, and tells its end', async () => {
  const { certificate, privateKey } = await here.graph.oauth.addCertificate(here.app.clientId)
  const { client_secret: _, ...rest } = credentials(here)
  const steps = await probe({ ...rest, certificate: `${certificate}\n${privateKey}` })
  expect(isWell(steps)).toBe(true)
  expect(steps.find(({ name }) => name === 'Certificate')?.said).toMatch(/accepted, until \d{4}-\d\d-\d\d\./)
})

test('when a secret ends is told where the admin told us', async () => {
  const saidOf = async (told: object) =>
    (await probe({ ...credentials(here), ...told })).find(({ name }) => name === 'Secret')?.said
  expect(await saidOf({ secret_expires: '2031-06-30' })).toBe('The secret is accepted, until 2031-06-30.')
  expect(await saidOf({})).toContain('nobody is warned')
})

test.each<[string, () => object, string, RegExp]>([
  ['another tenant', () => ({ ...credentials(here), tenant: randomUUID() }), 'Tenant', /knows no tenant/],
  [
    'no tenant',
    () => ({ ...credentials(here), tenant: 'ours' }),
    'App registration',
    /Directory \(tenant\) ID/,
  ],
  [
    'another app',
    () => ({ ...credentials(here), client_id: randomUUID() }),
    'App',
    /no app with the client id/,
  ],
  ['no client id', () => ({ ...credentials(here), client_id: 'halfhour' }), 'App registration', /a GUID/],
  ['a wrong secret', () => ({ ...credentials(here), client_secret: 'wrong' }), 'Secret', /secret is wrong/],
  [
    "the secret's id",
    () => ({ ...credentials(here), client_secret: here.app.secretId }),
    'App registration',
    /column Value/,
  ],
  [
    'neither secret nor certificate',
    () => ({ ...credentials(here), client_secret: undefined }),
    'App registration',
    /Neither/,
  ],
  [
    'an expired secret',
    () => {
      here.graph.oauth.expireSecrets(here.app.clientId, Date.now() - DAY)
      return credentials(here)
    },
    'Secret',
    /has expired/,
  ],
  [
    'a disabled app',
    () => {
      here.graph.oauth.block(here.app.clientId, 'disabled')
      return credentials(here)
    },
    'App',
    /disabled/,
  ],
  [
    'no consent',
    () => {
      here.graph.oauth.block(here.app.clientId, 'noConsent')
      return credentials(here)
    },
    'Sign-in',
    /consented/,
  ],
  [
    'Conditional Access',
    () => {
      here.graph.oauth.block(here.app.clientId, 'conditionalAccess')
      return credentials(here)
    },
    'Sign-in',
    /Conditional Access/,
  ],
  [
    'permissions not listed',
    () => {
      here.graph.oauth.block(here.app.clientId, 'misconfigured')
      return credentials(here)
    },
    'Sign-in',
    /not listed/,
  ],
])('%s fails one step, and says so in plain words', async (_what, content, step, words) => {
  const steps = await probe(content())
  expect(failed(steps)).toEqual([step])
  const found = steps.find(({ name }) => name === step)!
  expect(found.said).toMatch(words)
  const after = steps.slice(steps.indexOf(found) + 1)
  expect(after.every(({ outcome }) => outcome === 'skipped')).toBe(true)
  if (step !== 'App registration') expect(found.raw).toMatch(/AADSTS\d+.*Trace ID: [\w-]{36}/)
})

test('each permission is named by itself', async () => {
  here.graph.oauth.setRoles(here.app.clientId, ['Calendars.Read', 'User.Read.All'])
  const steps = await probe()
  expect(failed(steps)).toEqual(['Permission MailboxSettings.Read'])
  expect(steps.find(({ name }) => name === 'Permission MailboxSettings.Read')).toMatchObject({
    wayOut: expect.stringContaining('adminconsent?client_id='),
    raw: expect.stringContaining('Calendars.Read'),
  })
})

test('without the permission for people the directory is not tried', async () => {
  here.graph.oauth.setRoles(here.app.clientId, ['Calendars.Read', 'MailboxSettings.Read'])
  const steps = await probe()
  expect(failed(steps)).toEqual(['Permission User.Read.All'])
  expect(steps.find(({ name }) => name === 'Directory')?.outcome).toBe('skipped')
})

test('nobody in the domains', async () => {
  const steps = await probe(undefined, { domains: ['other.example'] })
  expect(failed(steps)).toEqual(['Directory'])
})

test('a group, a department', async () => {
  here.graph.company.addGroup('some@example.com', [ada])
  here.graph.company.setUnit(grace, 'Sales')
  expect(isWell(await probe(undefined, { choice: { by: 'groups', groups: ['some@example.com'] } }))).toBe(
    true,
  )
  expect(isWell(await probe(undefined, { choice: { by: 'units', units: ['/Sales'] } }))).toBe(true)
  expect(failed(await probe(undefined, { choice: { by: 'units', units: ['/Nobody'] } }))).toEqual([
    'Department Nobody',
  ])
  expect(failed(await probe(undefined, { choice: { by: 'groups', groups: ['no@example.com'] } }))).toEqual([
    'Group no@example.com',
  ])
})

test('people chosen by address: those whom nobody knows are named, and fail where nobody else is chosen', async () => {
  const listed = (people: string[]) => probe(undefined, { choice: { by: 'list', people } })
  const some = await listed([ada, 'nobody@example.com'])
  expect(isWell(some)).toBe(true)
  expect(some.find(({ name }) => name === 'Chosen people')?.said).toContain(
    'It does not know nobody@example.com',
  )
  const none = await listed(['nobody@example.com'])
  expect(failed(none)).toEqual(['Chosen people'])
  expect(none.at(-1)).toMatchObject({ name: 'Calendar', outcome: 'skipped' })
})

test('chosen people of whom nobody is watched: each is named with the reason', async () => {
  const info = 'info@example.com'
  here.graph.company.addPerson(info, { zone: 'UTC', kind: 'shared' })
  const choice = { by: 'list' as const, people: [info, grace] }
  const steps = await probe(undefined, { choice, leaveOut: [grace] })
  expect(failed(steps)).toEqual(['Calendar'])
  const said = steps.at(-1)?.said
  expect(said).toContain(`${info} is switched off in Entra, as shared mailboxes are`)
  expect(said).toContain(`${grace} is left out`)
  expect(said).not.toContain(ada)
})

test('the first whose calendar can be read will do; no other is needed', async () => {
  here.graph.limitMailboxes(here.app.clientId, [grace])
  expect(isWell(await probe())).toBe(true)
  here.graph.limitMailboxes(here.app.clientId, [])
  const calendar = (await probe()).find(({ name }) => name === 'Calendar')!
  expect(calendar).toMatchObject({
    outcome: 'failed',
    said: expect.stringContaining('outside of what the app may read'),
  })
})

test('the mailbox that must be refused is, or is not', async () => {
  here.graph.limitMailboxes(here.app.clientId, [ada, grace])
  expect(isWell(await probe(undefined, { mustBeRefused: linus }))).toBe(true)
  here.graph.limitMailboxes(here.app.clientId, null)
  const steps = await probe(undefined, { mustBeRefused: linus })
  expect(failed(steps)).toEqual(['Mailbox that must be refused'])
  expect(steps.at(-1)?.wayOut).toContain('Remove admin consent')
})

test('Microsoft cannot be reached', async () => {
  const steps: Step[] = []
  const nowhere = { graphUrl: 'https://localhost:65533/v1.0', loginUrl: 'https://localhost:65533/' }
  for await (const step of probeGraph(credentials(here), wishes, nowhere)) steps.push(step)
  expect(failed(steps)).toEqual(['Tenant'])
  expect(steps[1]?.said).toContain('cannot be reached')
  const ways = /^If it lasts: .* localhost:65533 .*proxy.*NODE_EXTRA_CA_CERTS.*clock.*MICROSOFT_LOGIN_URL/
  expect(steps[1]?.wayOut).toMatch(ways)
})

test.each(['SELF_SIGNED_CERT_IN_CHAIN', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'])(
  'a certificate of Microsoft’s that is not trusted (%s) tells how it would be',
  (code) => {
    const asked = { person: null, permission: PEOPLE, concerns: 'connection' } as const
    const key = { kind: 'app', tenant: 'example.com', clientId: 'client' } as const
    const by = { key, place: placeOf({}), roles: null, served: new Set<string>() }
    const error = graphError(new TypeError('fetch failed', { cause: { code } }), asked, by)
    expect(error).toMatchObject({
      name: 'TransientError',
      message: expect.stringMatching(/^The certificate of Microsoft’s servers was not accepted/),
      wayOut: expect.stringMatching(
        /login\.microsoftonline\.com and graph\.microsoft\.com .*NODE_EXTRA_CA_CERTS/,
      ),
    })
    expect((error as TransientError).wayOut).not.toContain('MICROSOFT_LOGIN_URL')
  },
)
