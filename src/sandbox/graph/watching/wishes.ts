// What a subscriber asks for, checked before a subscription begins: its words, and that somebody answers there.
import { randomUUID } from 'node:crypto'
import { type Instant, MINUTE } from '../../../domain/types.ts'
import { GraphRefusal, invalidRequest } from '../errors.ts'
import { type Notices, postTo } from './notices.ts'

const MOST_MINUTES = 10_080

/** @throws GraphRefusal 400 */
export function readWish(body: Record<string, unknown>, now: Instant) {
  return {
    resource: String(body.resource),
    changeType: changeTypes(body.changeType),
    notificationUrl: address(body, 'notificationUrl'),
    lifecycleNotificationUrl:
      body.lifecycleNotificationUrl == null ? null : address(body, 'lifecycleNotificationUrl'),
    clientState: clientState(body.clientState),
    expires: expiry(now, body.expirationDateTime),
  }
}

/** An address must echo a token. @throws GraphRefusal 400 */
export async function shakeHands(notices: Notices, url: string): Promise<void> {
  const token = `Validation: Testing client application reachability for subscription Request-Id: ${randomUUID()}`
  const target = new URL(url)
  target.searchParams.set('validationToken', token)
  const asked = postTo(notices, target.href, 'text/plain; charset=utf-8', '')
  const answer = await asked.catch((error: Error) => error)
  if (answer instanceof Error)
    throw invalid(answer.message === 'timeout' ? 'Subscription validation request timed out.' : UNREACHED)
  if (answer.status !== 200 || answer.body !== token || !answer.type.startsWith('text/plain'))
    throw invalid(UNREACHED)
}

const UNREACHED =
  'Subscription validation request failed. Notification endpoint must respond with 200 OK to validation request.'

const invalid = (message: string) => new GraphRefusal(400, 'ValidationError', message)

function changeTypes(value: unknown): string {
  const known = /^(created|updated|deleted)(\s*,\s*(created|updated|deleted))*$/
  if (typeof value === 'string' && known.test(value)) return value
  throw invalidRequest(`The 'changeType' ${JSON.stringify(value)} is not supported.`)
}

function address(body: Record<string, unknown>, name: string): string {
  const value = body[name]
  if (typeof value === 'string' && URL.canParse(value) && new URL(value).protocol === 'https:') return value
  throw invalidRequest(`The '${name}' must be an https address.`)
}

function clientState(value: unknown): string | null {
  if (value === undefined || value === null) return null
  if (typeof value === 'string' && value.length <= 128) return value
  throw invalidRequest("The value of 'clientState' exceeds the maximum length of 128 characters.")
}

/** @throws GraphRefusal 400 */
export function expiry(now: Instant, value: unknown): Instant {
  const until = typeof value === 'string' ? Date.parse(value) : Number.NaN
  if (Number.isNaN(until)) throw invalidRequest("The 'expirationDateTime' is not a valid time.")
  if (until <= now) throw invalidRequest('Subscription expiration date is in the past.')
  if (until > now + MOST_MINUTES * MINUTE)
    throw invalidRequest(`Subscription expiration can only be ${MOST_MINUTES} minutes in the future.`)
  return until
}
