/** Subject and preheader of each mail: what a person sees before they open it. */

import { counted } from '../domain/written.ts'
import {
  clock,
  dayName,
  daysBetween,
  hours,
  type Reader,
  roughly,
  sameDay,
  shortDay,
  zoneName,
} from './dates.ts'
import type {
  AgendaView,
  Alert,
  AlertsView,
  DigestView,
  ExpiringView,
  MailKind,
  Party,
  RecapView,
  TroubleView,
  Views,
  WellAgainView,
} from './views.ts'
import { called, isolated } from './wording.ts'

export interface Headline {
  subject: string
  /** What mail programs show beside the subject. */
  preheader: string
}

/** The view is tidied already (see wording.ts): its texts are single lines. */
export function headline<K extends MailKind>(kind: K, view: Views[K], reader: Reader): Headline {
  return headlines[kind](view, reader)
}

const headlines: { [K in MailKind]: (view: Views[K], reader: Reader) => Headline } = {
  'agenda-report': agendaReport,
  'agenda-manager': agendaManager,
  'agenda-peer': agendaReport,
  recap,
  missed: alerts,
  short: alerts,
  infrequent: alerts,
  digest,
  trouble,
  'well-again': wellAgain,
  expiring,
}

const name = (party: Party): string => isolated(called(party))

/** The same for agenda and recap, so that they make one thread. */
const meetingSubject = ({ other, slot }: AgendaView | RecapView, reader: Reader): string =>
  `1-on-1 with ${name(other)}, ${shortDay(slot.start, reader)}`

function agendaReport(view: AgendaView, reader: Reader): Headline {
  const { carried, mine, theirs } = view.topics
  const invitation = view.replies ? 'Add yours by replying.' : 'Add your topics.'
  const there =
    carried.length > 0
      ? `${counted(carried.length, 'item', 'items')} carried over.`
      : mine.length + theirs.length > 0
        ? `${counted(mine.length + theirs.length, 'topic', 'topics')} so far.`
        : 'Nothing on the agenda yet.'
  return { subject: meetingSubject(view, reader), preheader: `${there} ${invitation}` }
}

function agendaManager(view: AgendaView, reader: Reader): Headline {
  const { theirs, carried } = view.topics
  const preheader =
    theirs.length > 0
      ? `${name(view.other)} added ${counted(theirs.length, 'topic', 'topics')}`
      : carried.length > 0
        ? `${counted(carried.length, 'item', 'items')} carried over`
        : `${name(view.other)} has not added topics yet`
  return { subject: meetingSubject(view, reader), preheader }
}

function recap(view: RecapView, reader: Reader): Headline {
  const items = [...view.actions.mine, ...view.actions.theirs]
  return {
    subject: meetingSubject(view, reader),
    preheader: items.length > 0 ? recapCount(items, view, reader) : 'What did you two agree on?',
  }
}

/** '4 action items, 1 due Friday': due within the coming week. */
function recapCount(items: { due: string | null }[], { now }: RecapView, reader: Reader): string {
  const all = counted(items.length, 'action item', 'action items')
  const noon = (day: string) => Date.parse(`${day}T12:00:00Z`)
  const soon = items
    .flatMap(({ due }) => (due && Math.abs(noon(due) - now) < 7 * 86_400_000 ? [due] : []))
    .sort()
  const first = soon[0]
  if (first === undefined) return all
  const weekday = new Intl.DateTimeFormat(reader.locale, { weekday: 'long', timeZone: 'UTC' }).format(
    noon(first),
  )
  return `${all}, ${soon.filter((due) => due === first).length} due ${weekday}`
}

function alerts({ alerts: [first, ...more], now }: AlertsView, reader: Reader): Headline {
  const { subject, preheader } = alertHeadline(first, now, reader)
  return { subject, preheader: more.length > 0 ? `${preheader}. ${more.length} more below` : preheader }
}

/** Of one alert alone, also where it shares a mail with others (M4). */
export function alertHeadline(about: Alert, now: number, reader: Reader): Headline {
  if (about.kind === 'infrequent') return infrequent(about, now, reader)
  const on = `with ${name(about.other)} on ${shortDay(about.slot.start, reader)}`
  if (about.kind === 'missed') {
    const { replacement, next } = about
    const later = replacement ?? next
    return {
      subject: `Your 1-on-1 ${on} ${about.reported ? 'did not take place' : 'was called off'}`,
      preheader: later
        ? `${replacement ? 'New time' : 'Next planned'}: ${shortDay(later.start, reader)}, ${hours(later, reader)}`
        : 'No new time yet',
    }
  }
  const minutes = counted(about.minutes, 'minute', 'minutes')
  return about.reason === 'short-by-rule'
    ? {
        subject: `Your 1-on-1 with ${name(about.other)} is planned for ${minutes}`,
        preheader: `${about.minimumMinutes} minutes leave room for more than status`,
      }
    : {
        subject: `Your 1-on-1 ${on} was planned for ${minutes}`,
        preheader: `Usually ${counted(about.seriesMinutes, 'minute', 'minutes')}`,
      }
}

function infrequent(about: Alert & { kind: 'infrequent' }, now: number, reader: Reader): Headline {
  const next = about.next ? `Next planned: ${shortDay(about.next.start, reader)}` : 'None planned yet'
  if (about.reason === 'by-rule')
    return {
      subject: `Your 1-on-1 with ${name(about.other)} is planned every ${roughly(about.days)}`,
      preheader: next,
    }
  if (about.lastMet === null) return { subject: `No 1-on-1 with ${name(about.other)} yet`, preheader: next }
  const since = roughly(daysBetween(about.lastMet, now, reader.zone))
  return { subject: `Last 1-on-1 with ${name(about.other)}: ${since} ago`, preheader: next }
}

function digest({ needsLook, onRhythm, total }: DigestView): Headline {
  const many = needsLook.length
  const rhythm = `${onRhythm} of ${total} on rhythm`
  const subject = many === 0 ? 'nothing needs a look' : many === 1 ? '1 needs a look' : `${many} need a look`
  return { subject: `Your 1-on-1s: ${subject}`, preheader: rhythm }
}

function trouble({ connection, state, since, now, cause, gist }: TroubleView, reader: Reader): Headline {
  const when = sameDay(since, now, reader.zone)
    ? clock(since, reader)
    : `${shortDay(since, reader)}, ${clock(since, reader)}`
  return {
    subject: `${isolated(connection)} ${state} since ${when}, ${zoneName(reader.zone)}`,
    preheader: `${isolated(cause)}; ${gist}`,
  }
}

function wellAgain({ connection, state, since, until }: WellAgainView, reader: Reader): Headline {
  const from = sameDay(since, until, reader.zone)
    ? clock(since, reader)
    : `${shortDay(since, reader)}, ${clock(since, reader)}`
  return {
    subject: `${isolated(connection)} ${state}`,
    preheader: `Not readable from ${from} to ${clock(until, reader)}`,
  }
}

function expiring({ connection, proof, day, when }: ExpiringView, reader: Reader): Headline {
  return {
    subject: `The ${isolated(proof)} of ${isolated(connection)} expires ${isolated(when)}`,
    preheader: `On ${dayName(day, reader)}; everything works until then`,
  }
}
