// How many days a secret has left: the page, the terminal and the mail say the same at any minute, wherever the reader is.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { microsoftAccess } from '../../src/connecting/companies.ts'
import { expiryFinding } from '../../src/doctor/expiry.ts'
import { DAY, MINUTE } from '../../src/domain/types.ts'
import { noDesk } from '../../src/mail/compose.ts'
import { composeExpiring } from '../../src/mail/expiring.ts'
import { microsoftSetUp } from '../../src/web/set-up/microsoft.ts'
import { runs } from '../support/chance.ts'

const ends = '2026-06-30'
const end = Date.parse(ends)

/** Nobody is asked, so there is no store. */
const settings = { googleRootUrl: undefined, googleTokenUrl: undefined, allowPrivateFeeds: false }
const { lines } = microsoftSetUp(
  microsoftAccess({ store: {} as never, config: settings, clock: { now: () => 0 } }),
)

function told(now: number, zone: string) {
  const facts = { account: '', tenant: '', clientId: '', consent: '', proof: 'secret', expires: end } as const
  const [finding] = expiryFinding({ options: { proof: 'secret', secretExpires: ends } }, zone, now)
  const expiring = { name: 'Microsoft 365', proof: 'secret', ends, affected: 2 } as const
  const { view } = composeExpiring(expiring, zone, noDesk, now)
  return {
    page: lines(facts, now, zone).at(-1)?.left,
    terminal: /^The client secret expires? (.*), on 2026-06-30\.$/.exec(finding?.said ?? '')?.[1],
    mail: 'when' in view ? view.when : null,
  }
}

test.each([
  ['2026-06-25T09:00Z', 'Europe/Berlin', 'in 5 days'],
  ['2026-06-25T23:30Z', 'Europe/Berlin', 'in 4 days'],
  ['2026-06-25T23:30Z', 'America/New_York', 'in 5 days'],
  ['2026-06-29T12:00Z', 'UTC', 'tomorrow'],
  ['2026-06-29T12:00Z', 'Pacific/Auckland', 'today'],
  ['2026-06-30T23:59Z', 'UTC', 'today'],
])('at %s in %s: %s', (now, zone, words) => {
  expect(told(Date.parse(now), zone)).toEqual({ page: words, terminal: words, mail: words })
})

test('they never differ', () => {
  const zones = fc.constantFrom('UTC', 'Europe/Berlin', 'America/Los_Angeles', 'Pacific/Kiritimati')
  const minutes = fc.integer({ min: -29 * 24 * 60, max: -24 * 60 })
  fc.assert(
    fc.property(minutes, zones, (minute, zone) => {
      const { page, terminal, mail } = told(end + minute * MINUTE, zone)
      expect(page).toMatch(/^in \d+ days$|^tomorrow$|^today$/)
      expect([terminal, mail]).toEqual([page, page])
    }),
    { numRuns: runs(100) },
  )
})

test('a page tells of it from the day on which admins are first mailed', () => {
  const noteOn = (days: number) => told(end - days * DAY, 'UTC')
  expect([noteOn(31).terminal, noteOn(30).terminal]).toEqual([undefined, 'in 30 days'])
})
