import { beforeEach, describe, expect, test } from 'vitest'
import { defaultPolicy } from '../../src/domain/policy.ts'
import { DAY, HOUR, MINUTE } from '../../src/domain/types.ts'
import { UnmailableAddress } from '../../src/mail/address.ts'
import type { Delivery } from '../../src/mail/transport.ts'
import { judgePair } from '../../src/pipeline/judge.ts'
import type { Parts } from '../../src/pipeline/parts.ts'
import { sendMailing } from '../../src/pipeline/send.ts'
import { sweep } from '../../src/pipeline/sweep.ts'
import { settle } from '../support/company.ts'
import { ada, at, grace, instance, master, read } from '../support/facts.ts'
import { clockAt, compose as composeTest, partsFor, serverThat, type TestClock } from '../support/parts.ts'
import { testStore } from '../support/store.ts'

const held = testStore()
const monday = at('2026-03-02T08:00Z')
const slot = at('2026-03-03T09:00Z')
/** 15 minutes after the end. */
const recapDue = slot + 45 * MINUTE

let clock: TestClock

/** Ada and Grace have a weekly 1-on-1, read and judged; both copies are read once more just after the first slot. */
beforeEach(async () => {
  clock = clockAt(monday)
  await settle(held.store, monday)
  await save([master()], monday)
  await judge(monday)
})

const save = (events: ReturnType<typeof master>[], when: number) =>
  held.store.events.save('grace', read(events), when, held.store.secrets)

async function judge(when: number) {
  clock.set(when)
  const pair = await held.store.pairs.of([ada, grace])
  await judgePair(partsFor(held.store, clock), pair!.id)
}

async function recapTo(recipient: string) {
  const all = await held.store.mailings.list({ recipient })
  return all.find(({ kind, slot: of }) => kind === 'recap' && of === slot)!
}

async function atRecapTime() {
  await save([], recapDue)
  await judge(recapDue)
  return recapTo(ada)
}

const send = (id: number, some: Partial<Parts> = {}) => sendMailing(partsFor(held.store, clock, some), id)
const row = (id: number) => held.store.mailings.byId(id)
const mailbox = () => held.store.mailbox.list(100)

