// Mailbox settings: zone, working hours, language, and what kind of mailbox it is.

import type { Kind, Person } from '../company/shapes.ts'
import { windowsOf } from '../company/windows.ts'
import type { Visit } from '../entrance.ts'

const DAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday']
const PURPOSES: Record<Kind, string> = { user: 'user', guest: 'others', shared: 'shared', room: 'room' }
const OFFICE = { startMinute: 8 * 60, endMinute: 17 * 60, days: [1, 2, 3, 4, 5] }

export function settingsOf({ mailbox, root }: Visit): Record<string, unknown> {
  const { owner } = mailbox
  const { locale } = owner.entry
  const timeZone = owner.entry.zoneName ?? windowsOf(owner.zone)
  return {
    '@odata.context': `${root}/$metadata#users('${owner.id}')/mailboxSettings`,
    archiveFolder: '',
    timeZone,
    delegateMeetingMessageDeliveryOptions: 'sendToDelegateOnly',
    dateFormat: 'yyyy-MM-dd',
    timeFormat: 'HH:mm',
    userPurpose: PURPOSES[owner.kind],
    automaticRepliesSetting: { status: 'disabled', externalAudience: 'all' },
    language: locale === null ? null : { locale, displayName: locale },
    workingHours: workingHours(owner, timeZone),
  }
}

function workingHours({ entry, zone }: Person, timeZone: string) {
  const { startMinute, endMinute, days } = entry.hours ?? OFFICE
  const custom = timeZone.startsWith('tzone://') ? CUSTOM : { name: timeZone || windowsOf(zone) }
  return {
    daysOfWeek: days.map((day) => DAYS[day % 7]),
    startTime: time(startMinute),
    endTime: time(endMinute),
    timeZone: custom,
  }
}

/** A zone that no list knows: told by its rules. */
const CUSTOM = {
  '@odata.type': '#microsoft.graph.customTimeZone',
  bias: -60,
  name: 'Customized Time Zone',
  standardOffset: { time: '03:00:00.0000000', dayOccurrence: 5, dayOfWeek: 'sunday', month: 10, year: 0 },
  daylightOffset: {
    ...{
      daylightBias: -60,
      time: '02:00:00.0000000',
      dayOccurrence: 5,
      dayOfWeek: 'sunday',
      month: 3,
      year: 0,
    },
  },
}

function time(minutes: number): string {
  const two = (n: number) => String(n).padStart(2, '0')
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}:00.0000000`
}
