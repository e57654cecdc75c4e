/** Days and hours in words: through Intl, in the reader's locale and zone, the zone named. */
import { DAY, type Day, type Instant, type Span, type Zone } from '../domain/types.ts'

/** Who reads: a locale and a zone that Intl knows. */
export interface Reader {
  locale: string
  zone: Zone
}

/** Falls back to en-GB and UTC, so that a mail is never lost to a bad locale or zone. */
export function readerOf({ locale, zone }: { locale: string | null; zone: Zone }): Reader {
  return { locale: knownLocale(locale), zone: knownZone(zone) }
}

/** 'Tue 2 Jun' */
export const shortDay = (at: Instant, reader: Reader): string =>
  format(at, reader, { weekday: 'short', day: 'numeric', month: 'short' })

/** 'Tuesday 2 June' */
export const longDay = (at: Instant, reader: Reader): string =>
  format(at, reader, { weekday: 'long', day: 'numeric', month: 'long' })

/** '14:05' */
export const clock = (at: Instant, reader: Reader): string => format(at, reader, { timeStyle: 'short' })

/** '14:00–14:30'; with days where it ends on another day than it starts. */
export function hours({ start, end }: Span, reader: Reader): string {
  const length = sameDay(start, end - 1, reader.zone)
    ? ({ timeStyle: 'short' } as const)
    : ({ dateStyle: 'medium', timeStyle: 'short' } as const)
  return plainSpaces(formatter(reader, length).formatRange(start, end))
}

/** 'Berlin time': the city names a zone better than an abbreviation that three continents share. */
export function zoneName(zone: Zone): string {
  const name = knownZone(zone)
  if (/^(Etc\/)?(UTC|UCT|GMT|Zulu|Universal|Greenwich)$/.test(name)) return 'UTC'
  return `${name.slice(name.lastIndexOf('/') + 1).replaceAll('_', ' ')} time`
}

/** A whole day without a zone: 'Fri 5 Jun'. */
export const dayName = (day: Day, { locale }: Reader): string =>
  shortDay(Date.parse(`${day}T12:00:00Z`), { locale, zone: 'UTC' })

/** Clocks of both zones show the same at this instant. */
export const sameClock = (at: Instant, one: Zone, other: Zone): boolean =>
  wallTime(at, one) === wallTime(at, other)

export const sameDay = (one: Instant, other: Instant, zone: Zone): boolean =>
  localDay(one, zone) === localDay(other, zone)

/** Local days from `then` to `now`. */
export function daysBetween(then: Instant, now: Instant, zone: Zone): number {
  return Math.round((Date.parse(localDay(now, zone)) - Date.parse(localDay(then, zone))) / DAY)
}

/** 'today', 'yesterday', '16 days ago'. */
export function ago(then: Instant, now: Instant, zone: Zone): string {
  const days = daysBetween(then, now, zone)
  if (days <= 0) return 'today'
  return days === 1 ? 'yesterday' : `${days} days ago`
}

/** '6 days', from a fortnight on '3 weeks'. */
export function roughly(days: number): string {
  const weeks = Math.round(days / 7)
  if (days < 14) return days === 1 ? '1 day' : `${days} days`
  return `${weeks} weeks`
}

export function part(at: Instant, reader: Reader, options: Intl.DateTimeFormatOptions): string {
  return format(at, reader, options)
}

const localDay = (at: Instant, zone: Zone): Day =>
  format(
    at,
    { locale: 'en-CA', zone: knownZone(zone) },
    { year: 'numeric', month: '2-digit', day: '2-digit' },
  )

const wallTime = (at: Instant, zone: Zone): string =>
  format(at, { locale: 'en-CA', zone: knownZone(zone) }, { dateStyle: 'short', timeStyle: 'short' })

/** Intl takes a missing instant for the present; a mail must not. */
function format(at: Instant, reader: Reader, options: Intl.DateTimeFormatOptions): string {
  if (!Number.isFinite(at)) throw new RangeError('An instant is missing from the view of a mail')
  return plainSpaces(formatter(reader, options).format(at))
}

/** Intl sets thin and narrow spaces, which some mail fonts lack. */
const plainSpaces = (text: string): string => text.replace(/[\u2009\u202f\u00a0]/g, ' ')

const formatters = new Map<string, Intl.DateTimeFormat>()

/** A formatter costs 50 µs to make, a date 1 µs to write: each is made once. */
function formatter({ locale, zone }: Reader, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale} ${zone} ${JSON.stringify(options)}`
  let known = formatters.get(key)
  if (!known) {
    known = new Intl.DateTimeFormat(locale, { ...options, timeZone: zone })
    formatters.set(key, known)
  }
  return known
}

const locales = new Map<string | null, string>()

function knownLocale(locale: string | null): string {
  let known = locales.get(locale)
  if (known === undefined) {
    known = supportedLocale(locale)
    locales.set(locale, known)
  }
  return known
}

function supportedLocale(locale: string | null): string {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf(locale ?? [])[0] ?? 'en-GB'
  } catch {
    return 'en-GB'
  }
}

const zones = new Map<Zone, Zone>()

function knownZone(zone: Zone): Zone {
  let known = zones.get(zone)
  if (known === undefined) {
    known = isZone(zone) ? zone : 'UTC'
    zones.set(zone, known)
  }
  return known
}

function isZone(zone: Zone): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: zone }))
  } catch {
    return false
  }
}
