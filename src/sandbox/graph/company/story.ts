// What people in the sandbox's tenant do, as a story or test tells it: every act is logged and wakes its watchers.
import type { Address, Instant, Span } from '../../../domain/types.ts'
import type { Acts as GoogleActs } from '../../world/acts.ts'
import type { EventRef, GuestAnswer } from '../../world/facts.ts'
import type { EventEdit, EventPlan } from '../../world/plans.ts'
import { deleteFromOwnCalendar, forward, respond } from './attend.ts'
import { organized, startsOf } from './items.ts'
import { personAt } from './lookup.ts'
import {
  cancelEvent,
  cancelInstance,
  changeInstance,
  createEvent,
  editEvent,
  endSeries,
  splitSeries,
} from './organize.ts'
import type { Company } from './shapes.ts'
import { staff } from './staff.ts'

/** The acts of the Google sandbox's story, and what only Exchange knows. */
export interface Acts extends Omit<GoogleActs, 'addPerson' | 'switchCalendar'> {
  addPerson: { address: Address; plan: object }
  switchMailbox: { person: Address; on: boolean }
  forward: { from: Address; event: EventRef; to: Address }
}

/** What was done, when by the story's clock, and to what; moveInstance is logged as changeInstance. */
export type Change = { [Did in keyof Acts]: { at: Instant; did: Did; with: Acts[Did] } }[keyof Acts]

/** Logs an act and tells the watchers, once, of all mailboxes that it touched. */
export type Done = <Did extends keyof Acts>(did: Did, what: Acts[Did]) => void

export type Story = ReturnType<typeof story>

/**
 * The acts on this tenant, by the names and shapes of the Google sandbox's. Refs are the ids of organizers' items, as
 * createEvent returns them, or UIDs (meetings from elsewhere have nothing else); `{ id, original }` is one instance.
 */
export function story(company: Company) {
  const log: Change[] = []
  const done: Done = (did, what) => {
    log.push({ at: company.now(), did, with: structuredClone(what) } as Change)
    tellOfChanges(company)
  }
  return {
    ...staff(company, done),
    ...meetings(company, done),
    ...instances(company, done),
    ...guests(company, done),
    /** Original starts of a series by its present rule: what names its instances. */
    starts: (id: string, span: Span): Instant[] => startsOf(organized(company, id).item, span),
    /** Somebody of this tenant, by any address. */
    houses: (address: Address): boolean => personAt(company, address) !== undefined,
    /** What all copies of a meeting share, in other worlds too. */
    uidOf: (id: string): string => company.uids.get(id) ?? id,
    /** Everything done so far, in order. */
    log: (): readonly Change[] => log,
  }
}

export function tellOfChanges(company: Company): void {
  const changed = new Map(company.touched)
  company.touched.clear()
  if (changed.size > 0) for (const tell of company.watchers) tell(changed)
}

function meetings(company: Company, done: Done) {
  return {
    /** Returns the id of the organizer's item, event or series. */
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
    /** A single event or all of a series; a `recurrence` makes a series of a single, under the same id and UID. */
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
    /** @throws Error always: the organizer of a meeting cannot change at Exchange */
    changeOrganizer: (id: string, to: Address, _options: { leavesOld?: boolean } = {}): never => {
      throw new Error(`sandbox: ${id} cannot be handed to ${to}: at Exchange the organizer stays`)
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
      cancelInstance(company, id, original)
      done('cancelInstance', { id, original })
    },
    /** @throws Error always: an occurrence that was called off is gone for good at Exchange */
    restoreInstance: (id: string, original: Instant): never => {
      throw new Error(`sandbox: ${id} at ${new Date(original).toISOString()} cannot come back at Exchange`)
    },
  }
}

function guests(company: Company, done: Done) {
  return {
    respond: (person: Address, event: EventRef, answer: GuestAnswer) => {
      respond(company, person, ...refOf(event), answer)
      done('respond', { person, event, answer })
    },
    /** A guest declines thereby, unless `silently`: then nobody hears of it. */
    deleteFromOwnCalendar: (person: Address, event: EventRef, { silently = false } = {}) => {
      const [id, original] = refOf(event)
      if (company.organizers.get(company.uids.get(id) ?? id)?.owner.address === person) {
        if (original === null) cancelEvent(company, id)
        else cancelInstance(company, id, original)
      } else deleteFromOwnCalendar(company, person, id, original, silently)
      done('deleteFromOwnCalendar', { person, event })
    },
    forward: (from: Address, event: EventRef, to: Address) => {
      forward(company, from, ...refOf(event), to)
      done('forward', { from, event, to })
    },
  }
}

function refOf(event: EventRef): [id: string, original: Instant | null] {
  return typeof event === 'string' ? [event, null] : [event.id, event.original]
}
