// Consents under way: each belongs to the browser that began it, for ten minutes, and is redeemed once.
import { createHash } from 'node:crypto'
import { beforeEach, describe, expect, test } from 'vitest'
import { openConsents, PATIENCE } from '../../src/web/consent/pending.ts'

const uri = 'http://localhost:3000/connect/google/callback'
let wall = 0
let consents: ReturnType<typeof openConsents<string>>
beforeEach(() => {
  wall = 0
  consents = openConsents<string>(() => wall)
})

describe('a consent that was begun', () => {
  test('has secrets of its own, none of which tells another; the challenge is that of the verifier (S256)', () => {
    const [one, other] = [consents.begin(uri), consents.begin(uri)]
    const secrets = [one, other].flatMap(({ state, nonce, verifier, browser }) => [
      state,
      nonce,
      verifier,
      browser,
    ])
    expect(new Set(secrets).size).toBe(8)
    for (const secret of secrets) expect(secret).toMatch(/^[\w-]{43}$/)
    const pending = consents.of(one.browser, one.state)
    const challenge = createHash('sha256').update(pending!.verifier).digest('base64url')
    expect(one.challenge).toBe(challenge)
  })

  test('is known to its own browser with its own state alone', () => {
    const [one, other] = [consents.begin(uri), consents.begin(uri)]
    expect(consents.of(one.browser, one.state)).toMatchObject({ redirectUri: uri, nonce: one.nonce })
    for (const [browser, state] of [
      [one.browser, other.state],
      [other.browser, one.state],
      [one.browser, ''],
      ['', one.state],
      ['', ''],
      [one.browser, `${one.state}x`],
    ] as const)
      expect(consents.of(browser, state)).toBeNull()
  })

  test('is over after ten minutes, and gone where it was refused', () => {
    const { browser, state } = consents.begin(uri)
    wall = PATIENCE - 1
    expect(consents.of(browser, state)).not.toBeNull()
    wall = PATIENCE
    expect(consents.of(browser, state)).toBeNull()
    const again = consents.begin(uri)
    consents.forget(again.browser)
    expect(consents.of(again.browser, again.state)).toBeNull()
  })

  test('is redeemed once, also by two who come at the same time; the second is told so', async () => {
    const { browser } = consents.begin(uri)
    let redeemed = 0
    const redeem = async () => `calendar ${++redeemed}`
    const both = await Promise.all([consents.once(browser, redeem), consents.once(browser, redeem)])
    expect(both).toEqual([
      { result: 'calendar 1', again: false },
      { result: 'calendar 1', again: true },
    ])
  })

  test('that failed is not tried twice with the same code', async () => {
    const { browser } = consents.begin(uri)
    const redeem = () => Promise.reject(new Error('used up'))
    await expect(consents.once(browser, redeem)).rejects.toThrow('used up')
    await expect(consents.once(browser, async () => 'fine')).rejects.toThrow('used up')
  })
})

test('however often somebody begins, the memory that takes is bounded and the newest works', () => {
  const first = consents.begin(uri)
  const more = Array.from({ length: 150 }, () => consents.begin(uri))
  expect(consents.of(first.browser, first.state)).toBeNull()
  const known = more.filter(({ browser, state }) => consents.of(browser, state) !== null)
  expect(known.length).toBeLessThanOrEqual(100)
  expect(known.at(-1)).toBe(more.at(-1))
})