describe('once', () => {
  test('a due mail goes out and is recorded', async () => {
    const { id } = await atRecapTime()
    expect(await send(id)).toBe('sent')
    expect(await row(id)).toMatchObject({ state: 'sent', via: 'mailbox', settledAt: recapDue })
    expect(await mailbox()).toMatchObject([{ recipient: ada, kind: 'recap' }])
  })

  test('of several senders one sends', async () => {
    const { id } = await atRecapTime()
    await held.store.settings.goLive(monday)
    const smtp = serverThat()
    const outcomes = await Promise.all(Array.from({ length: 5 }, () => send(id, { smtp })))
    expect(outcomes.filter((outcome) => outcome === 'sent')).toHaveLength(1)
    expect(smtp.given).toHaveLength(1)
    expect(await send(id, { smtp })).toBe('not-due')
  })

  test('not before it is due', async () => {
    const { id } = await recapTo(ada)
    clock.set(recapDue - 1)
    expect(await send(id)).not.toBe('sent')
    expect(await mailbox()).toEqual([])
  })

  test('a worker that dies between claim and record: the same mail again, when its lease is over', async () => {
    const { id } = await atRecapTime()
    await held.store.settings.goLive(monday)
    const smtp = serverThat()
    const dying: Partial<Parts> = {
      smtp,
      store: { ...held.store, mailings: { ...held.store.mailings, recordSent: dies, recordRetry: dies } },
    }
    await expect(send(id, dying)).rejects.toThrow('killed')
    expect(await row(id)).toMatchObject({ state: 'claimed' })
    expect(await send(id, { smtp })).toBe('not-due')
    clock.set(recapDue + 6 * MINUTE)
    const parts = partsFor(held.store, clock, { smtp })
    await sweep(parts)
    expect(parts.added).toContain(`send ${id}`)
    expect(await sendMailing(parts, id)).toBe('sent')
    expect(smtp.given.map((message) => message.id)).toEqual([smtp.given[0]!.id, smtp.given[0]!.id])
  })

  test('recording fails after the server took it: the claim runs out, nothing is planned anew', async () => {
    const { id } = await atRecapTime()
    await held.store.settings.goLive(monday)
    const smtp = serverThat()
    const forgetful = { ...held.store, mailings: { ...held.store.mailings, recordSent: dies } }
    await expect(send(id, { smtp, store: forgetful })).rejects.toThrow('killed')
    expect(await row(id)).toMatchObject({ state: 'claimed', reason: null })
  })

  test.each([
    ['the mail server cannot be reached', { smtp: serverThat(refusal('transient')) }, HOUR],
    ['it cannot be written any more', { compose: (): Promise<null> => dies() }, HOUR],
    ['the server refuses it', { smtp: serverThat(refusal('permanent')) }, null],
  ] as const)('what may have arrived is never planned anew: %s', async (_why, some, again) => {
    const { id } = await diedWhileSending()
    await send(id, some).catch(() => {})
    const { state, lease_until } = await held.store.db
      .selectFrom('mailings')
      .select(['state', 'lease_until'])
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    expect(state).toBe('maybe-sent')
    if (again) expect(lease_until).toBeLessThan(clock.wall() + again)
    else expect(lease_until).toBeNull()
  })

  test('and it arrives once the server is back', async () => {
    const { id, smtp } = await diedWhileSending()
    expect(await send(id, { smtp: serverThat(refusal('transient')) })).toBe('maybe-sent')
    clock.set(clock.now() + HOUR)
    expect(await send(id, { smtp })).toBe('sent')
    expect(new Set(smtp.given.map((message) => message.id)).size).toBe(1)
  })

  test('what the calendar no longer supports stays perhaps sent', async () => {
    const { id, smtp } = await diedWhileSending()
    const refresh = async () => {
      await save([instance(slot, { removed: true })], clock.now())
      return { readable: true, readAt: clock.now() }
    }
    expect(await send(id, { smtp, refresh })).toBe('maybe-sent')
    expect(await row(id)).toMatchObject({ state: 'maybe-sent', reason: 'interrupted' })
    expect(smtp.given).toHaveLength(1)
  })

  test('an alert waits for its calendar, then it goes', async () => {
    const { id } = await anAlert()
    await expect(send(id, { compose: dies, store: withoutRetry() })).rejects.toThrow('killed')
    expect(await row(id)).toMatchObject({ state: 'claimed' })
    clock.set(clock.now() + 6 * MINUTE)
    const smtp = serverThat()
    const unreadable = { smtp, refresh: async () => ({ readable: false, readAt: clock.now() }) }
    expect(await send(id, unreadable)).toBe('maybe-sent')
    expect(await row(id)).toMatchObject({ state: 'maybe-sent', reason: 'calendar-unreadable' })
    expect(await send(id, { smtp })).toBe('not-due')
    clock.set(clock.now() + HOUR)
    expect(await send(id)).toBe('sent')
    expect(smtp.given).toEqual([])
  })

  test('who stopped it meanwhile does not get it again', async () => {
    const { id, smtp } = await diedWhileSending()
    await held.store.stops.stop(ada, 'recap', clock.now(), held.store.secrets)
    expect(await send(id, { smtp })).toBe('maybe-sent')
    expect(smtp.given).toHaveLength(1)
  })
})

/** A mail that the server took before its worker died; the lease is over. */
async function diedWhileSending() {
  const { id } = await atRecapTime()
  await held.store.settings.goLive(monday)
  const smtp = serverThat()
  const mailings = { ...held.store.mailings, recordSent: dies }
  await send(id, { smtp, store: { ...held.store, mailings } }).catch(() => {})
  clock.set(recapDue + 6 * MINUTE)
  return { id, smtp }
}

