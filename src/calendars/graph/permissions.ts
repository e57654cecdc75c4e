// The few permissions we ask Microsoft for, each read-only, as they stand in a token's `roles`.
import type { Choice } from '../../domain/account.ts'

/** What it opens, in words for people, and which others open it too. */
export interface Permission {
  name: string
  opens: string
  also: readonly string[]
}

export const EVENTS: Permission = {
  name: 'Calendars.Read',
  opens: 'reading calendars',
  also: ['Calendars.ReadWrite', 'Calendars.ReadBasic.All'],
}
export const PEOPLE: Permission = {
  name: 'User.Read.All',
  opens: 'reading who is in the company',
  also: ['User.ReadWrite.All', 'Directory.Read.All', 'Directory.ReadWrite.All'],
}
export const SETTINGS: Permission = {
  name: 'MailboxSettings.Read',
  opens: 'reading time zones and working hours',
  also: ['MailboxSettings.ReadWrite'],
}
export const MEMBERS: Permission = {
  name: 'GroupMember.Read.All',
  opens: 'reading the members of groups',
  also: ['GroupMember.ReadWrite.All', 'Group.Read.All', 'Group.ReadWrite.All', 'Directory.Read.All'],
}

/** What an admin consents to for a choice of people: departments are told with each person, groups are asked for. */
export function permissionsFor(by: Choice['by']): Permission[] {
  return by === 'groups' ? [EVENTS, PEOPLE, SETTINGS, MEMBERS] : [EVENTS, PEOPLE, SETTINGS]
}

export function isGranted({ name, also }: Permission, roles: readonly string[]): boolean {
  return roles.includes(name) || also.some((each) => roles.includes(each))
}

/** The token's own words of what it opens: `roles` of an app, `scp` of a person; none where it is opaque. */
export function rolesIn(token: string): string[] {
  const claims = claimsIn(token)
  const roles = Array.isArray(claims.roles) ? claims.roles : String(claims.scp ?? '').split(' ')
  return roles.filter((role): role is string => typeof role === 'string' && role !== '')
}

function claimsIn(token: string): Record<string, unknown> {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
    return typeof claims === 'object' && claims !== null ? (claims as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}
