// The form of an app registration, whatever is typed: a key that can be tried, or a sentence at each field; secrets stay ours.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { appKey } from '../../src/calendars/graph/key.ts'
import { microsoftAccess } from '../../src/connecting/companies.ts'
import { readKeyForm } from '../../src/web/set-up/key.ts'
import { microsoftSetUp } from '../../src/web/set-up/microsoft.ts'
import { fieldsOf, formView, namesOf } from '../../src/web/set-up/parts.ts'
import { runs } from '../support/chance.ts'
import { at } from '../support/facts.ts'

const settings = { googleRootUrl: undefined, googleTokenUrl: undefined, allowPrivateFeeds: false }
/** Keys are read without asking anybody, so there is no store. */
const vendor = microsoftSetUp(
  microsoftAccess({ store: {} as never, config: settings, clock: { now: () => 0 } }),
)
const wall = at('2026-03-03T10:00Z')
const parts = vendor.keyParts(false)
const id = '0b49f01d-9385-49c9-81d8-b1c618b4ec3f'
const other = '24a09397-585b-4f91-a835-732e9a6b82ba'

const piece = fc.constantFrom(
  ...['', ' ', id, other, 'example.com', '2027-06-30', '2020-01-01', '-----BEGIN', '<b>', '__proto__', 'é'],
)
const text = fc.oneof(piece, fc.string({ unit: 'grapheme' }))
const secret = fc.oneof(fc.constant('sbx8Q~1'), text)
const isSecret = (name: string) => fieldsOf(parts).some((field) => field.name === name && field.secret)
const proof = fc.constantFrom('secret', 'certificate', '', 'x')
const typed = fc
  .record(Object.fromEntries(namesOf(parts).map((name) => [name, isSecret(name) ? secret : text])), {
    requiredKeys: [],
  })
  .chain((fields) => proof.map((proof) => ({ ...(fields as Record<string, string>), proof })))

test('a key that can be tried, or a sentence for each field; no problem and no page repeats a secret', () => {
  let tried = 0
  const lucky = fc.record({
    tenant: fc.constantFrom(id, 'example.com'),
    client_id: fc.constant(other),
    proof: fc.constant('secret'),
    client_secret: secret,
    secret_expires: piece,
  })
  fc.assert(
    fc.property(fc.oneof(typed, lucky), (fields: Record<string, string>) => {
      const given = readKeyForm(vendor, fields, { secrets: {}, known: null, wall })
      if (given.key !== null) {
        tried++
        expect(appKey(JSON.parse(given.key), 'It')).toMatchObject({ clientId: fields.client_id?.trim() })
        return
      }
      const named = Object.keys(given.problems)
      expect(named.length).toBeGreaterThan(0)
      expect(namesOf(parts)).toEqual(expect.arrayContaining(named))
      const shown = JSON.stringify(formView(parts, given, Object.keys(given.secrets)))
      expect(shown).not.toContain('sbx8Q~1')
    }),
    { numRuns: runs(500) },
  )
  expect(tried).toBeGreaterThan(20)
})

test('what was given before serves where nothing is typed now', () => {
  const fields = { tenant: 'example.com', client_id: id, proof: 'secret', client_secret: ' ' }
  const given = readKeyForm(vendor, fields, { secrets: { client_secret: 'sbx8Q~1' }, known: null, wall })
  expect(JSON.parse(given.key ?? '{}')).toMatchObject({ client_secret: 'sbx8Q~1' })
})

test('a known app keeps its tenant and id, whatever is sent', () => {
  const key = JSON.stringify({
    type: 'microsoft_app',
    tenant: 'example.com',
    client_id: id,
    client_secret: 'old',
  })
  const read = vendor.access.readKey(key)
  const known = 'facts' in read ? { key, facts: read.facts, madeOf: key } : null
  const fields = { tenant: 'evil.example', client_id: other, proof: 'secret', client_secret: 'new' }
  const given = readKeyForm(vendor, fields, { secrets: {}, known, wall })
  expect(JSON.parse(given.key ?? '{}')).toEqual({ ...JSON.parse(key), client_secret: 'new' })
})
