// Scopes: what each request accepts, by the reference of its method.
import type { RequestKind } from './traffic.ts'

const AUTH = 'https://www.googleapis.com/auth/'
const named = (prefix: string, names: string) => names.split(' ').map((name) => `${AUTH}${prefix}${name}`)

const [CALENDAR = '', ...EVENTS] = named('calendar', ' .readonly .events .events.readonly')
const USERS = named('admin.directory.user', ' .readonly')
const GROUPS = named('admin.directory.group', ' .readonly')
const MEMBERS = named('admin.directory.group.member', ' .readonly')

/** What an admin allow-lists where nobody says otherwise: all that reading a company may need. */
export const readScopes = [
  ...named('calendar', '.readonly .events.readonly'),
  ...named('admin.directory', '.user.readonly .group.member.readonly'),
]

const ACCEPTED: Record<Exclude<RequestKind, 'token' | 'revoke'>, string[]> = {
  'events.list': [CALENDAR, ...EVENTS],
  'events.get': [CALENDAR, ...EVENTS],
  'events.instances': [CALENDAR, ...EVENTS],
  'events.watch': [CALENDAR, ...EVENTS],
  'channels.stop': [CALENDAR, ...EVENTS],
  'calendars.get': named('calendar', ' .readonly'),
  calendarList: named('calendar', ' .readonly'),
  'users.list': [...USERS, `${AUTH}cloud-platform`],
  'users.get': USERS,
  'groups.get': GROUPS,
  'members.list': [...GROUPS, ...MEMBERS],
}

/** Any one of them is enough. */
export function scopesFor(kind: RequestKind): string[] {
  return kind === 'token' || kind === 'revoke' ? [] : ACCEPTED[kind]
}

/** Who somebody is; cannot be refused beside others. */
export const isLoginScope = (scope: string) => /^(openid|.*\/userinfo\.(email|profile))$/.test(scope)

/** What a consent may be asked for. */
export const knownScopes: ReadonlySet<string> = new Set([
  ...Object.values(ACCEPTED).flat(),
  ...['openid', ...named('userinfo', '.email .profile')],
])

/** The short names of two scopes stand for long ones. */
export function spelled(scope: string): string {
  return scope === 'email' || scope === 'profile' ? `${AUTH}userinfo.${scope}` : scope
}
