// The few rights we ask Google for, each read-only, each asked by a token of its own.
import type { Choice } from '../../domain/account.ts'

/** What it opens, in words for people, and the API behind it. */
export interface Scope {
  url: string
  opens: string
  api: { name: string; host: string }
}

const calendar = { name: 'Google Calendar API', host: 'calendar-json.googleapis.com' }
const directory = { name: 'Admin SDK API', host: 'admin.googleapis.com' }

export const EVENTS: Scope = {
  url: 'https://www.googleapis.com/auth/calendar.events.readonly',
  opens: 'reading events',
  api: calendar,
}
export const PEOPLE: Scope = {
  url: 'https://www.googleapis.com/auth/admin.directory.user.readonly',
  opens: 'reading who is in the company',
  api: directory,
}
export const MEMBERS: Scope = {
  url: 'https://www.googleapis.com/auth/admin.directory.group.member.readonly',
  opens: 'reading the members of groups',
  api: directory,
}

/** What an admin allow-lists for a choice of people: units are told with each person, groups are asked for. */
export function scopesFor(by: Choice['by']): Scope[] {
  return by === 'groups' ? [EVENTS, PEOPLE, MEMBERS] : [EVENTS, PEOPLE]
}