/** A worker that is killed gives nothing back. */
function withoutRetry() {
  return { ...held.store, mailings: { ...held.store.mailings, recordRetry: dies } }
}

function refusal(lasting: 'transient' | 'permanent'): Delivery {
  return { state: 'failed', lasting, reason: 'no' }
}

async function dies(): Promise<never> {
  throw new Error('killed')
}

describe('M2: read before send', () => {
  test('what the calendar no longer supports is dropped', async () => {
    const { id } = await atRecapTime()
    const refresh = async () => {
      await save([instance(slot, { removed: true })], recapDue)
      return { readable: true, readAt: recapDue }
    }
    expect(await send(id, { refresh })).toBe('not-due')
    expect(await row(id)).toMatchObject({ state: 'dropped', reason: 'withdrawn' })
    expect(await mailbox()).toEqual([])
  })

  test.each([
    ['young', recapDue - HOUR, 'sent'],
    ['old', recapDue - 25 * HOUR, 'waits'],
    ['none', null, 'waits'],
  ] as const)('a recap of an unreadable calendar, known data %s: %s', async (_age, readAt, outcome) => {
    const { id } = await atRecapTime()
    expect(await send(id, { refresh: async () => ({ readable: false, readAt }) })).toBe(outcome)
  })

  test('alerts wait for the calendar, and are found again', async () => {
    const alert = await anAlert()
    const refresh = async () => ({ readable: false, readAt: clock.now() })
    expect(await send(alert.id, { refresh })).toBe('waits')
    expect(await row(alert.id)).toMatchObject({ state: 'planned', reason: 'calendar-unreadable' })
    expect(await held.store.mailings.due(clock.now(), clock.wall(), 100)).not.toContain(alert.id)
    clock.set(clock.now() + DAY)
    expect(await held.store.mailings.due(clock.now(), clock.wall(), 100)).toContain(alert.id)
  })

  test('too late is dropped, visibly', async () => {
    const { id, expiresAt } = await atRecapTime()
    clock.set(expiresAt + 1)
    expect(await send(id)).toBe('dropped')
    expect(await row(id)).toMatchObject({ state: 'dropped', reason: 'too-late' })
  })

  test('who stopped a kind gets none, and judging does not plan it again', async () => {
    const { id } = await atRecapTime()
    await held.store.stops.stop(ada, 'recap', monday, held.store.secrets)
    expect(await send(id)).toBe('dropped')
    await judge(recapDue)
    expect(await row(id)).toMatchObject({ state: 'dropped', reason: 'stopped' })
    expect(await send((await recapTo(grace)).id)).toBe('sent')
  })
})

async function anAlert() {
  await save([instance(slot, { removed: true })], monday + HOUR)
  await judge(slot + DAY + 8 * HOUR)
  const alerts = await held.store.mailings.list({ recipient: grace, states: ['planned'] })
  const alert = alerts.find(({ kind }) => kind === 'missed')!
  clock.set(alert.dueAt)
  return alert
}

