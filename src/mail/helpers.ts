/** The words that templates use beside a view's own fields: names, dates, counts. One set for HTML, one for text. */
import Handlebars from 'handlebars'
import type { Day, Instant, Span, Zone } from '../domain/types.ts'
import { counted } from '../domain/written.ts'
import * as dates from './dates.ts'
import { alertHeadline } from './subject.ts'
import type { Alert, Party, SmallLink } from './views.ts'
import { called, isolated, unlinked } from './wording.ts'

/** What a template may know beside its view; handed over as Handlebars `data`. */
export interface Reading {
  reader: dates.Reader
  now: Instant
}

type Options = Handlebars.HelperOptions & { data: Reading }

/** Helpers by name. `html` marks up what a stranger wrote (direction contained), text uses isolates instead. */
export function helpers(html: boolean): Handlebars.HelperDeclareSpec {
  const foreign = html ? inSpan : isolated
  return {
    name: (party: Party) => foreign(unlinked(called(party))),
    foreign: (text: string) => foreign(unlinked(text)),
    written: (text: string) => foreign(text),
    ...dateHelpers,
    ...wordHelpers,
    if: strictly(Handlebars.helpers.if!),
    each: strictly(Handlebars.helpers.each!),
  }
}

/** Handlebars' strict mode spares the arguments of helpers: a missing field would pass as "no". */
export const strictly = (helper: Handlebars.HelperDelegate): Handlebars.HelperDelegate =>
  function (this: unknown, value: unknown, ...rest: unknown[]) {
    if (value === undefined) throw new Error('A field that the template asks for is missing from the view')
    return helper.call(this, value, ...rest)
  }

const inSpan = (text: string): Handlebars.SafeString =>
  new Handlebars.SafeString(
    `<span dir="auto" style="unicode-bidi:isolate">${Handlebars.escapeExpression(text)}</span>`,
  )

const dateHelpers = {
  shortDay: (at: Instant, { data }: Options) => dates.shortDay(at, data.reader),
  longDay: (at: Instant, { data }: Options) => dates.longDay(at, data.reader),
  clock: (at: Instant, { data }: Options) => dates.clock(at, data.reader),
  leafMonth: (at: Instant, { data }: Options) => dates.part(at, data.reader, { month: 'short' }),
  leafDay: (at: Instant, { data }: Options) => dates.part(at, data.reader, { day: 'numeric' }),
  dayName: (day: Day, { data }: Options) => dates.dayName(day, data.reader),
  today: (at: Instant, { data }: Options) => dates.sameDay(at, data.now, data.reader.zone),
  ago: (at: Instant, { data }: Options) => dates.ago(at, data.now, data.reader.zone),
  myHours: (span: Span, { data }: Options) =>
    `${dates.hours(span, data.reader)} ${dates.zoneName(data.reader.zone)}`,
  /** Their hours where their clock shows something else; with the day where that differs too. Else ''. */
  theirHours: (span: Span, zone: Zone, { data }: Options) => theirHours(span, zone, data.reader),
  /** 'Tue 2 Jun, 14:00' where a meeting moved from; '' where it did not. */
  movedFrom: (slot: Span & { original: Instant }, { data }: Options) =>
    slot.original === slot.start
      ? ''
      : `${dates.shortDay(slot.original, data.reader)}, ${dates.clock(slot.original, data.reader)}`,
}

function theirHours(span: Span, zone: Zone, reader: dates.Reader): string {
  if (dates.sameClock(span.start, zone, reader.zone)) return ''
  const theirs = dates.readerOf({ locale: reader.locale, zone })
  const day = dates.shortDay(span.start, theirs)
  const prefix = day === dates.shortDay(span.start, reader) ? '' : `${day}, `
  return `${prefix}${dates.hours(span, theirs)} ${dates.zoneName(zone)}`
}

const wordHelpers = {
  /** Keeps mail programs from showing the mail's first words right after the preheader. */
  afterPreheader: () => new Handlebars.SafeString('&#847;&zwnj;&nbsp; '.repeat(60)),
  step: (index: number) => index + 1,
  is: strictly((one: unknown, other: unknown) => one === other),
  any: (...lists: unknown[]) => lists.slice(0, -1).some((list) => Array.isArray(list) && list.length > 0),
  count: (many: unknown[] | number, one: string, more: string) =>
    counted(typeof many === 'number' ? many : many.length, one, more),
  /** An alert's own heading: what would be the subject if it were alone. */
  heading: (alert: Alert, { data }: Options) => unlinked(alertHeadline(alert, data.now, data.reader).subject),
  buttonWord: (alert: Alert) =>
    alert.kind === 'short' ? `Find ${alert.minimumMinutes} minutes` : 'Find a time',
  smallLink: (to: SmallLink) => smallLinks[to],
}

const smallLinks: Record<SmallLink, string> = {
  'did-not-happen': 'It did not happen',
  happened: 'It happened',
  'on-purpose': 'Skipped on purpose',
  wrong: 'Something here is wrong',
  'pair-page': 'Open your page',
}
