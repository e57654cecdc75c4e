// The sandbox with Ada, Grace and Linus, and the real Google client pointed at it.
import { JWT } from 'google-auth-library'
import { admin, type admin_directory_v1 } from 'googleapis/build/src/apis/admin/index.js'
import { calendar, type calendar_v3 } from 'googleapis/build/src/apis/calendar/index.js'
import type { Instant } from '../../src/domain/types.ts'
import type { ServiceAccountKey } from '../../src/sandbox/google/oauth/accounts.ts'
import { type GoogleOptions, type GoogleSandbox, startGoogle } from '../../src/sandbox/google/sandbox.ts'
import { makeTls, type SandboxTls, trust } from '../../src/sandbox/server/tls.ts'

export const ada = 'ada@example.com'
export const grace = 'grace@example.com'
export const linus = 'linus@example.com'
export const readonly = 'https://www.googleapis.com/auth/calendar.readonly'

export const directoryScopes = [
  'https://www.googleapis.com/auth/admin.directory.user.readonly',
  'https://www.googleapis.com/auth/admin.directory.group.member.readonly',
]

/** A Monday. */
export const monday: Instant = Date.parse('2026-03-02T00:00:00Z')
export const at = (text: string): Instant => Date.parse(text)
export const tuesday = at('2026-03-03T09:00:00Z')
/** Ada and Grace every week. */
export const weekly = {
  summary: 'Ada / Grace',
  start: tuesday,
  recurrence: 'RRULE:FREQ=WEEKLY',
  guests: [grace],
}

let tls: Promise<SandboxTls> | undefined

/** One CA per test file, trusted by this process. */
export function testTls(): Promise<SandboxTls> {
  tls ??= makeTls().then((made) => {
    trust(made.ca)
    return made
  })
  return tls
}

/** One key per test file: making one takes long. */
let robot: ServiceAccountKey | undefined

export interface Scene {
  google: GoogleSandbox
  key: ServiceAccountKey
  clock: { now: Instant; wall: Instant }
  as(person: string, scopes?: string[]): calendar_v3.Calendar
  /** Grace is the admin. */
  directory(person?: string, scopes?: string[]): admin_directory_v1.Admin
}

/** Three people in Berlin, London and New York; the story's clock stands at Monday, the wall clock runs unless set. */
export async function scene(options: Partial<GoogleOptions> = {}): Promise<Scene> {
  const clock = { now: monday, wall: Number.NaN }
  const wall = () => (Number.isNaN(clock.wall) ? Date.now() : clock.wall)
  const google = await startGoogle({ tls: await testTls(), now: () => clock.now, wall, ...options })
  google.company.addPerson(ada, { zone: 'Europe/Berlin', name: 'Ada' })
  google.company.addPerson(grace, {
    zone: 'Europe/London',
    name: 'Grace',
    aliases: ['hopper@example.com'],
    admin: true,
  })
  google.company.addPerson(linus, { zone: 'America/New_York', name: 'Linus' })
  robot ??= await google.oauth.createServiceAccount()
  const key = robot
  google.oauth.registerServiceAccount(key)
  return {
    ...{ google, key, clock },
    as: (person, scopes = [readonly]) => clientFor(google, key, person, scopes),
    directory: (person = grace, scopes = directoryScopes) => directoryFor(google, key, person, scopes),
  }
}

export function authFor(
  google: GoogleSandbox,
  key: ServiceAccountKey,
  subject: string,
  scopes: string[],
): JWT {
  const auth = new JWT({
    email: key.client_email,
    key: key.private_key,
    keyId: key.private_key_id,
    scopes,
    subject,
  })
  // google-auth-library asks oauth2.googleapis.com whatever the key file's token_uri says.
  auth.transporter.interceptors.request.add({
    resolved: async (request) => {
      if (String(request.url) === 'https://oauth2.googleapis.com/token')
        request.url = new URL(google.tokenUrl)
      return request
    },
  })
  return auth
}

function clientFor(
  google: GoogleSandbox,
  key: ServiceAccountKey,
  person: string,
  scopes: string[],
): calendar_v3.Calendar {
  const auth = authFor(google, key, person, scopes)
  return calendar({ version: 'v3', auth, rootUrl: google.url, retry: false })
}

function directoryFor(
  google: GoogleSandbox,
  key: ServiceAccountKey,
  person: string,
  scopes: string[],
): admin_directory_v1.Admin {
  const auth = authFor(google, key, person, scopes)
  return admin({ version: 'directory_v1', auth, rootUrl: google.url, retry: false })
}

/** Google's answer to a refused call, as the client throws it. */
export async function refusal(
  call: Promise<unknown>,
): Promise<{ code: number; reason: string; message: string }> {
  try {
    await call
  } catch (error) {
    return told(error as { response?: { status: number; data: unknown } })
  }
  throw new Error('the call was not refused')
}

type ApiError = { error: { errors: { reason: string }[]; message: string } }
type TokenError = { error: string; error_description: string }

function told({ response, ...rest }: { response?: { status: number; data: unknown } }) {
  if (!response) throw new Error('refused without an answer', { cause: rest })
  const body = response.data as ApiError | TokenError
  if (!('error_description' in body)) {
    const { errors, message } = body.error
    return { code: response.status, reason: errors[0]?.reason ?? '', message }
  }
  return { code: response.status, reason: body.error, message: body.error_description }
}

/** Pages through a listing to its end. */
export async function listAll(
  client: calendar_v3.Calendar,
  params: calendar_v3.Params$Resource$Events$List = {},
) {
  const items: calendar_v3.Schema$Event[] = []
  const pages: number[] = []
  let pageToken: string | undefined
  for (;;) {
    const paging = pageToken === undefined ? {} : { pageToken }
    const { data } = await client.events.list({ calendarId: 'primary', ...params, ...paging })
    items.push(...(data.items ?? []))
    pages.push(data.items?.length ?? 0)
    pageToken = data.nextPageToken ?? undefined
    if (pageToken === undefined)
      return { items, pages, syncToken: data.nextSyncToken ?? undefined, last: data }
  }
}
