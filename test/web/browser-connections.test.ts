// The pages of connections in a real browser: accessible, with and without scripts, and safe.
import type { FastifyInstance } from 'fastify'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { listen } from '../../src/web/listen.ts'
import { startBrowser } from '../support/browser.ts'
import { testStore } from '../support/store.ts'
import { companyDays } from './company.ts'
import { scopes } from './scripted.ts'
import { now, someDays, webOver } from './support.ts'
import { expectAccessible, expectKeyboard, looksOf, phone } from './visiting.ts'

const browser = await startBrowser()

describe.skipIf(browser === null)('in a browser', () => {
  const held = testStore()
  let app: FastifyInstance
  let base: string
  let company: number

  beforeAll(async () => {
    app = await webOver(held.store)
    base = await listen(app, { host: '127.0.0.1', port: 0 })
    await someDays(held.store)
    company = await companyDays(held.store)
  })
  afterAll(async () => {
    await browser?.close()
    await app?.close()
  })

  const giveKey = async (page: Page) => {
    await page.getByLabel('Or what is in it, pasted').fill('{"private_key":"PRIVATE"}')
    await page.getByRole('button', { name: 'Go on' }).click()
  }
  const giveApp = async (page: Page, tenant: string) => {
    await page.getByLabel('Directory (tenant) ID').fill(tenant)
    await page.getByLabel('Application (client) ID').fill('0b49f01d-9385-49c9-81d8-b1c618b4ec3f')
    if (await page.getByLabel('Its Value').isVisible()) await page.getByLabel('Its Value').fill('sbx8Q~1')
    await page.getByRole('button', { name: 'Go on' }).click()
  }
  const testAs = async (page: Page, admin: string) => {
    await giveKey(page)
    await page.getByLabel('Address of an administrator').fill(admin)
    await page.getByRole('button', { name: 'Test, and connect' }).click()
    await page.getByRole('status').first().waitFor()
  }

  /** Where each page is, and what is done there before it is looked at. */
  const pages: Record<string, [path: () => string, act?: (page: Page) => Promise<unknown>]> = {
    connections: [() => `/connections?done=people&of=${company}`],
    people: [() => `/connections/${company}/people`],
    nobody: [() => `/connections/${company}/people?page=99`],
    disconnect: [() => `/connections/${company}/disconnect`],
    google: [() => '/connections/google'],
    'no key': [() => '/connections/google', (page) => page.getByRole('button', { name: 'Go on' }).click()],
    'set-up': [() => '/connections/google', giveKey],
    'wrong fields': [
      () => '/connections/google',
      async (page) => {
        await giveKey(page)
        await page.getByLabel('Address of an administrator').fill('ada@example.com')
        await page.getByLabel('Organizational units').check()
        await page
          .getByLabel('Paths of the units')
          .fill('Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesellschaft')
        await page.getByRole('button', { name: 'Test, and connect' }).click()
      },
    ],
    'failed test': [() => '/connections/google', (page) => testAs(page, 'fail@example.com')],
    'failed key': [() => '/connections/google', (page) => testAs(page, 'deleted@example.com')],
    'new key': [() => `/connections/${company}/google/key`],
    app: [() => '/connections/microsoft'],
    'wrong app': [
      () => '/connections/microsoft',
      async (page) => {
        await page.getByLabel('By a certificate').check()
        await giveApp(page, 'no-tenant')
      },
    ],
    tenant: [() => '/connections/microsoft', (page) => giveApp(page, 'example.com')],
    'failed tenant': [
      () => '/connections/microsoft',
      async (page) => {
        await giveApp(page, 'example.com')
        await page.getByLabel('A mailbox that must be refused').fill('boss@example.com')
        await page.getByRole('button', { name: 'Test, and connect' }).click()
        await page.getByRole('status').first().waitFor()
      },
    ],
    'test again': [
      () => '/connections',
      (page) => page.getByRole('button', { name: 'Test again' }).first().click(),
    ],
    'no consent': [() => '/connections', (page) => page.goto(`${base}/connect/google/callback?state=x`)],
  }
  const names = Object.keys(pages)

  async function visit<T>(
    name: string,
    options: BrowserContextOptions,
    look: (page: Page, said: string[]) => Promise<T>,
  ) {
    const [path, act] = pages[name]!
    const context = await browser!.newContext(options)
    const said: string[] = []
    try {
      const page = await context.newPage()
      page.on('console', (message) => said.push(message.text()))
      page.on('pageerror', (error) => said.push(error.message))
      page.on('request', (request) => {
        if (!request.url().startsWith(base)) said.push(request.url())
      })
      await page.goto(base + path())
      await act?.(page)
      return await look(page, said)
    } finally {
      await context.close()
    }
  }

  test.each(looksOf(names))(
    '%s, %s, %i wide: WCAG 2.2 AA by axe, and nothing to scroll sideways',
    (name, _scheme, _width, options) => visit(name, options, expectAccessible),
  )

  test.each(names)('%s: everything that acts is reached by Tab, and the focus shows', (name) =>
    visit(name, { viewport: phone }, expectKeyboard),
  )

  test.each(names)('%s: breaks no policy and asks nobody elsewhere', (name) =>
    visit(name, {}, async (page, said) => {
      await page.waitForLoadState('networkidle')
      expect(said.filter((line) => !/status of (404|422|400)/.test(line))).toEqual([])
    }),
  )

  test.each([true, false])(
    'a company is connected by keyboard alone (JavaScript: %s)',
    async (javaScriptEnabled) => {
      const before = (await held.store.connections.all()).length
      await visit('google', { javaScriptEnabled }, async (page) => {
        await page.getByLabel('Or what is in it, pasted').focus()
        await page.keyboard.insertText('{"private_key":"PRIVATE"}')
        await page.keyboard.press('Tab')
        await page.keyboard.press('Enter')
        await page.getByLabel('Address of an administrator').focus()
        await page.keyboard.insertText('grace@example.com')
        await page.keyboard.press('Enter')
        await page.getByRole('link', { name: 'See how it goes' }).press('Enter')
        await page.getByText('Connected: Google Workspace of example.com.').waitFor()
      })
      expect(await held.store.connections.all()).toHaveLength(before + 1)
      await held.store.db.deleteFrom('connections').where('created_at', '=', 0).execute()
    },
  )

  test('the fields of a choice show with it alone', () =>
    visit('set-up', {}, async (page) => {
      const shown = async () =>
        (
          await Promise.all(['groups', 'units', 'people'].map((id) => page.locator(`#${id}`).isVisible()))
        ).join()
      expect(await shown()).toBe('false,false,false')
      await page.getByLabel('Members of groups').check()
      expect(await shown()).toBe('true,false,false')
      await page.getByLabel('Some people').check()
      expect(await shown()).toBe('false,false,true')
    }))

  test('what is to be allow-listed is copied by a button, and selected whole without one', async () => {
    await visit('set-up', { permissions: ['clipboard-read', 'clipboard-write'] }, async (page) => {
      await page.getByRole('button', { name: 'Copy' }).nth(1).click()
      await page.getByRole('button', { name: 'Copied' }).waitFor()
      expect(await page.evaluate('navigator.clipboard.readText()')).toBe(scopes.join(','))
    })
    await visit('set-up', { javaScriptEnabled: false }, async (page) => {
      expect(await page.getByRole('button', { name: 'Copy' }).count()).toBe(0)
      await page.locator('[data-copy]').nth(1).click()
      expect(await page.evaluate('String(getSelection()).replaceAll(/\\s/g, "")')).toBe(scopes.join(','))
    })
  })

  test('the key is nowhere in the pages after it was given, nor kept by the browser', () =>
    visit('failed test', {}, async (page) => {
      expect(await page.content()).not.toContain('PRIVATE')
      expect(
        await page.evaluate('JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])'),
      ).toBe('[{},{},""]')
    }))

  test('the page stays fresh by itself, save where somebody is reading', async () => {
    const quick = await webOver(held.store, { refreshSeconds: 0.05 })
    const usual = base
    base = await listen(quick, { host: '127.0.0.1', port: 0 })
    const paused = (until: number | null) =>
      held.store.db
        .updateTable('connections')
        .set({ paused_until: until })
        .where('id', '=', company)
        .execute()
    try {
      await visit('connections', {}, async (page) => {
        await page.getByText('The service’s own words').click()
        await paused(now + 60_000)
        await page.getByText('Waits: the service is busy').waitFor()
        expect(await page.getByText('Token has been expired or revoked').isVisible()).toBe(true)
      })
    } finally {
      base = usual
      await paused(null)
      await quick.close()
    }
  })

  test('disconnecting asks first, and Keep it changes nothing', async () => {
    const { db, connections, secrets } = held.store
    const id = await connections.add(
      { kind: 'ics', name: 'Spare', credentials: null, options: {} },
      secrets,
      now,
    )
    await visit('connections', {}, async (page) => {
      await page.getByRole('link', { name: 'Disconnect Spare' }).click()
      await page.getByRole('link', { name: 'Keep it' }).click()
      expect(await connections.byId(id)).not.toBeNull()
      await page.getByRole('link', { name: 'Disconnect Spare' }).click()
      await page.getByRole('button', { name: 'Disconnect' }).click()
      await page.getByText('Disconnected.').waitFor()
    })
    expect(await connections.byId(id)).toBeNull()
    await db.deleteFrom('connections').where('id', '=', id).execute()
  })
})
