// A person connects their own calendar through each sandbox's consent page: as it should go, and every way it may not.
import { Writable } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import pino from 'pino'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { connectingFor } from '../../src/connecting/pages.ts'
import { HOUR, MINUTE } from '../../src/domain/types.ts'
import { openServices } from '../../src/services.ts'
import { listen } from '../../src/web/listen.ts'
import { ada, grace } from '../sandbox/support.ts'
import { startBrowser } from '../support/browser.ts'
import { settle } from '../support/company.ts'
import { atGoogle, atMicrosoft, type Consenting } from '../support/consenting.ts'
import { testStore } from '../support/store.ts'
import { webOver } from './support.ts'
import { expectAccessible, expectKeyboard, phone } from './visiting.ts'

const held = testStore()
const browser = await startBrowser()
const lines: string[] = []
const logger = pino(
  new Writable({ write: (line, _encoding, done) => done(void lines.push(String(line)) as never) }),
)
const clock = { ahead: 0 }
const wall = () => Date.now() + clock.ahead
afterAll(() => browser?.close())

const google = {
  service: 'google',
  open: atGoogle,
  calendar: 'Google calendar',
  name: 'Google Calendar of',
  asks: {
    access_type: 'offline',
    scope: 'openid email https://www.googleapis.com/auth/calendar.events.readonly',
  },
  forNow: (asked: URLSearchParams) => asked.set('access_type', 'online'),
  yes: 'Allow',
  no: 'Deny',
  setting: 'GOOGLE_CLIENT_ID',
} as const
const graph = 'https://graph.microsoft.com'
const microsoft = {
  service: 'microsoft',
  open: atMicrosoft,
  calendar: 'Outlook calendar',
  name: 'Outlook calendar of',
  asks: {
    response_mode: 'query',
    scope: `openid profile offline_access ${graph}/Calendars.Read ${graph}/MailboxSettings.Read ${graph}/User.Read`,
  },
  forNow: (asked: URLSearchParams) => asked.set('scope', asked.get('scope')!.replace(' offline_access', '')),
  yes: 'Accept',
  no: 'Cancel',
  setting: 'MICROSOFT_CLIENT_ID',
} as const

