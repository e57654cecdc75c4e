// A real browser, from npm; where it cannot start, the reason and what to install.
import chromium from '@sparticuz/chromium'
import { type Browser, chromium as playwright } from 'playwright-core'

/** Null where none can be started; said loudly, as tests are left out then. */
export async function startBrowser(): Promise<Browser | null> {
  try {
    return await playwright.launch({
      executablePath: process.env.CHROMIUM_PATH ?? (await chromium.executablePath()),
      args: ['--no-sandbox', '--disable-dev-shm-usage'],
    })
  } catch (cause) {
    console.log(skipped((cause as Error).message))
    return null
  }
}

const skipped = (reason: string) => `
 SKIPPED: the tests of pages in a browser, as Chromium did not start:
   ${reason.split('\n').find((line) => /error|cannot|ENOENT|spawn/i.test(line)) ?? reason.split('\n')[0]}
 On Debian or Ubuntu: apt-get install libnss3 libnspr4 fonts-dejavu-core. Or name a Chromium of yours: CHROMIUM_PATH=/usr/bin/chromium npm test
`
