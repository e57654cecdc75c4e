import { expect, test } from 'vitest'
import { connectCompany } from '../../src/connecting/company.ts'
import type { CompanyOptions } from '../../src/domain/account.ts'
import { grace } from '../support/facts.ts'
import { createServiceKey } from '../support/keys.ts'
import { testStore } from '../support/store.ts'

const held = testStore()
const settings = { googleRootUrl: undefined, googleTokenUrl: undefined, allowPrivateFeeds: false }
const whole: CompanyOptions = { admin: grace, domains: ['example.com'], choice: { by: 'all' }, leaveOut: [] }

/** As a form might send them: stored, they could never be read again, and nobody would be watched. */
test.each<[string, Partial<CompanyOptions>, string]>([
  ['no domain', { domains: [] }, 'correct domains.'],
  ['an address for a domain', { domains: ['ada@example.com'] }, 'correct domains.0.'],
  ['no group', { choice: { by: 'groups', groups: [] } }, 'correct choice.groups.'],
  ['a unit that is no path', { choice: { by: 'units', units: ['Sales'] } }, 'correct choice.units.0.'],
  ['an admin that is nobody', { admin: 'grace' }, 'correct admin.'],
])('%s is refused before anybody is asked', async (_what, some, sentence) => {
  const wanted = { credentials: createServiceKey(), options: { ...whole, ...some } }
  const first = connectCompany(held.store, wanted, settings, 0).next()
  await expect(first).rejects.toThrow(sentence)
  expect(await held.store.connections.all()).toEqual([])
})