describe.each([google, microsoft])(
  'at $service',
  ({ service, open, calendar, name, asks, forNow, yes, no, setting }) => {
    let here: Consenting
    let app: FastifyInstance
    let base: string

    beforeAll(async () => {
      here = await open()
    })
    afterAll(() => here.close())
    beforeEach(async () => {
      const { store } = held
      await settle(store, here.now)
      await store.db.deleteFrom('connections').execute()
      here.answersAs(ada)
      here.clear()
      lines.length = 0
      clock.ahead = 0
      await serve()
    })
    afterEach(() => app.close())

    /** The port is known only once the client is, whose redirect URI holds the port: a port is taken, then used again. */
    async function serve(): Promise<void> {
      const free = await webOver(held.store)
      const { port } = new URL(await listen(free, { host: '127.0.0.1', port: 0 }))
      await free.close()
      base = `http://localhost:${port}`
      const config = here.clientAt(`${base}/connect/${service}/callback`)
      const services = openServices(held.store, config)
      const now = () => here.now
      const connecting = connectingFor({ store: held.store, services, config, clock: { now } })
      app = await webOver(held.store, { connecting, clock: { now, wall }, logger })
      // Somebody else may have taken it meanwhile.
      await listen(app, { host: '127.0.0.1', port: Number(port) }).catch(() => app.close().then(serve))
    }

    const own = () => ({ origin: base, 'sec-fetch-site': 'same-origin' })

    /** Presses the button: where the browser is sent, and the cookie it keeps. */
    async function begin() {
      const answer = await fetch(`${base}/connect/${service}`, {
        method: 'POST',
        headers: own(),
        redirect: 'manual',
      })
      expect(answer.status).toBe(303)
      const cookie = answer.headers.get('set-cookie') ?? ''
      return {
        consent: new URL(answer.headers.get('location') ?? ''),
        cookie: cookie.split(';')[0] ?? '',
        attributes: cookie,
      }
    }

    /** The service's answer to it: the way back. */
    async function consentAt(consent: URL): Promise<URL> {
      const answer = await fetch(consent, { redirect: 'manual' })
      return new URL(answer.headers.get('location') ?? '')
    }

    async function comeBack(to: URL, cookie: string) {
      const answer = await fetch(to, { headers: { cookie }, redirect: 'manual' })
      const text = (await answer.text()).replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ')
      return { status: answer.status, location: answer.headers.get('location'), text }
    }

    const connections = () => held.store.connections.all()
    const redeemed = () => here.tokens()

    describe('consenting', () => {
      test('watches the calendar of whoever consented, and keeps the consent sealed', async () => {
        const { consent, cookie } = await begin()
        const back = await comeBack(await consentAt(consent), cookie)
        const [connection] = await connections()
        expect(connection).toMatchObject({ kind: service, options: { owner: ada } })
        expect(back).toMatchObject({
          status: 303,
          location: `/connections?done=consented&of=${connection?.id}`,
        })
        expect((await held.store.calendars.ofOwners([ada])).map(({ connection }) => connection)).toEqual([
          connection?.id,
        ])
        const page = await (await fetch(base + back.location)).text()
        expect(page.replace(/<[^>]+>/g, '')).toContain(`Connected: ${name} ${ada}.`)
        const { credentials } = await held.store.db
          .selectFrom('connections')
          .select('credentials')
          .executeTakeFirstOrThrow()
        expect(credentials?.toString('latin1')).not.toMatch(/refresh_token|1\/\/|sandbox-/)
      })

      test('asks with PKCE, state and nonce, for events alone and for good; the cookie is for the way back alone', async () => {
        const { consent, attributes } = await begin()
        const asked = Object.fromEntries(consent.searchParams)
        expect(asked).toMatchObject({
          redirect_uri: `${base}/connect/${service}/callback`,
          code_challenge_method: 'S256',
          ...asks,
        })
        for (const name of ['state', 'nonce', 'code_challenge']) expect(asked[name]).toMatch(/^[\w-]{43}$/)
        expect(attributes).toMatch(
          new RegExp(
            `^halfhour-consent=[\\w-]{43}; Path=/connect/${service}; HttpOnly; SameSite=Lax; Max-Age=600$`,
          ),
        )
      })

      test('twice with the same address (a reload, the back button) says that it is connected already', async () => {
        const { consent, cookie } = await begin()
        const to = await consentAt(consent)
        await comeBack(to, cookie)
        const before = redeemed()
        const [{ id } = { id: 0 }] = await connections()
        expect(await comeBack(to, cookie)).toMatchObject({
          status: 303,
          location: `/connections?done=already&of=${id}`,
        })
        expect([await connections(), redeemed()]).toMatchObject([{ length: 1 }, before])
      })

      test('again later renews the connection that is there', async () => {
        for (let time = 0; time < 2; time++) {
          const { consent, cookie } = await begin()
          await comeBack(await consentAt(consent), cookie)
        }
        expect(await connections()).toHaveLength(1)
      })

      test('is in no line of the log', async () => {
        const { consent, cookie } = await begin()
        const to = await consentAt(consent)
        await comeBack(to, cookie)
        await comeBack(to, 'halfhour-consent=x')
        for (const secret of [
          ...consent.searchParams.values(),
          ...to.searchParams.values(),
          cookie.slice(-43),
        ])
          if (secret.length > 20) expect(lines.join('')).not.toContain(secret)
        expect(lines.join('')).toContain(`/connect/${service}/callback`)
      })
    })

    describe('nothing is connected, and the page says why,', () => {
      afterEach(async () => expect(await connections()).toEqual([]))

      test('where the person says no', async () => {
        here.answersAs(ada, { denies: true })
        const { consent, cookie } = await begin()
        const { status, text } = await comeBack(await consentAt(consent), cookie)
        expect([status, redeemed()]).toEqual([400, 0])
        expect(text).toContain('You did not consent, so nothing is read.')
        expect(text).toContain('access_denied')
      })

      if (service === 'google')
        test('where reading the calendar is left out of the consent', async () => {
          here.answersAs(ada, { scopes: [] })
          const { consent, cookie } = await begin()
          const { status, text } = await comeBack(await consentAt(consent), cookie)
          expect(status).toBe(400)
          expect(text).toContain(`${ada} did not allow reading the calendar.`)
        })

      const tampered = (change: (asked: URLSearchParams) => void) => async () => {
        const { consent, cookie } = await begin()
        change(consent.searchParams)
        return comeBack(await consentAt(consent), cookie)
      }
      test.each([
        ['where the access is not lasting', tampered(forNow), 'no lasting access'],
        ['where the nonce is another', tampered((asked) => asked.set('nonce', 'other')), 'begun elsewhere'],
        [
          'where the challenge is another',
          tampered((asked) => asked.set('code_challenge', 'x'.repeat(43))),
          'run out, or was used',
        ],
        [
          'where the state is another',
          tampered((asked) => asked.set('state', 'x'.repeat(43))),
          'not begun in this browser',
        ],
        [
          'where the state is missing',
          tampered((asked) => asked.delete('state')),
          'not begun in this browser',
        ],
      ])('%s', async (_why, come, words) => {
        const { status, text } = await come()
        expect(status).toBe(400)
        expect(text).toContain(words)
      })

      test('in another browser than it was begun in', async () => {
        const { consent } = await begin()
        const { cookie: other } = await begin()
        const to = await consentAt(consent)
        for (const cookie of ['', other, 'halfhour-consent=', 'halfhour-consent'])
          expect(await comeBack(to, cookie)).toMatchObject({ status: 400 })
        expect(redeemed()).toBe(0)
      })

      test('after more than ten minutes', async () => {
        const { consent, cookie } = await begin()
        clock.ahead = 10 * MINUTE
        expect((await comeBack(await consentAt(consent), cookie)).text).toContain('more than ten minutes ago')
        expect(redeemed()).toBe(0)
      })

      test('with another’s code, or none', async () => {
        const [victim, thief] = [await begin(), await begin()]
        here.answersAs(grace)
        const stolen = (await consentAt(thief.consent)).searchParams.get('code') ?? ''
        const to = new URL(`${base}/connect/${service}/callback`)
        to.searchParams.set('state', victim.consent.searchParams.get('state') ?? '')
        to.searchParams.set('code', stolen)
        expect((await comeBack(to, victim.cookie)).text).toContain('run out, or was used')
        const { consent, cookie } = await begin()
        to.searchParams.set('state', consent.searchParams.get('state') ?? '')
        to.searchParams.delete('code')
        expect((await comeBack(to, cookie)).text).toContain('sent you back without a consent')
      })

      test('while the service cannot be reached', async () => {
        const { consent, cookie } = await begin()
        const to = await consentAt(consent)
        here.isAway()
        expect(await comeBack(to, cookie)).toMatchObject({
          status: 400,
          text: expect.stringContaining('Begin again'),
        })
      })
    })

    test('a calendar that a company’s connection reads is not connected twice', async () => {
      const { store } = held
      const options = { admin: grace, domains: ['example.com'], choice: { by: 'all' }, leaveOut: [] }
      const company = await store.connections.add(
        { kind: service, name: 'The company', credentials: {}, options },
        store.secrets,
        0,
      )
      await store.calendars.add(
        { id: 'c', connection: company, owner: ada, providerId: here.adas, zone: null },
        here.now - HOUR,
      )
      const { consent, cookie } = await begin()
      const { text } = await comeBack(await consentAt(consent), cookie)
      expect(text).toContain('is read already, by “The company”')
      expect(text).not.toContain('Begin again')
      expect(await connections()).toHaveLength(1)
    })

    test('without a client the page says how to get one, and nothing is begun', async () => {
      const plain = await webOver(held.store)
      const { body } = await plain.inject('/connections')
      expect(body).toContain(setting)
      expect(body).not.toContain(`action="/connect/${service}"`)
      const headers = { host: 'localhost', origin: 'http://localhost' }
      for (const request of [
        { method: 'POST', url: `/connect/${service}` },
        { method: 'GET', url: `/connect/${service}/callback` },
      ] as const)
        expect((await plain.inject({ ...request, headers })).statusCode).toBe(404)
    })

    test('the page offers the button where the service sends people back to the name it was reached by', async () => {
      const page = async (host: string) => (await app.inject({ url: '/connections', headers: { host } })).body
      const button = `action="/connect/${service}"`
      expect(await page('localhost:3000')).toContain(button)
      const byNumber = await page('127.0.0.1:3000')
      if (service === 'google') return expect(byNumber).toContain(button)
      expect(byNumber).not.toContain(button)
      expect(byNumber).toContain('href="http://localhost:3000/connections"')
      expect(byNumber).toContain(`<code>http://localhost:3000/connect/${service}/callback</code>`)
    })

    describe.skipIf(browser === null)('in a browser', () => {
      const answer = async (button: string, javaScriptEnabled: boolean) => {
        here.answersAs(null)
        const context = await browser!.newContext({ ignoreHTTPSErrors: true, javaScriptEnabled })
        const page = await context.newPage()
        await page.goto(`${base}/connections`)
        await page.getByRole('button', { name: `Connect your own ${calendar}` }).click()
        await page.getByLabel('Account').selectOption(grace)
        await page.getByRole('button', { name: button }).click()
        const heading = await page.getByRole('heading', { level: 1 }).innerText()
        const told = await page.locator('main').innerText()
        await page.goBack()
        await page.goForward()
        const again = await page.locator('main').innerText()
        await context.close()
        return { heading, told, again }
      }

      test.each([true, false])(
        'a click, a consent, and the calendar is watched (JavaScript: %s)',
        async (withScript) => {
          const { told, again } = await answer(yes, withScript)
          expect(told).toContain(`Connected: ${name} ${grace}. It is being read now.`)
          expect(again).toContain(`Connected: ${name} ${grace}.`)
          expect(await connections()).toMatchObject([{ options: { owner: grace } }])
        },
      )

      test.each(['localhost', '127.0.0.1'])('what is offered at %s is for everybody', async (name) => {
        const page = await browser!.newPage({ viewport: phone })
        await page.goto(`${base.replace('localhost', name)}/connections`)
        await expectAccessible(page)
        await expectKeyboard(page)
        await page.close()
      })

      test('a no leaves everything as it was', async () => {
        const { heading, told } = await answer(no, true)
        expect(heading).toBe('The calendar is not connected')
        expect(told).toContain('You did not consent')
        expect(await connections()).toEqual([])
      })
    })
  },
)
