// One entry of a mailbox as the event resource that Graph tells.
import { createHash } from 'node:crypto'
import { DAY, type Instant } from '../../../domain/types.ts'
import { type Facts, factsAt, type Guest } from '../../world/facts.ts'
import { wallOf } from '../../world/zones.ts'
import { occurrenceId, occurrenceUid, passingId } from '../company/ids.ts'
import { isOrganizer, isSeries } from '../company/items.ts'
import { localDay, recurrenceOf } from '../company/pattern.ts'
import type { GraphAnswer, Item, Mailbox } from '../company/shapes.ts'
import { zoneNameOf } from '../company/windows.ts'
import type { Preferences } from '../prefer.ts'
import type { Entry } from './view.ts'

export type Event = Record<string, unknown>

const ANSWERS: Record<Guest['responseStatus'], GraphAnswer> = {
  needsAction: 'none',
  accepted: 'accepted',
  tentative: 'tentativelyAccepted',
  declined: 'declined',
}
const NEVER = '0001-01-01T00:00:00Z'

export function render(mailbox: Mailbox, entry: Entry, prefer: Preferences): Event {
  const { item, original } = entry
  const facts = factsAt(item, original)
  const answer = exceptionOf(entry)?.answer ?? item.answer
  const cancelled = item.cancelled || exceptionOf(entry)?.cancelled === true
  const mine = isOrganizer(mailbox, item)
  return {
    ...head(entry, prefer),
    createdDateTime: stamp(item.created),
    lastModifiedDateTime: stamp(item.updated),
    ...FIXED,
    ...named(item, facts),
    iCalUId: occurrenceUid(item.uid, original ?? item.original),
    uid: item.uid,
    subject: cancelled ? `Canceled: ${facts.summary}` : facts.summary,
    sensitivity:
      facts.visibility === 'private' || facts.visibility === 'confidential' ? facts.visibility : 'normal',
    isAllDay: facts.allDay,
    isCancelled: cancelled,
    isOrganizer: mine,
    showAs: showsAs(facts, answer, cancelled),
    hideAttendees: facts.guestsCanSeeOtherGuests === false,
    responseStatus: { response: answer, time: answer === 'notResponded' ? NEVER : stamp(item.updated) },
    ...body(facts),
    ...times(facts, prefer),
    ...places(facts),
    recurrence: original === null ? recurrenceOf(facts) : null,
    attendees: guestsSeen(mailbox, facts, mine).map(attendee),
    organizer: {
      emailAddress: {
        name: item.organizer.displayName ?? item.organizer.email,
        address: item.organizer.email,
      },
    },
  }
}

/** All that a delta tells of an occurrence that is no exception: the rest is its master's. */
export function renderBare({ item, original }: Entry, prefer: Preferences): Event {
  const { '@odata.etag': etag, id, seriesMasterId, type } = head({ item, original }, prefer)
  return { '@odata.etag': etag, seriesMasterId, type, id, ...times(factsAt(item, original), prefer) }
}

export function renderRemoved(entry: Entry, prefer: Preferences): Event {
  return { id: idOf(entry, prefer), '@removed': { reason: 'deleted' } }
}

/** `OID.<master>.<day in the series' zone>`. */
export function occurrenceName(item: Item, original: Instant, prefer: Preferences): string {
  return `OID.${idOf({ item, original: null }, prefer)}.${localDay(original, item.facts)}`
}

export const isException = (entry: Entry) => exceptionOf(entry) !== undefined

function exceptionOf({ item, original }: Entry) {
  return original === null ? undefined : item.exceptions.get(original)
}

/** Of an item as notifications name it. */
export function itemIdFor(item: Item, immutableIds: boolean): string {
  return idOf({ item, original: null }, { immutableIds })
}

function idOf({ item, original }: Entry, { immutableIds }: Pick<Preferences, 'immutableIds'>): string {
  const id = original === null ? item.id : occurrenceId(item, original)
  return immutableIds ? id : passingId(id, item.version)
}

