// A single person's own calendar, by the real consent of each sandbox: connected, taken back, connected again, removed.
import { createHash } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { isWell, type Step } from '../../src/calendars/probe.ts'
import { connectTenant } from '../../src/connecting/company.ts'
import { connectingFor } from '../../src/connecting/pages.ts'
import { readPeople } from '../../src/pipeline/people.ts'
import { calendarSync } from '../../src/pipeline/sync.ts'
import { openServices, type Services } from '../../src/services.ts'
import { speaks } from '../../src/store/calendars/speaking.ts'
import type { Connecting, ConsentService } from '../../src/web/connecting.ts'
import { ada, grace } from '../sandbox/support.ts'
import { attempted } from '../support/attempt.ts'
import { settle } from '../support/company.ts'
import { atGoogle, atMicrosoft, type Consenting } from '../support/consenting.ts'
import { testStore } from '../support/store.ts'

const held = testStore()
const verifier = 'v'.repeat(64)
const challenge = createHash('sha256').update(verifier).digest('base64url')

describe.each([
  ['google', atGoogle],
  ['microsoft', atMicrosoft],
] as const)('a single person at %s', (service, open) => {
  const redirectUri = `http://localhost:3000/connect/${service}/callback`
  let here: Consenting
  let config: ReturnType<Consenting['clientAt']>
  let services: Services
  let connecting: Connecting

  beforeAll(async () => {
    here = await open()
  })
  afterAll(() => here.close())
  beforeEach(async () => {
    config = here.clientAt(redirectUri)
    await settle(held.store, here.now)
    await held.store.db.deleteFrom('connections').execute()
    here.takesBack(ada)
    start()
  })

  /** As after a restart of the service. */
  const start = (settings = config) => {
    services = openServices(held.store, settings)
    const clock = { now: () => here.now }
    connecting = connectingFor({ store: held.store, services, config: settings, clock })
  }

  async function consents(person = ada) {
    const consent = connecting.consents[service]!
    here.answersAs(person)
    const asked = { redirectUri, state: 'state', nonce: 'nonce', challenge }
    const response = await fetch(consent.address(asked), { redirect: 'manual' })
    const code = new URL(response.headers.get('location')!).searchParams.get('code')!
    return consent.redeem({ code, verifier, nonce: 'nonce', redirectUri })
  }

  async function steps(connection: number): Promise<Step[]> {
    const told: Step[] = []
    for await (const step of connecting.test(connection)) told.push(step)
    return told
  }

  const sync = () => {
    const clock = { now: () => here.now, wall: Date.now }
    return calendarSync({ store: held.store, clock, serviceOf: services.serviceOf })
  }
  const calendars = () => held.store.calendars.all()

  test('consents, and their own calendar is read, nobody else’s', async () => {
    const { connection, owner } = await consents()
    expect(owner).toBe(ada)
    expect(await calendars()).toMatchObject([{ connection, owner: ada, providerId: here.adas }])
    expect(await sync()(`${connection}:${ada}`)).toMatchObject({ state: 'read' })
    expect(isWell(await steps(connection))).toBe(true)
    const { credentials } = (await held.store.connections.sealedById(connection))!
    expect(credentials?.toString('latin1')).not.toMatch(/refresh_token|GOCSPX|sbx8Q/)
  })

  test('without a calendar nothing is stored: the reason and the way out are told, and the consent is given back', async () => {
    here.clear()
    here.switchCalendar(ada, false)
    const refused = consents().finally(() => here.switchCalendar(ada, true))
    await expect(refused).rejects.toMatchObject({
      message: expect.stringContaining(here.noCalendar),
      wayOut: expect.stringContaining('Nobody else is affected'),
    })
    expect(await held.store.connections.all()).toEqual([])
    expect(here.givenBack()).toBe(service === 'google' ? 1 : 0)
  })

  test('while the service is busy is asked to try again in a moment; what is connected already stays so', async () => {
    here.isBusy()
    await expect(consents()).rejects.toMatchObject({ wayOut: expect.stringContaining('again in a moment') })
    expect(await held.store.connections.all()).toEqual([])
    const { connection } = await consents()
    here.isBusy()
    await expect(consents()).rejects.toThrow('busy')
    expect(await sync()(`${connection}:${ada}`)).toMatchObject({ state: 'read' })
  })

  test('takes it back: it is noticed at the next look, and the test says so in both words', async () => {
    const { connection } = await consents()
    await sync()(`${connection}:${ada}`)
    here.takesBack(ada)
    expect(await sync()(`${connection}:${ada}`)).toMatchObject({
      state: 'failed',
      fault: { code: here.takenBack },
    })
    expect(await held.store.trouble.failing(here.now)).toMatchObject([
      { connection, owner: ada, affected: 1 },
    ])
    const failed = (await steps(connection)).find(({ outcome }) => outcome === 'failed')
    expect(failed).toMatchObject({
      said: expect.stringContaining('access was taken back'),
      wayOut: expect.stringContaining('Connect the calendar again'),
      raw: expect.stringContaining(here.takenBack),
    })
  })

  test('takes it back and somebody tests: the calendar is looked at at once, so that its state follows', async () => {
    const { connection } = await consents()
    await sync()(`${connection}:${ada}`)
    const { lookAt } = (await calendars())[0]!
    await steps(connection)
    expect((await calendars())[0]!.lookAt).toBe(lookAt)
    here.takesBack(ada)
    await steps(connection)
    expect(await held.store.calendars.due(here.now, 10)).toEqual([`${connection}:${ada}`])
  })

  test('connects again: the same connection goes on from where it was, at once', async () => {
    const { connection } = await consents()
    await sync()(`${connection}:${ada}`)
    const [{ cursor } = { cursor: null }] = await calendars()
    expect(cursor).not.toBeNull()
    here.takesBack(ada)
    await sync()(`${connection}:${ada}`)
    expect((await calendars())[0]!.lookAt).toBeGreaterThan(here.now)
    expect(await consents()).toEqual({ connection, owner: ada })
    expect(await calendars()).toMatchObject([{ cursor, lookAt: here.now }])
    expect(await sync()(`${connection}:${ada}`)).toMatchObject({ state: 'read', isFirst: false })
    expect(await held.store.trouble.failing(here.now)).toEqual([])
  })

  test('is read on after a restart, by what the service gave last', async () => {
    const { connection } = await consents()
    for (let time = 0; time < 3; time++) {
      start()
      expect(await sync()(`${connection}:${ada}`)).toMatchObject({ state: 'read' })
    }
  })

  test('is read on by a new secret of the client, without another consent', async () => {
    const { connection } = await consents()
    start(here.newSecretOf(config))
    expect(await sync()(`${connection}:${ada}`)).toMatchObject({ state: 'read' })
    expect(isWell(await steps(connection))).toBe(true)
    start()
    expect(await sync()(`${connection}:${ada}`)).toMatchObject({ state: 'failed', fault: { isAdmins: true } })
    expect(await held.store.trouble.failing(here.now)).toMatchObject([{ connection, owner: ada }])
  })

  test('is asked for one token for many readings', async () => {
    const { connection } = await consents()
    here.clear()
    for (let time = 0; time < 3; time++) await sync()(`${connection}:${ada}`)
    expect(here.tokens()).toBe(1)
  })

  test('whose calendar the company’s connection reads has nothing to connect; the new consent is not kept', async () => {
    const name = 'The company (example.com)'
    const company = { kind: service, name, credentials: {}, options: {} }
    const id = await held.store.connections.add(company, held.store.secrets, here.now)
    const calendar = { id: `${id}:1`, connection: id, owner: ada, providerId: here.adas, zone: null }
    await held.store.calendars.add(calendar, here.now)
    here.clear()
    await expect(consents()).rejects.toThrow(`read already, by “${name}”`)
    expect(here.givenBack()).toBe(service === 'google' ? 1 : 0)
    expect(await held.store.connections.all()).toHaveLength(1)
  })

  if (service === 'microsoft')
    test('whose company is connected later is known as the same mailbox, of which one copy speaks', async () => {
      const { connection } = await consents()
      await sync()(`${connection}:${ada}`)
      const { microsoftTenant: tenant = '', microsoftClientId: client_id = '' } = config
      const credentials = { tenant, client_id, client_secret: config.microsoftClientSecret }
      const app = { ...credentials, type: 'microsoft_app' }
      const options = { domains: ['example.com'], choice: { by: 'all' as const }, leaveOut: [] }
      const attempt = connectTenant(held.store, { credentials: app, options }, config, here.now)
      const { result: company } = await attempted(attempt)
      const clock = { now: () => here.now, wall: Date.now }
      await readPeople({ store: held.store, clock, directoryOf: services.directoryOf }, company!)
      const adas = (await calendars()).filter(({ owner }) => owner === ada)
      expect(adas.map((each) => each.connection)).toEqual([connection, company])
      expect(new Set(adas.map(({ providerId }) => providerId))).toEqual(new Set([here.adas]))
      await sync()(adas[1]!.id)
      const speaking = await held.store.db
        .selectFrom('calendars')
        .select('id')
        .where('owner', '=', ada)
        .where(speaks)
      expect(await speaking.execute()).toHaveLength(1)
    })

  test('disconnects: the consent is given back where it can be, and theirs alone', async () => {
    const { connection } = await consents()
    const other = await consents(grace)
    here.clear()
    await connecting.disconnect(connection)
    expect((await held.store.connections.all()).map(({ id }) => id)).toEqual([other.connection])
    expect((await steps(other.connection)).map(({ outcome }) => outcome)).toEqual(['ok', 'ok'])
    await expect.poll(() => here.givenBack()).toBe(service === 'google' ? 1 : 0)
  })

  test('without an OAuth client there is no consent to ask for', () => {
    start(here.place)
    expect(connecting.consents).toEqual({ google: null, microsoft: null } satisfies Record<
      ConsentService,
      null
    >)
  })
})
