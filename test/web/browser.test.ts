// Every page in a real browser: accessible, light and dark, on a phone and at a desk, with the keyboard, and safe.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { stopToken } from '../../src/web/links.ts'
import { listen } from '../../src/web/listen.ts'
import { startBrowser } from '../support/browser.ts'
import { ada } from '../support/facts.ts'
import { testStore } from '../support/store.ts'
import { keep, now, someDays, webOver } from './support.ts'
import { expectAccessible, expectKeyboard, looksOf, phone } from './visiting.ts'

const browser = await startBrowser()

describe.skipIf(browser === null)('in a browser', () => {
  const held = testStore()
  const asked: string[] = []
  const other = createServer(({ url = '' }, answer) => {
    asked.push(url)
    answer.end()
  })
  let elsewhere: string
  let app: FastifyInstance
  let base: string
  let paths: Record<string, string>

  beforeAll(async () => {
    await new Promise<void>((listening) => other.listen(0, '127.0.0.1', listening))
    elsewhere = `http://127.0.0.1:${(other.address() as AddressInfo).port}`
    app = await webOver(held.store)
    base = await listen(app, { host: '127.0.0.1', port: 0 })
    await someDays(held.store)
    await keepHostile()
    const [hostile, , , digest] = await held.store.mailbox.list(4)
    paths = {
      start: '/',
      mailbox: '/mailbox',
      mail: `/mailbox/${digest?.id}`,
      hostile: `/mailbox/${hostile?.id}`,
      stop: `/stop/${stopToken({ recipient: ada, kind: 'recap' }, held.store.secrets)}`,
      failure: '/nothing',
    }
  })
  afterAll(async () => {
    await browser?.close()
    await app?.close()
    other.close()
  })

  const keepHostile = () => {
    const html = `<html><head><meta http-equiv="refresh" content="0;url=${elsewhere}/"></head><body>
      <script>parent.document.title = 'owned'</script><img src="${elsewhere}/pixel" onerror="parent.document.title='owned'">
      <link rel="stylesheet" href="${elsewhere}/style"><style>@import "${elsewhere}/import"; body { background: url(${elsewhere}/back) }</style>
      <iframe src="${elsewhere}/frame"></iframe><form action="${elsewhere}/form"><button>Press</button></form>
      <a href="javascript:parent.document.title='owned'">Click</a> <a href="${elsewhere}/link">Link</a></body></html>`
    const mail = {
      subject: `<img src=x onerror=alert(1)> ${'long'.repeat(60)}`,
      preheader: '',
      html,
      text: 'Hello',
    }
    return keep(
      held.store,
      mail,
      { kind: 'recap', date: now },
      { address: ada, name: 'Ada', zone: 'UTC', locale: null },
    )
  }

  /** Runs in a page of its own; what the page asked elsewhere and what its console said is told too. */
  async function visit<T>(
    path: string,
    options: BrowserContextOptions,
    look: (page: Page, seen: { elsewhere: string[]; console: string[] }) => Promise<T>,
  ): Promise<T> {
    const context = await browser!.newContext({ timezoneId: 'America/New_York', ...options })
    const seen = { elsewhere: [] as string[], console: [] as string[] }
    context.on('request', (request) => {
      if (!request.url().startsWith(base)) seen.elsewhere.push(request.url())
    })
    try {
      const page = await context.newPage()
      page.on('console', (message) => seen.console.push(message.text()))
      page.on('pageerror', (error) => seen.console.push(error.message))
      await page.goto(base + path, { waitUntil: 'load' })
      return await look(page, seen)
    } finally {
      await context.close()
    }
  }

  const names = ['start', 'mailbox', 'mail', 'hostile', 'stop', 'failure']

  test.each(looksOf(names))(
    '%s, %s, %i wide: WCAG 2.2 AA by axe, and nothing to scroll sideways',
    (name, _scheme, _width, options) => visit(paths[name]!, options, expectAccessible),
  )

  test.each(names)('%s: everything that acts is reached by Tab, and the focus shows', (name) =>
    visit(paths[name]!, { viewport: phone }, expectKeyboard),
  )

  test('the skip link leads past the navigation', () =>
    visit('/', {}, async (page) => {
      await page.keyboard.press('Tab')
      await page.keyboard.press('Enter')
      await page.waitForFunction(`document.activeElement.id === 'main'`)
    }))

  test("times are shown in the browser's zone, which is named", () =>
    visit('/', {}, async (page) => {
      const text = await page.locator('body').innerText()
      expect(text).toContain('As of Tue 3 Mar, 05:00 (America/New_York)')
      expect(text).toContain('your own zone, America/New_York')
    }))

  test("without JavaScript the page is whole, in the service's zone", () =>
    visit('/', { javaScriptEnabled: false }, async (page) => {
      const text = await page.locator('body').innerText()
      expect(text).toContain('As of Tue 3 Mar, 11:00 Berlin time')
      expect(text).toContain('Monday digest')
    }))

  test('a mail is shown as high as it is', () =>
    visit(paths.mail!, { viewport: phone }, async (page) => {
      await page.waitForFunction(`document.querySelector('iframe.mail').clientHeight > 700`)
      expect(await page.locator('iframe.mail').evaluate(OVERHANG)).toBeLessThanOrEqual(0)
    }))

  test('a hostile mail runs nothing, loads nothing, leads nowhere by itself', () => {
    asked.length = 0
    return visit(paths.hostile!, {}, async (page) => {
      const frame = page.frameLocator('iframe.mail')
      await frame.getByText('Click').click()
      await frame.getByRole('button').click()
      await page.waitForLoadState('networkidle')
      expect(asked).toEqual([])
      expect(await page.title()).not.toBe('owned')
      expect(new URL(page.url()).pathname).toBe(paths.hostile)
      expect(await frame.getByText('Click').count()).toBe(1)
    })
  })

  test('a link in a mail opens in a tab of its own, which learns nothing of where it came from', () =>
    visit(paths.hostile!, {}, async (page) => {
      const opening = page.context().waitForEvent('page')
      await page.frameLocator('iframe.mail').getByText('Link').click()
      const tab = await opening
      await tab.waitForLoadState()
      expect(tab.url()).toBe(`${elsewhere}/link`)
      expect(await tab.evaluate('[document.referrer, window.opener]')).toEqual(['', null])
    }))

  test('no page breaks its own policy, or anything else', async () => {
    for (const name of ['start', 'mailbox', 'mail', 'stop'])
      await visit(paths[name]!, {}, async (page, seen) => {
        await page.waitForLoadState('networkidle')
        expect([name, seen]).toEqual([name, { elsewhere: [], console: [] }])
      })
  })

  test('stopping and taking it back, by keyboard alone', () =>
    visit(paths.stop!, {}, async (page) => {
      await page.getByRole('button', { name: 'Stop: Recaps' }).focus()
      await page.keyboard.press('Enter')
      await page.getByRole('heading', { name: 'You get no recaps' }).waitFor()
      expect(await held.store.stops.isStopped(ada, 'recap', held.store.secrets)).toBe(true)
      await page.getByRole('button', { name: 'Send again: Recaps' }).focus()
      await page.keyboard.press('Enter')
      await page.getByRole('heading', { name: 'Which mails do you want?' }).waitFor()
      expect(await held.store.stops.isStopped(ada, 'recap', held.store.secrets)).toBe(false)
    }))

  test('the start page brings its figures up to date, until told not to', async () => {
    const quick = await webOver(held.store, { refreshSeconds: 0.05 })
    const usual = base
    base = await listen(quick, { host: '127.0.0.1', port: 0 })
    try {
      await visit('/', {}, async (page) => {
        await held.store.settings.goLive(now)
        await page.getByText('Live, but without a mail server').waitFor()
        await page.getByRole('button', { name: 'Stop updating' }).click()
        await page.getByRole('button', { name: 'Update by itself again' }).waitFor()
      })
    } finally {
      base = usual
      await held.store.db.deleteFrom('settings').execute()
      await quick.close()
    }
  })
})

const OVERHANG = ((frame: {
  contentDocument: { documentElement: { scrollHeight: number } }
  clientHeight: number
}) => frame.contentDocument.documentElement.scrollHeight - frame.clientHeight) as never
