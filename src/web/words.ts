// The words that page templates use beside a view's own fields: times, counts, what strangers wrote.
import Handlebars from 'handlebars'
import { DAY, HOUR, type Instant, MINUTE } from '../domain/types.ts'
import { counted } from '../domain/written.ts'
import { clock, part, type Reader, shortDay, zoneName } from '../mail/dates.ts'
import { strictly } from '../mail/helpers.ts'
import { oneLine } from '../mail/wording.ts'

/** Handed over as Handlebars `data`: who reads, and the instant that "2 minutes ago" counts from. */
export interface Reading {
  reader: Reader
  now: Instant
}

type Options = Handlebars.HelperOptions & { data: Reading }

/** Every time is an element with its instant, so that the page's script can show it in the browser's zone. */
export const helpers: Handlebars.HelperDeclareSpec = {
  moment: (at: Instant, { data }: Options) => time(at, 'moment', moment(at, data.reader)),
  exactly: (at: Instant, { data }: Options) =>
    time(at, 'exactly', `${moment(at, data.reader)} ${zoneName(data.reader.zone)}`),
  from: (at: Instant, { data }: Options) =>
    time(at, 'relative', relative(at, data.now), moment(at, data.reader)),
  /** A day of the calendar, the same in every zone. */
  day: (at: Instant, { data }: Options) => {
    const text = part(at, { ...data.reader, zone: 'UTC' }, { dateStyle: 'long' })
    const day = new Date(at).toISOString().slice(0, 10)
    return new Handlebars.SafeString(`<time datetime="${day}">${Handlebars.escapeExpression(text)}</time>`)
  },
  leafMonth: (at: Instant, { data }: Options) => time(at, 'month', part(at, data.reader, { month: 'short' })),
  leafDay: (at: Instant, { data }: Options) => time(at, 'day', part(at, data.reader, { day: 'numeric' })),
  zone: ({ data }: Options) => zoneName(data.reader.zone),
  foreign: (text: string) =>
    new Handlebars.SafeString(`<bdi>${Handlebars.escapeExpression(oneLine(text))}</bdi>`),
  linked: (text: string) => new Handlebars.SafeString(`<bdi>${linked(oneLine(text, LONGEST))}</bdi>`),
  count: counted,
  number: (count: number, { data }: Options) => new Intl.NumberFormat(data.reader.locale).format(count),
  if: strictly(Handlebars.helpers.if!),
  each: strictly(Handlebars.helpers.each!),
}

/** With the addresses they may hold. */
const LONGEST = 1000

/** What to do may name an https address: it leads there, in a tab of its own, so that the page stays. */
const linked = (text: string): string =>
  text
    .split(/(https:\/\/[^\s<>"']+[^\s<>"'.,;:!?)])/)
    .map((piece, index) => {
      const shown = Handlebars.escapeExpression(piece)
      if (index % 2 === 0) return shown
      return `<a href="${shown}" target="_blank" rel="noreferrer">${shown}<span class="hidden"> (in a new tab)</span></a>`
    })
    .join('')

function time(at: Instant, as: string, text: string, title?: string): Handlebars.SafeString {
  const hint = title === undefined ? '' : ` title="${Handlebars.escapeExpression(title)}"`
  return new Handlebars.SafeString(
    `<time datetime="${new Date(at).toISOString()}" data-as="${as}"${hint}>${Handlebars.escapeExpression(text)}</time>`,
  )
}

/** 'Tue 2 Jun, 14:05' */
const moment = (at: Instant, reader: Reader): string => `${shortDay(at, reader)}, ${clock(at, reader)}`

const words = new Intl.RelativeTimeFormat('en', { numeric: 'always' })

/** 'just now', '3 minutes ago', 'in 2 hours', 'in 5 days'. */
export function relative(at: Instant, now: Instant): string {
  const away = at - now
  const size = Math.abs(away)
  if (size < MINUTE) return away > 0 ? 'in a moment' : 'just now'
  if (size < HOUR) return words.format(Math.round(away / MINUTE), 'minute')
  if (size < 36 * HOUR) return words.format(Math.round(away / HOUR), 'hour')
  return words.format(Math.round(away / DAY), 'day')
}
