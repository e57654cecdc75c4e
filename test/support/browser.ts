// A real browser, from npm; where it cannot start, the reason and what to install.
import chromium from '@sparticuz/chromium'
import { type Browser, chromium as playwright } from 'playwright-core'

/** Null where none can be started; said loudly, as tests are left out then. */
export async function startBrowser(): Promise<Browser | null> {
  try {
    const browser = await playwright.launch({
      executablePath: await executable(),
      args: ['--no-sandbox', '--disable-dev-shm-usage'],
      timeout: PATIENCE,
    })
    browser.on('context', (context) => context.setDefaultTimeout(PATIENCE))
    return browser
  } catch (cause) {
    console.log(skipped((cause as Error).message))
    return null
  }
}

/** In milliseconds. */
const PATIENCE = 90_000

const executable = async () => process.env.CHROMIUM_PATH ?? (await chromium.executablePath())

/**
 * Vitest's global set-up: unpacked once, before files that run at the same time find it half unpacked, and where the next
 * run finds it.
 */
export default async function setup(): Promise<void> {
  const path = await executable().catch(() => null)
  if (path) process.env.CHROMIUM_PATH = path
}

const skipped = (reason: string) => `
 SKIPPED: the tests of pages in a browser, as Chromium did not start:
   ${reason.split('\n').find((line) => /error|cannot|ENOENT|spawn/i.test(line)) ?? reason.split('\n')[0]}
 On Debian or Ubuntu: apt-get install libnss3 libnspr4 fonts-dejavu-core. Or name a Chromium of yours: CHROMIUM_PATH=/usr/bin/chromium npm test
`
