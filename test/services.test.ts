import { beforeEach, describe, expect, test } from 'vitest'
import type { CompanyOptions } from '../src/domain/account.ts'
import { openServices } from '../src/services.ts'
import { settle } from './support/company.ts'
import { ada, at, grace } from './support/facts.ts'
import { createServiceKey } from './support/keys.ts'
import { testStore } from './support/store.ts'

const held = testStore()
const now = at('2026-03-02T08:00Z')
const settings = { googleRootUrl: undefined, googleTokenUrl: undefined, allowPrivateFeeds: false }
const company: CompanyOptions = {
  admin: grace,
  domains: ['example.com'],
  choice: { by: 'all' },
  leaveOut: [],
}
const consent = (refresh_token: string) => ({
  type: 'authorized_user',
  client_id: 'x.apps.googleusercontent.com',
  client_secret: 'GOCSPX-1',
  refresh_token,
})

const { admin: _, ...chosen } = company
const app = {
  type: 'microsoft_app',
  tenant: 'contoso.com',
  client_id: '9dc1fe4e-a0ae-44ee-8b6e-3b1b6f3d3f10',
  client_secret: 'x8Q~1',
}

beforeEach(() => settle(held.store, now))

const google = (credentials: unknown, options: object) => ({
  ...{ kind: 'google' as const, name: 'Google', credentials },
  options: { ...options },
})
const add = (credentials: unknown, options: object) =>
  held.store.connections.add(google(credentials, options), held.store.secrets, now)
const addOutlook = (credentials: unknown, options: object) =>
  held.store.connections.add(
    { ...google(credentials, options), kind: 'microsoft', name: 'Microsoft 365' },
    held.store.secrets,
    now,
  )
const replace = (id: number, credentials: unknown, options: object) =>
  held.store.connections.replace(id, google(credentials, options), held.store.secrets, now)

describe('the services behind connections', () => {
  test('are opened once, and anew when the key or the choice was replaced', async () => {
    const { serviceOf, directoryOf } = openServices(held.store, settings)
    const id = await add(createServiceKey(), company)
    const calendars = await serviceOf(id)
    const directory = await directoryOf(id)
    expect(await serviceOf(id)).toBe(calendars)
    expect((await directoryOf(id))?.service).toBe(directory?.service)
    await replace(id, createServiceKey(), { ...company, leaveOut: [ada] })
    expect(await serviceOf(id)).not.toBe(calendars)
    const anew = await directoryOf(id)
    expect(anew?.service).not.toBe(directory?.service)
    expect(anew?.options.leaveOut).toEqual([ada])
  })

  test('Microsoft has no admin to ask as: a company there is one without; its options are told as they are', async () => {
    const { serviceOf, directoryOf } = openServices(held.store, settings)
    const id = await addOutlook(app, { ...chosen, mustBeRefused: ada })
    expect(await serviceOf(id)).toMatchObject({
      changes: expect.any(Function),
      push: { renew: expect.any(Function) },
    })
    expect((await directoryOf(id))?.options).toEqual({ ...chosen, mustBeRefused: ada })
    expect(await directoryOf(await addOutlook(app, {}))).toBeNull()
    expect(await directoryOf(await add(createServiceKey(), chosen))).toBeNull()
  })

  test('a directory is there for companies alone', async () => {
    const { directoryOf } = openServices(held.store, settings)
    const [{ id: ics } = { id: 0 }] = await held.store.connections.all()
    expect(await directoryOf(ics)).toBeNull()
    expect(await directoryOf(await add(createServiceKey(), {}))).toBeNull()
    expect(await directoryOf(await add(consent('1//a'), { owner: ada }))).toBeNull()
  })

  test.each([
    [
      'an app registration that is none',
      () => addOutlook({ type: 'microsoft_app' }, chosen),
      'is no app registration of Microsoft Entra',
    ],
    ['a connection that is gone', async () => 999, 'not known any more'],
    [
      'a key that is none',
      () => add({ type: 'service_account' }, company),
      'is no key of a Google service account',
    ],
  ])('%s is said in a sentence', async (_what, id, sentence) => {
    const { serviceOf, directoryOf } = openServices(held.store, settings)
    const asked = await id()
    await expect(serviceOf(asked)).rejects.toThrow(sentence)
    await expect(directoryOf(asked)).rejects.toThrow(sentence)
  })
})

describe('a token that its service replaced', () => {
  const tokenOf = async (id: number) => {
    const credentials = await held.store.connections.credentialsOf(id, held.store.secrets)
    return (credentials as { refresh_token: string }).refresh_token
  }

  test('is kept, sealed', async () => {
    const id = await add(consent('1//old'), { owner: ada })
    const opened = (await held.store.connections.sealedById(id))!
    await held.store.connections.renewed(opened, consent('1//new'), held.store.secrets)
    expect(await tokenOf(id)).toBe('1//new')
  })

  test('does not undo a consent that came in between', async () => {
    const id = await add(consent('1//old'), { owner: ada })
    const opened = (await held.store.connections.sealedById(id))!
    await replace(id, consent('1//consented'), { owner: ada })
    await held.store.connections.renewed(opened, consent('1//new'), held.store.secrets)
    expect(await tokenOf(id)).toBe('1//consented')
  })
})
