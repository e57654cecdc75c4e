// A tenant connected, changed and disconnected in a real browser, with the real clients against the sandbox.
import type { FastifyInstance } from 'fastify'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connectingFor } from '../../src/connecting/pages.ts'
import { DAY } from '../../src/domain/types.ts'
import { openServices } from '../../src/services.ts'
import { listen } from '../../src/web/listen.ts'
import { type GraphScene, graphScene } from '../sandbox/graph-support.ts'
import { ada, grace } from '../sandbox/support.ts'
import { startBrowser } from '../support/browser.ts'
import { testStore } from '../support/store.ts'
import { now, webOver } from './support.ts'
import { expectAccessible, phone } from './visiting.ts'

const browser = await startBrowser()

describe.skipIf(browser === null)('in a browser', () => {
  const held = testStore()
  let here: GraphScene
  let app: FastifyInstance
  let base: string

  beforeAll(async () => {
    here = await graphScene()
    const config = {
      ...{ googleRootUrl: undefined, googleTokenUrl: undefined, allowPrivateFeeds: false },
      ...{ microsoftGraphUrl: here.graph.url, microsoftLoginUrl: here.graph.loginUrl },
    }
    const clock = { now: () => now, wall: () => now }
    const means = { store: held.store, services: openServices(held.store, config), config, clock }
    app = await webOver(held.store, { connecting: connectingFor(means), clock })
    base = await listen(app, { host: '127.0.0.1', port: 0 })
  })
  afterAll(async () => {
    await browser?.close()
    await app?.close()
    await here?.graph.close()
  })

  const press = (page: Page, name: string) => page.getByRole('button', { name }).click()
  const follow = (page: Page, name: string | RegExp) => page.getByRole('link', { name }).click()
  const ends = new Date(now + 20 * DAY).toISOString().slice(0, 10)

  test.each([true, false])('from nothing to nothing (JavaScript: %s)', async (javaScriptEnabled) => {
    const { oauth } = here.graph
    const { clientId, secret } = here.app
    const context = await browser!.newContext({ javaScriptEnabled, viewport: phone })
    const page = await context.newPage()
    await page.goto(`${base}/connections`)
    await follow(page, 'Set it up for Microsoft 365')

    await page.getByLabel('Directory (tenant) ID').fill('ours')
    await page.getByLabel('Application (client) ID').fill(clientId)
    await page.getByLabel('Its Value').fill(secret)
    await page.getByLabel('The day it expires').fill(ends)
    await press(page, 'Go on')
    await page.getByText('1 field needs another look.').waitFor()
    await page.getByLabel('Directory (tenant) ID').fill(here.graph.tenantId)
    await press(page, 'Go on')

    oauth.block(clientId, 'noConsent')
    await page.getByLabel('Domains of the company').fill('example.com')
    await press(page, 'Test, and connect')
    await page.getByText('One step failed.').waitFor()
    if (javaScriptEnabled) await expectAccessible(page)
    const consent = `${here.graph.loginUrl}${here.graph.tenantId}/adminconsent?client_id=${clientId}`
    expect(await page.locator('.tested a').last().getAttribute('href')).toBe(consent)
    oauth.block(clientId, null)
    await press(page, 'Test, and connect')
    await follow(page, 'See how it goes')
    await page.getByText('Connected: Microsoft 365 (example.com).').waitFor()
    await page.getByText('in 20 days. Give a new one before.').waitFor()
    if (javaScriptEnabled) await expectAccessible(page)

    await follow(page, /Change who is watched/)
    await page.getByLabel('Some people').check()
    await page.getByLabel('Their primary addresses').fill(`${ada}\n${grace}`)
    await press(page, 'Test, and connect')
    await follow(page, 'See how it goes')
    await page.getByText('a list of 2 people').waitFor()

    const other = await context.newPage()
    await other.goto(page.url())
    await follow(other, /Change who is watched/)
    const newer = oauth.addSecret(clientId).secret
    await follow(page, /Give a new secret/)
    await page.getByLabel('Its Value').fill(newer)
    await press(page, 'Test, and save')
    await follow(page, 'See how it goes')
    await page.getByText('nobody told when').waitFor()

    await other.getByLabel('Everybody’s').check()
    await press(other, 'Test, and connect')
    await follow(other, 'See how it goes')
    await other.getByText('Watches everybody').waitFor()
    const [{ id } = { id: 0 }] = await held.store.connections.all()
    const stored = await held.store.connections.credentialsOf(id, held.store.secrets)
    expect(stored).toMatchObject({ client_secret: newer })

    expect(await page.content()).not.toContain(secret)
    await follow(page, /^Disconnect/)
    await page.getByText('delete the app there too').waitFor()
    await press(page, 'Disconnect')
    await page.getByText('Disconnected.').waitFor()
    expect(await held.store.connections.all()).toEqual([])
    await context.close()
  })
})
