// The links in mails: made the same each time, good for one recipient and kind, and worthless when touched.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { secretsOf } from '../../src/store/secrets.ts'
import { isStoppable, type Stoppable, stoppableKinds } from '../../src/web/kinds.ts'
import { readStopToken, stopLinks, stopToken } from '../../src/web/links.ts'
import { testKey } from '../support/store.ts'

const secrets = secretsOf(testKey)
const ada = 'ada@example.com'
const token = stopToken({ recipient: ada, kind: 'recap' }, secrets)

const address = fc.oneof(fc.emailAddress(), fc.string({ minLength: 1, maxLength: 200, unit: 'grapheme' }))
const kind = fc.constantFrom<Stoppable>(...stoppableKinds)

describe('a token', () => {
  test('tells whom and what it is for, whatever the address looks like', () => {
    fc.assert(
      fc.property(address, kind, (recipient, kind) => {
        expect(readStopToken(stopToken({ recipient, kind }, secrets), secrets)).toEqual({ recipient, kind })
      }),
    )
  })

  test('is the same each time, and stands in a URL as it is', () => {
    expect(stopToken({ recipient: ada, kind: 'recap' }, secrets)).toBe(token)
    expect(encodeURIComponent(token)).toBe(token)
  })

  test('is refused with one character changed, added or left out, wherever that is', () => {
    const change = fc.record({
      at: fc.nat(token.length - 1),
      to: fc.constantFrom('', 'A', 'b', '9', '.', '-', '=', 'aa', 'é', '%00'),
    })
    fc.assert(
      fc.property(change, ({ at, to }) => {
        const touched = token.slice(0, at) + to + token.slice(at + 1)
        expect(readStopToken(touched, secrets)).toEqual(touched === token ? expect.anything() : null)
      }),
    )
  })

  test('of another key, purpose or form is refused', () => {
    const other = secretsOf(Buffer.alloc(32, 8))
    const claim = token.slice(0, token.indexOf('.'))
    for (const forged of [
      stopToken({ recipient: ada, kind: 'recap' }, other),
      `${claim}.${secrets.hash(claim, 'recipient').slice(0, 32)}`,
      `${claim}.`,
      `.${token}`,
      `${token}.${token}`,
      '',
      '.',
    ])
      expect(readStopToken(forged, secrets)).toBeNull()
  })
})

describe('the links of a mail', () => {
  const links = stopLinks(secrets, 'https://halfhour.example.com')

  test('stop the kind that people know, or all', () => {
    const stops = links(ada, 'agenda-report')
    const kinds = [stops?.thisKind, stops?.all].map(
      (url) => readStopToken(url?.split('/stop/')[1] ?? '', secrets)?.kind,
    )
    expect(kinds).toEqual(['agenda', 'all'])
    expect(links(ada, 'agenda-manager')).toEqual(stops)
  })

  test('are on no mail about trouble', () => {
    expect(links(ada, 'trouble')).toBeNull()
    expect(links(ada, 'well-again')).toBeNull()
    expect(isStoppable('trouble')).toBe(false)
  })
})
