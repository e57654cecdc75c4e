// Limits by the minute, failures on command, APIs that are switched off.
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { MINUTE } from '../../src/domain/types.ts'
import { ada, authFor, grace, readonly, refusal, type Scene, scene } from './support.ts'

let here: Scene
beforeEach(async () => {
  here = await scene()
})
afterEach(() => here.google.close())

const users = () => here.directory().users.list({ customer: 'my_customer' })

describe('limits', () => {
  const list = () => here.as(ada).events.list({ calendarId: 'primary' })

  test('per user and per project hold for a minute of the wall clock', async () => {
    here.clock.wall = Math.floor(Date.now() / MINUTE) * MINUTE
    here.google.traffic.setLimits({ perUserPerMinute: 2 })
    await list()
    await list()
    expect(await refusal(list())).toMatchObject({ code: 403, reason: 'userRateLimitExceeded' })
    await here.as(grace).events.list({ calendarId: 'primary' })
    here.google.traffic.setLimits({ perProjectPerMinute: 4 })
    expect(await refusal(here.as(grace).events.list({ calendarId: 'primary' }))).toMatchObject({
      reason: 'rateLimitExceeded',
    })
    here.clock.wall += MINUTE
    await list()
  })

  test.each([
    ['rateLimitExceeded', 403, 'rateLimitExceeded'],
    ['userRateLimitExceeded', 403, 'userRateLimitExceeded'],
    ['quotaExceeded', 403, 'quotaExceeded'],
    ['tooManyRequests', 429, 'rateLimitExceeded'],
    ['internalError', 500, 'backendError'],
    ['backendError', 503, 'backendError'],
  ] as const)('%s comes when it is forced, and goes', async (failure, code, reason) => {
    here.google.traffic.forceFailures([{ failure, calendar: ada, times: 2 }])
    await here.as(grace).events.list({ calendarId: 'primary' })
    expect(await refusal(list())).toMatchObject({ code, reason })
    expect(await refusal(list())).toMatchObject({ code, reason })
    await list()
    expect(here.google.traffic.count({ kind: 'events.list', calendar: ada })).toBe(3)
  })

  test('of the directory are its own', async () => {
    here.clock.wall = Math.floor(Date.now() / MINUTE) * MINUTE
    here.google.traffic.setLimits({ perUserPerMinute: 1, directory: { perUserPerMinute: 2 } })
    await users()
    await users()
    expect(await refusal(users())).toMatchObject({ code: 403, reason: 'userRateLimitExceeded' })
    await here.as(grace).events.list({ calendarId: 'primary' })
    here.google.traffic.setLimits({ directory: { perProjectPerMinute: 3 } })
    expect(await refusal(users())).toMatchObject({ reason: 'rateLimitExceeded' })
    await list()
  })

  test('may be told by a 429 and with how long to wait', async () => {
    here.google.traffic.setLimits({ perUserPerMinute: 0, answers429: true, retryAfter: 7 })
    const { token } = await authFor(here.google, here.key, ada, [readonly]).getAccessToken()
    const answer = await fetch(`${here.google.url}calendar/v3/calendars/primary/events`, {
      headers: { authorization: `Bearer ${token}` },
    })
    expect(answer.status).toBe(429)
    expect(answer.headers.get('retry-after')).toBe('7')
  })
})

describe('a failure', () => {
  const list = (person = ada) => here.as(person).events.list({ calendarId: 'primary' })

  test('is forced for one person, for one kind of request, for tokens too', async () => {
    here.google.traffic.forceFailures([
      { failure: 'backendError', person: grace, kind: 'users.list' },
      { failure: 'quotaExceeded', person: ada, retryAfter: 3 },
    ])
    expect(await refusal(users())).toMatchObject({ code: 503, reason: 'backendError' })
    await users()
    await list(grace)
    expect(await refusal(list())).toMatchObject({ code: 403, reason: 'quotaExceeded' })
    here.google.traffic.forceFailures([{ failure: 'quotaExceeded', person: ada, kind: 'token' }])
    await list(grace)
    expect(await refusal(list())).toMatchObject({ code: 403, reason: 'rate_limit_exceeded' })
    expect(here.google.traffic.stillForced()).toBe(0)
  })

  test.each(['events.list', 'users.list'] as const)('may be a connection cut: %s', async (kind) => {
    here.google.traffic.forceFailures([{ failure: 'connectionCut', kind }])
    const call = () => (kind === 'users.list' ? users() : list())
    await expect(call()).rejects.toThrow(/socket hang up|closed|ECONNRESET/)
    await call()
  })

  test('of the token endpoint that passes is overcome by Google’s own client', async () => {
    here.google.traffic.forceFailures([{ failure: 'connectionCut', kind: 'token' }])
    await list()
    expect(here.google.traffic.count({ kind: 'token', person: ada })).toBe(2)
  })
})

test.each([
  ['calendar', 'Google Calendar API', () => here.as(grace).events.list({ calendarId: 'primary' }), users],
  ['directory', 'Admin SDK API', users, () => here.as(grace).events.list({ calendarId: 'primary' })],
] as const)('the API of the %s is switched off and on', async (api, name, call, other) => {
  here.google.traffic.setApi(api, false)
  const answer = await refusal(call())
  expect(answer).toMatchObject({ code: 403, reason: 'accessNotConfigured' })
  expect(answer.message).toContain(`${name} has not been used in project`)
  await other()
  here.google.traffic.setApi(api, true)
  await call()
})