describe('M4: bundles', () => {
  test('alerts of a day go in one mail at the last due moment, and stay rows of their own', async () => {
    const alert = await anAlert()
    const second = await addAlert({ subject: 'x', dueAt: alert.dueAt + HOUR })
    expect(await send(alert.id)).toBe('waits')
    expect(await row(alert.id)).toMatchObject({ goesAt: alert.dueAt + HOUR })
    clock.set(alert.dueAt + HOUR)
    expect(await send(second)).toBe('sent')
    expect(await mailbox()).toMatchObject([{ kind: 'missed', recipient: grace }])
    expect([(await row(alert.id))?.state, (await row(second))?.state]).toEqual(['sent', 'sent'])
  })

  test('of two senders of one bundle one sends it, named by the first that was free', async () => {
    const alert = await anAlert()
    const second = await addAlert({ subject: 'y', dueAt: alert.dueAt })
    const smtp = serverThat()
    await held.store.settings.goLive(monday)
    await Promise.all([alert.id, second, alert.id, second].map((id) => send(id, { smtp })))
    expect(smtp.given).toHaveLength(1)
    expect([await row(alert.id), await row(second)]).toMatchObject([
      { state: 'sent', bundle: alert.id },
      { state: 'sent', bundle: alert.id },
    ])
  })

  test('one that another holds names no bundle', async () => {
    const alert = await anAlert()
    const second = await addAlert({ subject: 'y', dueAt: alert.dueAt })
    await held.store.mailings.recordRetry([alert.id], '451 later', clock.wall() + HOUR)
    const claimed = await held.store.mailings.claim([alert.id, second], {
      now: clock.now(),
      wall: clock.wall(),
      until: clock.wall() + HOUR,
    })
    expect(claimed).toMatchObject([{ id: second, bundle: second }])
  })

  test('one that its recipient stopped is left out, the others go', async () => {
    const alert = await anAlert()
    const second = await addAlert({ subject: 'y', dueAt: alert.dueAt })
    await held.store.stops.stop(grace, 'missed', monday, held.store.secrets)
    expect(await send(second)).toBe('sent')
    expect([(await row(alert.id))?.state, (await row(second))?.state]).toEqual(['dropped', 'sent'])
    expect(await mailbox()).toMatchObject([{ kind: 'short' }])
  })

  test('one that the calendar no longer supports is left out, the others go', async () => {
    const alert = await anAlert()
    const second = await addAlert({ subject: 'y', dueAt: alert.dueAt })
    const refresh = async () => {
      await save([instance(slot, { span: { start: slot + HOUR, end: slot + 2 * HOUR } })], clock.now())
      return { readable: true, readAt: clock.now() }
    }
    expect(await send(second, { refresh })).toBe('sent')
    expect(await row(alert.id)).toMatchObject({ state: 'dropped', reason: 'withdrawn' })
    expect(await mailbox()).toMatchObject([{ kind: 'short' }])
  })
})

describe('a bundle that broke off while it went out', () => {
  async function brokenOff() {
    const alert = await anAlert()
    const second = await addAlert({ subject: 'y', dueAt: alert.dueAt })
    const smtp = serverThat()
    await held.store.settings.goLive(monday)
    const mailings = { ...held.store.mailings, recordSent: dies }
    await expect(send(alert.id, { smtp, store: { ...held.store, mailings } })).rejects.toThrow('killed')
    clock.set(alert.dueAt + 6 * MINUTE)
    return { smtp, ids: [alert.id, second] as const }
  }

  test('goes once more as the same mail, whichever of it is asked for', async () => {
    const { smtp, ids } = await brokenOff()
    expect(await send(ids[1], { smtp })).toBe('sent')
    const [first, again] = smtp.given
    expect(again).toMatchObject({ id: first!.id, text: first!.text })
    expect(smtp.given).toHaveLength(2)
  })

  test('stays perhaps sent as a whole where one of it no longer stands', async () => {
    const { smtp, ids } = await brokenOff()
    const refresh = async () => {
      await save([instance(slot, { span: { start: slot + HOUR, end: slot + 2 * HOUR } })], clock.now())
      return { readable: true, readAt: clock.now() }
    }
    expect(await send(ids[1], { smtp, refresh })).toBe('maybe-sent')
    expect(await Promise.all(ids.map(row))).toMatchObject([{ state: 'maybe-sent' }, { state: 'maybe-sent' }])
    expect(smtp.given).toHaveLength(1)
  })
})

