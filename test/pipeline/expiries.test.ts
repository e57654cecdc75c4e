// A secret that ends is told 30, 7 and 1 days ahead, each once, whenever the service happens to run.
import fc from 'fast-check'
import { beforeEach, describe, expect, test } from 'vitest'
import { addDays, atMinute, daysBetween, localDay } from '../../src/domain/clock.ts'
import { stageOf } from '../../src/domain/expiry.ts'
import { DAY, HOUR, MINUTE } from '../../src/domain/types.ts'
import { writeLetter } from '../../src/letters/write.ts'
import { noDesk } from '../../src/mail/compose.ts'
import { planExpiries } from '../../src/pipeline/expiries.ts'
import { sendMailing } from '../../src/pipeline/send.ts'
import { planTrouble } from '../../src/pipeline/trouble.ts'
import type { Mailing } from '../../src/store/mailings/mailing.ts'
import { runs } from '../support/chance.ts'
import { settle } from '../support/company.ts'
import { ada, grace, linus } from '../support/facts.ts'
import { clockAt, partsFor, serverThat, type TestClock } from '../support/parts.ts'
import { testStore } from '../support/store.ts'

const held = testStore()
const zone = 'Europe/Berlin'
const admins = { addresses: [ada, grace], zone }
const ends = '2026-06-30'
/** At a minute past midnight, where no other is named. */
const ahead = (days: number, minute = 1) => atMinute(addDays(ends, -days), minute, zone)

let clock: TestClock
let connection: number

const begin = async () => {
  clock = clockAt(ahead(40))
  await settle(held.store, clock.now())
  connection = (await held.store.connections.all())[0]!.id
  await proves({ proof: 'secret', secretExpires: ends })
}
beforeEach(begin)

const proves = (options: object) =>
  held.store.db
    .updateTable('connections')
    .set({ name: 'Microsoft 365 (example.com)', options: JSON.stringify(options) })
    .where('id', '=', connection)
    .execute()

/** Plans as every minute, beside the mails about trouble. */
async function plan(of = admins) {
  for (let time = 0; time < 2; time++) {
    await planExpiries({ store: held.store, clock }, of)
    await planTrouble({ store: held.store, clock }, of)
  }
}

async function waiting(): Promise<string[]> {
  const mailings = await held.store.mailings.list({ states: ['planned'] })
  return mailings.map(
    ({ recipient, subject }) => `${recipient.split('@')[0]} ${subject.split(' ').slice(2).join(' ')}`,
  )
}

/** The letters as they really are. */
const compose = (mailings: readonly Mailing[], now: number) => {
  const sender = { address: 'halfhour@example.com', name: 'Halfhour', host: 'example.com' }
  return writeLetter({ store: held.store, sender, deskFor: async () => noDesk }, mailings, now)
}

/** Runs at an instant: plans, sends what is due, and returns the subjects of the mails. */
async function runAt(instant: number): Promise<string[]> {
  clock.set(instant)
  await plan()
  const mailbox = serverThat()
  const due = await held.store.mailings.due(clock.now(), clock.wall(), 100)
  for (const id of due) await sendMailing(partsFor(held.store, clock, { mailbox, compose }), id)
  return mailbox.given.map(({ subject }) => subject)
}

