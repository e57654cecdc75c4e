// What a mailbox's settings tell of its owner: zone, working hours, language, and whether it is a person's at all.
import type { Account } from '../../domain/account.ts'
import type { WorkingHours, Zone } from '../../domain/types.ts'
import { type Fields, isFields } from '../fields.ts'
import { canonical } from '../languages.ts'
import { zoneNamed } from '../zones.ts'

/** Null: a room's, a shared mailbox or the like. */
export function withSettings(account: Account, settings: Fields): Account | null {
  const { userPurpose } = settings
  if (typeof userPurpose === 'string' && NOBODYS.includes(userPurpose)) return null
  const language = isFields(settings.language) ? settings.language : {}
  return {
    ...account,
    zone: zoneOf(settings),
    hours: hoursOf(settings),
    locale: canonical(language.locale) ?? account.locale,
  }
}

const NOBODYS = ['shared', 'room', 'equipment']

/** The mailbox's own zone, else that of its working hours; a custom zone that nothing translates is none. */
export function zoneOf(settings: Fields): Zone | null {
  const its = isFields(settings.workingHours) ? settings.workingHours.timeZone : null
  const names = [settings.timeZone, isFields(its) ? its.name : null]
  for (const name of names) {
    const zone = typeof name === 'string' && name !== '' ? zoneNamed(name) : null
    if (zone) return zone
  }
  return null
}

const DAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']

/** Null where they cannot be used: none, or past midnight. */
function hoursOf({ workingHours }: Fields): WorkingHours | null {
  if (!isFields(workingHours)) return null
  const { daysOfWeek, startTime, endTime } = workingHours
  const [startMinute, endMinute] = [minuteOf(startTime), minuteOf(endTime)]
  const named = Array.isArray(daysOfWeek)
    ? daysOfWeek.map((day) => DAYS.indexOf(String(day).toLowerCase()) + 1)
    : []
  const days = [...new Set(named)].filter((day) => day > 0).sort((a, b) => a - b)
  if (startMinute === null || endMinute === null || startMinute >= endMinute || days.length === 0) return null
  return { startMinute, endMinute, days }
}

/** '08:30:00.0000000' */
function minuteOf(time: unknown): number | null {
  const [, hour, minute] = /^(\d\d):(\d\d):/.exec(typeof time === 'string' ? time : '') ?? []
  return hour === undefined ? null : Number(hour) * 60 + Number(minute)
}