function head(entry: Entry, prefer: Preferences): Event {
  const { item, original } = entry
  const id = idOf(entry, prefer)
  const changeKey = createHash('sha1').update(`${item.id} ${item.version}`).digest('base64')
  const told = { '@odata.etag': `W/"${changeKey}"`, id, changeKey }
  if (original === null)
    return {
      ...told,
      seriesMasterId: null,
      type: isSeries(item) ? 'seriesMaster' : 'singleInstance',
      occurrenceId: null,
    }
  return {
    ...told,
    seriesMasterId: idOf({ item, original: null }, prefer),
    type: isException(entry) ? 'exception' : 'occurrence',
    occurrenceId: occurrenceName(item, original, prefer),
    // Graph tells it of most; where it does not, the day in the occurrence's id is all there is.
    ...(isException(entry) && Math.floor(original / DAY) % 2 === 0 ? { originalStart: stamp(original) } : {}),
  }
}

const FIXED = {
  categories: [],
  transactionId: null,
  reminderMinutesBeforeStart: 15,
  isReminderOn: true,
  hasAttachments: false,
  importance: 'normal',
  responseRequested: true,
  onlineMeetingUrl: null,
  isOnlineMeeting: false,
  onlineMeetingProvider: 'unknown',
  allowNewTimeProposals: true,
  isDraft: false,
  onlineMeeting: null,
}

function named({ id }: Item, facts: Facts): Event {
  const name = zoneNameOf(facts)
  const webLink = `https://outlook.office365.com/owa/?itemid=${id}&exvsurl=1&path=/calendar/item`
  return { originalStartTimeZone: name, originalEndTimeZone: name, webLink }
}

function showsAs({ eventType, transparency }: Facts, answer: GraphAnswer, cancelled: boolean): string {
  if (cancelled || answer === 'declined' || transparency === 'transparent') return 'free'
  if (eventType === 'outOfOffice') return 'oof'
  return answer === 'tentativelyAccepted' || answer === 'notResponded' ? 'tentative' : 'busy'
}

function times(facts: Facts, { zone, zoneName }: Preferences): Event {
  // All-day events are days wherever one asks from.
  const wall = (instant: Instant) => (facts.allDay ? instant : wallOf(instant, zone))
  const time = (instant: Instant) => ({
    dateTime: `${new Date(wall(instant)).toISOString().slice(0, 19)}.0000000`,
    timeZone: zoneName,
  })
  return { start: time(facts.start), end: time(facts.end) }
}

function body({ description = '' }: Facts): Event {
  return { bodyPreview: description.slice(0, 255), body: { contentType: 'html', content: description } }
}

function places({ location }: Facts): Event {
  const none = {
    displayName: '',
    locationType: 'default',
    uniqueIdType: 'unknown',
    address: {},
    coordinates: {},
  }
  if (location === undefined) return { location: none, locations: [] }
  const place = {
    displayName: location,
    locationType: 'default',
    uniqueId: location,
    uniqueIdType: 'private',
  }
  return { location: place, locations: [place] }
}

/** A guest of a meeting with a hidden list sees nobody but themselves. */
function guestsSeen({ owner }: Mailbox, facts: Facts, mine: boolean): Guest[] {
  if (mine || facts.guestsCanSeeOtherGuests !== false) return facts.attendees
  return facts.attendees.filter(({ email }) => [owner.address, ...owner.aliases].includes(email))
}

function attendee({ email, displayName = email, resource, optional, responseStatus }: Guest): Event {
  const response = ANSWERS[responseStatus]
  return {
    type: resource ? 'resource' : optional ? 'optional' : 'required',
    status: { response, time: NEVER },
    emailAddress: { name: displayName, address: email },
  }
}

const stamp = (instant: Instant) => `${new Date(instant).toISOString().slice(0, 19)}.0000000Z`
