// The floor of reading Google Calendar: an assertion signed for each person, and the pages of their events.
import { createPrivateKey, type KeyObject, sign } from 'node:crypto'
import { FIELDS, MOST } from '../src/calendars/google/client.ts'
import { EVENTS } from '../src/calendars/google/scopes.ts'
import type { Floor } from './floor.ts'

const GRANT = 'urn:ietf:params:oauth:grant-type:jwt-bearer'

let signing: KeyObject | undefined

/** Tokens by RFC 7523: signed with the service account's key, each acts as one person. */
export const google: Floor = {
  token: async ({ credentials, env }, person) => {
    const { client_email: iss, private_key } = credentials as { client_email: string; private_key: string }
    signing ??= createPrivateKey(private_key)
    const iat = Math.floor(Date.now() / 1000)
    const aud = 'https://oauth2.googleapis.com/token'
    const claims = { iss, sub: person, scope: EVENTS.url, aud, iat, exp: iat + 3600 }
    const unsigned = `${encoded({ alg: 'RS256', typ: 'JWT' })}.${encoded(claims)}`
    const signature = sign('RSA-SHA256', Buffer.from(unsigned), signing).toString('base64url')
    const body = new URLSearchParams({ grant_type: GRANT, assertion: `${unsigned}.${signature}` })
    const answer = await fetch(env.GOOGLE_TOKEN_URL!, { method: 'POST', body })
    return JSON.parse(await answer.text()).access_token
  },
  read: async ({ env }, token) => {
    let events = 0
    let pageToken: string | undefined
    do {
      const asked = new URL('calendar/v3/calendars/primary/events', env.GOOGLE_ROOT_URL)
      const query = { maxResults: `${MOST}`, singleEvents: 'false', showDeleted: 'true', fields: FIELDS }
      asked.search = new URLSearchParams({ ...query, ...(pageToken ? { pageToken } : {}) }).toString()
      const answer = await fetch(asked, { headers: { authorization: `Bearer ${token}` } })
      const page = JSON.parse(await answer.text())
      events += page.items.length
      pageToken = page.nextPageToken
    } while (pageToken)
    return events
  },
}

const encoded = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')
