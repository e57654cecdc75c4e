// iCalendar text as a test tells it.

/** One VEVENT from its property lines. */
export const vevent = (...lines: string[]): string => ['BEGIN:VEVENT', ...lines, 'END:VEVENT'].join('\r\n')

/** A calendar of `owner` in Berlin. */
export const vcalendar = (owner: string | null, ...events: string[]): string =>
  [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Example//Test//EN',
    ...(owner ? [`X-WR-CALNAME:${owner}`] : []),
    'X-WR-TIMEZONE:Europe/Berlin',
    ...events,
    'END:VCALENDAR',
    '',
  ].join('\r\n')

const people = (answer: string) => [
  'ORGANIZER;CN=Grace Hopper:mailto:grace@example.com',
  `ATTENDEE;CN=Ada Lovelace;PARTSTAT=${answer}:mailto:ada@example.com`,
]

/** Grace and Ada, Tuesdays at ten in Berlin from 6 January 2026 on. */
export const weeklyIcs = (...more: string[]): string =>
  vevent(
    'UID:weekly@example.com',
    'DTSTART;TZID=Europe/Berlin:20260106T100000',
    'DTEND;TZID=Europe/Berlin:20260106T103000',
    'RRULE:FREQ=WEEKLY;BYDAY=TU',
    'SUMMARY:Ada / Grace',
    ...people('ACCEPTED'),
    ...more,
  )

/** An exception of it; `day` as 20260217. */
export const exceptionIcs = (day: string, start: string, end: string, answer = 'ACCEPTED'): string =>
  vevent(
    'UID:weekly@example.com',
    `RECURRENCE-ID;TZID=Europe/Berlin:${day}T100000`,
    `DTSTART;TZID=Europe/Berlin:${start}`,
    `DTEND;TZID=Europe/Berlin:${end}`,
    'SUMMARY:Ada / Grace',
    ...people(answer),
  )
