// What people in the sandbox's company do, as a story or test tells it: every act is logged and wakes its watchers.
import type { Address, Instant, Span } from '../../../domain/types.ts'
import type { Acts, Change } from '../../world/acts.ts'
import type { EventRef, GuestAnswer } from '../../world/facts.ts'
import type { EventEdit, EventPlan } from '../../world/plans.ts'
import { originalStarts } from '../../world/recur.ts'
import { deleteFromOwnCalendar, respond } from './attend.ts'
import { sendLetters } from './letters.ts'
import { aloneAt, findMeeting, personAt } from './lookup.ts'
import {
  cancelEvent,
  cancelInstance,
  changeInstance,
  changeOrganizer,
  createEvent,
  editEvent,
  endSeries,
  splitSeries,
} from './organize.ts'
import type { Company } from './shapes.ts'
import { staff } from './staff.ts'

export type Story = ReturnType<typeof story>

/** The acts on this company. Refs are event ids, or `{ id, original }` for one instance by its original start. */
export function story(company: Company) {
  const log: Change[] = []
  const done: Done = (did, what) => {
    log.push({ at: company.now(), did, with: structuredClone(what) } as Change)
    tellOfChanges(company)
    sendLetters(company, did, what)
  }
  return {
    ...staff(company, done),
    ...meetings(company, done),
    ...instances(company, done),
    /** Original starts of a series by its present rule: what names its instances. */
    starts: (id: string, span: Span): Instant[] => originalStarts(findMeeting(company, id).facts, span),
    /** Somebody of this company, by any address. */
    houses: (address: Address): boolean => personAt(company, address) !== undefined,
    /** What all copies of a meeting share, in other worlds too. */
    uidOf: (id: string): string => findMeeting(company, id).iCalUID,
    /** Everything done so far, in order. */
    log: (): readonly Change[] => log,
  }
}

/** Logs an act and tells the watchers, once, of all calendars that it touched. */
export type Done = <Did extends keyof Acts>(did: Did, what: Acts[Did]) => void

function meetings(company: Company, done: Done) {
  return {
    /** Returns the id of the new event or series. */
    createEvent: (organizer: Address, plan: EventPlan): string => {
      const id = createEvent(company, organizer, plan)
      done('createEvent', { organizer, plan, id })
      return id
    },
    outOfOffice: (person: Address, span: Span, summary = 'Out of office'): string => {
      const id = createEvent(company, person, { ...span, summary, eventType: 'outOfOffice' })
      done('outOfOffice', { person, span, summary, id })
      return id
    },
    /** A single event or all of a series; a `recurrence` makes a series of a single, under the same id and iCalUID. */
    editSeries: (id: string, edit: EventEdit) => {
      editEvent(company, id, edit)
      done('editSeries', { id, edit })
    },
    cancelSeries: (id: string) => {
      cancelEvent(company, id)
      done('cancelSeries', { id })
    },
    /** Only the rule's end: no instance on or after the local day of this original start. */
    endSeries: (id: string, at: Instant) => {
      endSeries(company, id, at)
      done('endSeries', { id, at })
    },
    /** "This and following" from this original start on; returns the id of the new series. */
    splitSeries: (id: string, at: Instant, edit: EventEdit = {}): string => {
      const newId = splitSeries(company, id, at, edit)
      done('splitSeries', { id, at, edit, newId })
      return newId
    },
    changeOrganizer: (id: string, to: Address, { leavesOld = false } = {}) => {
      changeOrganizer(company, id, to, leavesOld)
      done('changeOrganizer', { id, to, leavesOld })
    },
  }
}

function instances(company: Company, done: Done) {
  const changeOne = (id: string, original: Instant, edit: EventEdit) => {
    changeInstance(company, id, original, edit)
    done('changeInstance', { id, original, edit })
  }
  return {
    changeInstance: changeOne,
    /** Without `end` the length stays. */
    moveInstance: (id: string, original: Instant, start: Instant, end?: Instant) =>
      changeOne(id, original, end === undefined ? { start } : { start, end }),
    cancelInstance: (id: string, original: Instant) => {
      cancelInstance(company, id, original, true)
      done('cancelInstance', { id, original })
    },
    restoreInstance: (id: string, original: Instant) => {
      cancelInstance(company, id, original, false)
      done('restoreInstance', { id, original })
    },
    respond: (person: Address, asked: EventRef, answer: GuestAnswer) => {
      const event = refHere(company, asked)
      respond(company, person, ...refOf(event), answer)
      done('respond', { person, event, answer })
    },
    deleteFromOwnCalendar: (person: Address, asked: EventRef) => {
      const event = refHere(company, asked)
      deleteFromOwnCalendar(company, person, ...refOf(event))
      done('deleteFromOwnCalendar', { person, event })
    },
  }
}

export function tellOfChanges(company: Company): void {
  const owners = [...company.touched]
  company.touched.clear()
  if (owners.length > 0) for (const tell of company.watchers) tell(owners)
}

/** A date to which alone people here were asked from elsewhere is an event of its own. */
function refHere(company: Company, event: EventRef): EventRef {
  return typeof event === 'string' ? event : (aloneAt(company, event.id, event.original)?.id ?? event)
}

function refOf(event: EventRef): [id: string, original: Instant | null] {
  return typeof event === 'string' ? [event, null] : [event.id, event.original]
}