/** An alert to Grace that no judging knows, as of another pair. */
async function addAlert({ subject, dueAt }: { subject: string; dueAt: number }): Promise<number> {
  const { id } = await held.store.db
    .insertInto('mailings')
    .values({
      kind: 'short',
      recipient: grace,
      subject,
      due_at: dueAt,
      goes_at: dueAt,
      expires_at: dueAt + DAY,
      payload: '{}',
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

describe('one that cannot be written', () => {
  test('does not hold up those it would have gone with', async () => {
    const alert = await anAlert()
    const poison = await addAlert({ subject: 'poison', dueAt: alert.dueAt })
    const compose: Parts['compose'] = async (mailings, now) => {
      if (mailings.some(({ id }) => id === poison)) throw new Error('no such slot')
      return composeTest(mailings, now)
    }
    expect(await send(poison, { compose })).toBe('sent')
    expect(await row(alert.id)).toMatchObject({ state: 'sent', bundle: alert.id })
    expect(await row(poison)).toMatchObject({ state: 'planned', reason: 'no such slot', bundle: null })
  })

  test('waits before it is looked at again, and expires', async () => {
    const { id } = await atRecapTime()
    await expect(send(id, { refresh: dies })).rejects.toThrow('killed')
    expect(await row(id)).toMatchObject({ state: 'planned', reason: 'killed' })
    expect(await held.store.mailings.due(clock.now(), clock.wall(), 10)).not.toContain(id)
    clock.set(clock.now() + HOUR)
    expect(await held.store.mailings.due(clock.now(), clock.wall(), 10)).toContain(id)
  })

  test('has no address: it failed for good', async () => {
    const { id } = await atRecapTime()
    const compose = async (): Promise<never> => {
      throw new UnmailableAddress('"x" is not a mail address.')
    }
    await expect(send(id, { compose })).rejects.toThrow('not a mail address')
    expect(await row(id)).toMatchObject({ state: 'failed', reason: '"x" is not a mail address.' })
  })

  test('waits for a pair that cannot be judged', async () => {
    const { id, pair } = await atRecapTime()
    await held.store.policies.change({ ...defaultPolicy, vetoWords: null as never }, monday)
    expect(await send(id)).toBe('waits')
    expect(await held.store.pairs.byId(pair!)).toMatchObject({ failingSince: recapDue })
    expect(await send(id)).toBe('waits')
    expect(await mailbox()).toEqual([])
  })
})

test('what was put off and then moved is not looked at before its new time', async () => {
  const { id } = await atRecapTime()
  await send(id, { refresh: async () => ({ readable: false, readAt: null }) })
  const later = recapDue + 7 * DAY
  await save([instance(slot, { span: { start: slot + 7 * DAY - HOUR, end: later - 15 * MINUTE } })], recapDue)
  await judge(recapDue)
  clock.set(recapDue + HOUR)
  expect(await send(id)).toBe('waits')
  expect(await held.store.mailings.due(clock.now(), clock.wall(), 10)).not.toContain(id)
  clock.set(later)
  expect(await held.store.mailings.due(clock.now(), clock.wall(), 10)).toContain(id)
})

describe('before go-live', () => {
  let smtp: ReturnType<typeof serverThat>
  beforeEach(() => {
    smtp = serverThat()
  })

  test('mails go to the mailbox whatever SMTP is set', async () => {
    const { id } = await atRecapTime()
    expect(await send(id, { smtp })).toBe('sent')
    expect(smtp.given).toEqual([])
    expect(await row(id)).toMatchObject({ via: 'mailbox' })
  })

  test('an alert that waited for its calendar is not revived after it', async () => {
    const alert = await anAlert()
    await send(alert.id, { refresh: async () => ({ readable: false, readAt: null }) })
    const live = clock.now() + HOUR
    await held.store.settings.goLive(live)
    await judge(live + MINUTE)
    expect(await row(alert.id)).toMatchObject({ state: 'dropped', reason: 'before-go-live' })
  })

  test('who was introduced there is introduced again by the first mail that arrives', async () => {
    const { stops, secrets } = held.store
    expect(await send((await atRecapTime()).id, { smtp })).toBe('sent')
    expect(await stops.isIntroduced(ada, 'mailbox', secrets)).toBe(true)
    expect(await stops.isIntroduced(ada, 'smtp', secrets)).toBe(false)
    await held.store.settings.goLive(recapDue)
    expect(await send((await recapTo(grace)).id, { smtp })).toBe('sent')
    expect(await stops.isIntroduced(grace, 'smtp', secrets)).toBe(true)
  })

  test('what was due before it is never mailed later', async () => {
    const { id } = await atRecapTime()
    await held.store.settings.goLive(recapDue + 1)
    expect(await row(id)).toMatchObject({ state: 'dropped', reason: 'before-go-live' })
    await judge(recapDue + 2)
    expect(await row(id)).toMatchObject({ state: 'dropped', reason: 'before-go-live' })
  })

  test('nor what a worker was planning at that moment', async () => {
    const { id } = await atRecapTime()
    await held.store.settings.write('goLiveAt', recapDue + 1)
    clock.set(recapDue + 2)
    expect(await send(id, { smtp })).toBe('dropped')
    expect(await row(id)).toMatchObject({ reason: 'before-go-live' })
  })
})

describe('what the mail server says', () => {
  beforeEach(() => held.store.settings.goLive(monday))

  test('a passing failure is tried again after a pause', async () => {
    const { id } = await atRecapTime()
    const smtp = serverThat(
      { state: 'failed', lasting: 'transient', reason: '451 later' },
      { state: 'sent', response: '250' },
    )
    expect(await send(id, { smtp })).toBe('waits')
    expect(await row(id)).toMatchObject({ state: 'planned', reason: '451 later', tries: 1 })
    expect(await held.store.mailings.due(clock.now(), clock.wall(), 10)).not.toContain(id)
    clock.set(clock.now() + HOUR)
    expect(await send(id, { smtp })).toBe('sent')
  })

  test('a lasting one is final', async () => {
    const { id } = await atRecapTime()
    expect(
      await send(id, { smtp: serverThat({ state: 'failed', lasting: 'permanent', reason: '550 no' }) }),
    ).toBe('failed')
    await judge(recapDue)
    expect(await row(id)).toMatchObject({ state: 'failed', reason: '550 no' })
  })

  test('maybe sent: once more under the same Message-ID, then never again', async () => {
    const { id } = await atRecapTime()
    const smtp = serverThat({ state: 'maybe-sent', reason: 'no answer' })
    expect(await send(id, { smtp })).toBe('maybe-sent')
    expect(await send(id, { smtp })).toBe('not-due')
    clock.set(clock.now() + HOUR)
    expect(await send(id, { smtp })).toBe('maybe-sent')
    clock.set(clock.now() + 5 * HOUR)
    expect(await send(id, { smtp })).toBe('not-due')
    expect(new Set(smtp.given.map((message) => message.id)).size).toBe(1)
    expect(smtp.given).toHaveLength(2)
  })

  test('a mail that cannot be rendered is told and tried again', async () => {
    const { id } = await atRecapTime()
    const broken = async () => {
      throw new Error('template lacks a field')
    }
    await expect(send(id, { compose: broken })).rejects.toThrow('template lacks a field')
    expect(await row(id)).toMatchObject({ state: 'planned', reason: 'template lacks a field' })
  })

  test('maybe sent and nothing to say any more: it stays what it is', async () => {
    const { id } = await atRecapTime()
    await send(id, { smtp: serverThat({ state: 'maybe-sent', reason: 'no answer' }) })
    clock.set(clock.now() + HOUR)
    expect(await send(id, { compose: async () => null })).toBe('maybe-sent')
  })

  test('nothing to say, no mail', async () => {
    const { id } = await atRecapTime()
    expect(await send(id, { compose: async () => null })).toBe('dropped')
  })
})
