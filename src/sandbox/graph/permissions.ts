// Permissions: what each request accepts, by the reference of its method.
import type { RequestKind } from './traffic.ts'

const CALENDARS = {
  app: ['Calendars.Read', 'Calendars.ReadBasic.All', 'Calendars.ReadWrite'],
  person: ['Calendars.Read', 'Calendars.ReadBasic', 'Calendars.ReadWrite'],
}
const SETTINGS = {
  app: ['MailboxSettings.Read', 'MailboxSettings.ReadWrite'],
  person: ['MailboxSettings.Read', 'MailboxSettings.ReadWrite'],
}
const USERS = {
  app: ['User.Read.All', 'User.ReadWrite.All', 'Directory.Read.All', 'Directory.ReadWrite.All'],
  person: ['User.Read.All', 'User.ReadWrite.All', 'Directory.Read.All', 'Directory.ReadWrite.All'],
}
const OWN_ENTRY = { app: USERS.app, person: [...USERS.person, 'User.Read', 'User.ReadBasic.All'] }
const GROUPS = {
  app: ['GroupMember.Read.All', 'Group.Read.All', 'Directory.Read.All'],
  person: ['GroupMember.Read.All', 'Group.Read.All', 'Directory.Read.All'],
}
/** Subscriptions to events; the basic permission is not enough for them. */
const WATCHING = {
  app: ['Calendars.Read', 'Calendars.ReadWrite'],
  person: ['Calendars.Read', 'Calendars.ReadWrite'],
}
const NOTHING = { app: [], person: [] }

const ACCEPTED: Record<RequestKind, { app: string[]; person: string[] }> = {
  token: NOTHING,
  batch: NOTHING,
  'calendarView.delta': CALENDARS,
  calendarView: CALENDARS,
  calendar: CALENDARS,
  'events.get': CALENDARS,
  'events.instances': CALENDARS,
  mailboxSettings: SETTINGS,
  'users.list': USERS,
  'users.delta': USERS,
  'users.get': OWN_ENTRY,
  'users.manager': USERS,
  'groups.list': GROUPS,
  'groups.members': GROUPS,
  'subscriptions.create': WATCHING,
  'subscriptions.renew': WATCHING,
  'subscriptions.delete': WATCHING,
}

/** Any one of them is enough. @param delegated those of a person's token, else an app's roles */
export function permissionsFor(kind: RequestKind, delegated: boolean): string[] {
  return delegated ? ACCEPTED[kind].person : ACCEPTED[kind].app
}
