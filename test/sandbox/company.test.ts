// The sample company's six weeks, lived through by a service in miniature: each expected verdict and mail, none besides.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Address, type Directory, type Instant, MINUTE } from '../../src/domain/types.ts'
import { type SampleCompany, sampleCompany } from '../../src/sandbox/company/company.ts'
import { type Differences, differencesIn } from '../../src/sandbox/company/differences.ts'
import { type GoogleSandbox, startGoogle } from '../../src/sandbox/google/sandbox.ts'
import { type Calendars, openCalendars } from '../support/company-calendars.ts'
import { type Service, startService } from '../support/company-service.ts'
import { testTls } from './support.ts'

/** The service looks this long after an act. */
const SYNC_DELAY = MINUTE

const company = sampleCompany()
const directory = directoryOf(company)
const clock = { now: company.start }
let google: GoogleSandbox
let calendars: Calendars
let service: Service

beforeAll(async () => {
  google = await startGoogle({ tls: await testTls(), now: () => clock.now })
  service = startService(company, directory)
  await live()
}, 60_000)
afterAll(() => google.close())

test('every verdict and every mail comes out, and none besides', () => {
  expect(differences()).toEqual({ missing: [], unexpected: [] })
})

async function live(): Promise<void> {
  const acts = [...company.acts]
  let unread: Instant | null = null
  let readAt = company.start
  const doUntil = (now: Instant) => {
    while (acts[0] && acts[0].at <= now) {
      const act = acts.shift()!
      clock.now = act.at
      act.do(google.company)
      if (act.leaver) leave(act.leaver, act.at)
      unread = act.at
    }
  }
  doUntil(company.start - 1)
  calendars = await openCalendars(google, company, directory)
  for (let now = company.start; now <= company.end; ) {
    clock.now = now
    const isNews = unread !== null && now > unread
    const changed = isNews ? await calendars.sync(now) : null
    if (isNews) unread = null
    if (unread === null) readAt = now
    const known = calendars.known(readAt)
    service.judge(changed, known, now)
    service.send(known, now)
    doUntil(now)
    now = Math.min(
      service.next(now),
      acts[0]?.at ?? Infinity,
      unread === null ? Infinity : unread + SYNC_DELAY,
    )
  }
}

function leave(person: Address, at: Instant): void {
  service.leave(person, at)
  calendars.close(person)
}

function differences(): Differences {
  const slots = service
    .judgements()
    .flatMap(({ people, slots: all }) => all.map((slot) => ({ ...slot, people })))
    .filter(({ original }) => original >= company.start && original < company.end)
  return differencesIn(company.expected, slots, service.mails)
}

function directoryOf({ people }: SampleCompany): Directory {
  const primary = new Map(
    people.flatMap(({ address, aliases }) => [address, ...aliases].map((one) => [one, address])),
  )
  return { colleague: (address) => primary.get(address) ?? null, isGroup: () => false }
}
