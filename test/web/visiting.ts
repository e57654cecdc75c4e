// What every page is looked at for in a browser: axe's rules, the width of a phone, the keyboard.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
export const phone = { width: 390, height: 844 }
export const desk = { width: 1280, height: 900 }

/** Every page by name, light and dark, on a phone and at a desk: rows for `test.each`. */
export const looksOf = (names: string[]) =>
  names.flatMap((name) =>
    (['light', 'dark'] as const).flatMap((colorScheme) =>
      [phone, desk].map(
        (viewport) => [name, colorScheme, viewport.width, { colorScheme, viewport }] as const,
      ),
    ),
  )

/** WCAG 2.2 AA by axe, with all details open, and nothing to scroll sideways. */
export async function expectAccessible(page: Page): Promise<void> {
  await page.waitForLoadState()
  for (const details of await page.locator('details > summary').all()) await details.click()
  expect(await violations(page)).toEqual([])
  expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0)
}

/** Everything that acts is reached by Tab, and the focus shows. Of radio buttons one is reached: arrows do the rest. */
export async function expectKeyboard(page: Page): Promise<void> {
  await page.waitForLoadState()
  const acting = await page.locator(ACTING).count()
  const reached = new Set<string>()
  for (let press = 0; press < acting + 20; press++) {
    await page.keyboard.press('Tab')
    const focus = await page.evaluate(FOCUS)
    if (focus) reached.add(String(focus))
  }
  expect([...reached].filter((focus) => focus.endsWith('hidden'))).toEqual([])
  expect(reached.size).toBeGreaterThanOrEqual(acting)
}

const ACTING = [
  'a[href]',
  'button',
  'select',
  'summary',
  'iframe',
  'textarea:visible',
  'input:not([type=hidden]):not([type=radio]):visible',
  'input:checked',
].join(', ')

/** Which element has the focus, and whether its outline shows; null on the page itself. */
const FOCUS = `(() => {
  const focused = document.activeElement
  if (!focused || focused === document.body) return null
  const at = [...document.querySelectorAll('*')].indexOf(focused)
  const { outlineStyle } = getComputedStyle(focused)
  return at + ' ' + focused.tagName + ' ' + (outlineStyle === 'none' && focused.tagName !== 'IFRAME' ? 'hidden' : 'shown')
})()`

async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe)
  const { violations } = (await page.evaluate(
    `axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'], iframes: false })`,
  )) as { violations: { id: string; nodes: { html: string; failureSummary: string }[] }[] }
  return violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.html} ${node.failureSummary}`),
  )
}
