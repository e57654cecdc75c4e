// Tenants that an earlier version connected noted nothing of what they prove themselves with: it is noted at start.
import { X509Certificate } from 'node:crypto'
import { generate } from 'selfsigned'
import { beforeEach, describe, expect, test } from 'vitest'
import { buildApp } from '../../src/app.ts'
import { readConfig } from '../../src/config.ts'
import { noteProofs } from '../../src/connecting/proofs.ts'
import { addDays, atMinute } from '../../src/domain/clock.ts'
import { planExpiries } from '../../src/pipeline/expiries.ts'
import { secretsOf } from '../../src/store/secrets.ts'
import { monday } from '../sandbox/support.ts'
import { settle } from '../support/company.ts'
import { ada } from '../support/facts.ts'
import { clockAt } from '../support/parts.ts'
import { testKey, testStore } from '../support/store.ts'

const held = testStore()
const ends = '2026-06-30'
const company = { domains: ['example.com'], choice: { by: 'all' }, leaveOut: [] }
const app = {
  type: 'microsoft_app',
  tenant: 'example.com',
  client_id: '6731de76-14a6-49ae-97bc-6eba6914391e',
}
const secret = { ...app, client_secret: 'abc8Q~secret' }

beforeEach(async () => {
  await settle(held.store, monday)
  await held.store.db.deleteFrom('connections').execute()
})

const connected = (
  credentials: unknown,
  options: Record<string, unknown> = company,
  secrets = held.store.secrets,
) => held.store.connections.add({ kind: 'microsoft', name: 'Tenant', credentials, options }, secrets, monday)

async function noted(): Promise<unknown[]> {
  await noteProofs(held.store)
  await noteProofs(held.store)
  return (await held.store.connections.all()).map(({ options }) => options)
}

test('a service that starts notes them', async () => {
  await connected(secret)
  const env = { DATABASE_URL: held.store.url, SECRET_KEY: testKey.toString('hex'), LOG_LEVEL: 'silent' }
  await (await buildApp(readConfig(env))).close()
  expect((await held.store.connections.all())[0]?.options).toEqual({ ...company, proof: 'secret' })
})

describe('what a tenant proves itself with is noted at start', () => {
  test('a secret, with its last day where that was told', async () => {
    await connected({ ...secret, secret_expires: ends })
    await connected(secret)
    expect(await noted()).toEqual([
      { ...company, proof: 'secret', secretExpires: ends },
      { ...company, proof: 'secret' },
    ])
  })

  test('a certificate, with its own last day', async () => {
    const { cert, private: key } = await generate([], { keyType: 'rsa', algorithm: 'sha256' })
    await connected({ ...app, certificate: `${cert}\n${key}` })
    const secretExpires = new Date(new X509Certificate(cert).validTo).toISOString().slice(0, 10)
    expect(await noted()).toEqual([{ ...company, proof: 'certificate', secretExpires }])
  })

  test('so that admins are told ahead of its end', async () => {
    await connected({ ...secret, secret_expires: ends })
    await noteProofs(held.store)
    const clock = clockAt(atMinute(addDays(ends, -30), 0, 'UTC'))
    await planExpiries({ store: held.store, clock }, { addresses: [ada], zone: 'UTC' })
    expect(await held.store.mailings.list({ states: ['planned'] })).toHaveLength(1)
  })

  test('what is noted stays, also where it was noted in between', async () => {
    const before = { ...company, proof: 'secret', secretExpires: '2031-06-30' }
    const id = await connected({ ...secret, secret_expires: ends }, before)
    await held.store.expiries.note({ id, options: company }, { proof: 'certificate' })
    expect(await noted()).toEqual([before])
  })

  test('what cannot be opened or read is left alone, and holds up no other', async () => {
    await connected({ ...secret, secret_expires: ends }, company, secretsOf(Buffer.alloc(32, 9)))
    await connected({ type: 'microsoft_app' })
    await connected(secret)
    expect(await noted()).toEqual([company, company, { ...company, proof: 'secret' }])
  })

  test('a person’s own connection has none', async () => {
    await connected({ ...app, type: 'microsoft_person', refresh_token: 'x' }, { owner: ada })
    expect(await noted()).toEqual([{ owner: ada }])
  })
})