describe('a secret that ends', () => {
  test('is told in the morning, 30, 7 and 1 days ahead, to every admin once', async () => {
    const told: [number, string[]][] = []
    for (let left = 33; left >= -2; left--)
      for (const minute of [1, 8 * 60, 20 * 60]) {
        const subjects = await runAt(ahead(left, minute))
        if (subjects.length > 0) told.push([left, subjects])
      }
    const subject = (when: string) => `The client secret of Microsoft 365 (example.com) expires ${when}`
    expect(told).toEqual([
      [30, [subject('in 30 days'), subject('in 30 days')]],
      [7, [subject('in 7 days'), subject('in 7 days')]],
      [1, [subject('tomorrow'), subject('tomorrow')]],
    ])
  })

  test('nobody is woken: planned at midnight, it goes at eight', async () => {
    clock.set(ahead(30))
    await plan()
    expect(await waiting()).toEqual([`ada ${ends} 30`, `grace ${ends} 30`])
    expect(await runAt(ahead(30, 7 * 60 + 59))).toEqual([])
    expect(await runAt(ahead(30, 8 * 60))).toHaveLength(2)
  })

  test('is told late by whoever was switched off, with the days that are left', async () => {
    expect((await runAt(ahead(28, 15 * 60)))[0]).toMatch(/expires in 28 days$/)
    expect((await runAt(ahead(5, 15 * 60)))[0]).toMatch(/expires in 5 days$/)
    expect((await runAt(ahead(0, 15 * 60)))[0]).toMatch(/expires today$/)
  })

  test('is not told of any more once another took its place, also where a mail waits', async () => {
    clock.set(ahead(7))
    await plan()
    await proves({ proof: 'secret', secretExpires: addDays(ends, 365) })
    await plan()
    expect(await waiting()).toEqual([])
    for (const left of [7, 1, 0]) expect(await runAt(ahead(left, 9 * 60))).toEqual([])
  })

  test('a mail that could not go gives way to the next', async () => {
    clock.set(ahead(30))
    await plan()
    clock.set(ahead(7))
    await plan()
    expect(await waiting()).toEqual([`ada ${ends} 7`, `grace ${ends} 7`])
  })

  test('who is no admin any more is told nothing', async () => {
    clock.set(ahead(30))
    await plan()
    await plan({ addresses: [grace, linus], zone })
    expect(await waiting()).toEqual([`grace ${ends} 30`, `linus ${ends} 30`])
  })

  test('whoever is named twice is told once', async () => {
    clock.set(ahead(30))
    await plan({ addresses: [ada, grace, ada], zone })
    expect(await waiting()).toEqual([`ada ${ends} 30`, `grace ${ends} 30`])
  })

  test('days are those of the admins’ zone', async () => {
    const pacific = { ...admins, zone: 'Pacific/Auckland' }
    clock.set(atMinute(addDays(ends, -30), 1, pacific.zone))
    await plan()
    expect(await waiting()).toEqual([])
    await plan(pacific)
    expect(await waiting()).toHaveLength(2)
  })

  test.each([{ proof: 'secret' }, {}, { secretExpires: ends }])(
    'nothing is told where %j is all we know',
    async (options) => {
      await proves(options)
      clock.set(ahead(7))
      await plan()
      expect(await waiting()).toEqual([])
    },
  )

  test('goes with its connection', async () => {
    clock.set(ahead(7))
    await plan()
    await held.store.connections.remove(connection, clock.now())
    await plan()
    expect(await waiting()).toEqual([])
  })
})

test('whenever the service runs, a stage is told once, at the first run after its morning, with the right days', async () => {
  const runsAt = fc.array(fc.integer({ min: -3 * 24 * 60, max: 45 * 24 * 60 }), {
    minLength: 1,
    maxLength: 25,
  })
  await fc.assert(
    fc.asyncProperty(runsAt, async (minutesBefore) => {
      await begin()
      const told = new Map<number, number>()
      for (const minutes of minutesBefore.toSorted((one, other) => other - one)) {
        const instant = ahead(0) + DAY - minutes * MINUTE - HOUR
        const today = localDay(instant, zone)
        const left = daysBetween(today, ends)
        const stage = stageOf(ends, today)
        const isDue = stage !== null && !told.has(stage) && instant >= atMinute(today, 8 * 60, zone)
        const subjects = await runAt(instant)
        expect([left, subjects.length]).toEqual([left, isDue ? 2 : 0])
        if (!isDue) continue
        told.set(stage, left)
        const when = left === 0 ? 'today' : left === 1 ? 'tomorrow' : `in ${left} days`
        expect(subjects[0]).toMatch(new RegExp(`expires ${when}$`))
      }
    }),
    { numRuns: runs(10) },
  )
})
