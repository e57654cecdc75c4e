// Several sandboxes as one: each act goes to the sandbox of whoever acts, and meetings are called by their UIDs.
import type { Address, Instant, Span } from '../../domain/types.ts'
import type { Story as GoogleStory } from '../google/company/story.ts'
import type { Story as GraphStory } from '../graph/company/story.ts'
import type { Acts, Change } from './acts.ts'
import type { EventRef, GuestAnswer } from './facts.ts'
import type { EventEdit, EventPlan } from './plans.ts'

/** What Google's and Microsoft's sandboxes both know to do. */
export type Sandbox = GoogleStory | GraphStory

export type World = ReturnType<typeof newWorld>

/** Where a meeting is organized, and what it is called there. */
interface Home {
  sandbox: Sandbox
  id: string
}

/**
 * The acts of a sandbox's story, over several that share a post. All ids are UIDs; refused with an Error is what the
 * sandbox of the organizer cannot do (Exchange: another organizer, an occurrence that comes back), and who lives nowhere.
 * @param now the clock of the story, for the log
 */
export function newWorld(sandboxes: Sandbox[], now: () => Instant) {
  const world: Scene = { sandboxes, homes: new Map(), log: [], now }
  return {
    ...meetings(world),
    ...instances(world),
    ...guests(world),
    ...accounts(world),
    /** Original starts of a series by its present rule. */
    starts: (uid: string, span: Span): Instant[] => at(world, uid, (sandbox, id) => sandbox.starts(id, span)),
    /** Everything done so far, in order, with UIDs for ids. */
    log: (): readonly Change[] => world.log,
  }
}

interface Scene {
  sandboxes: Sandbox[]
  homes: Map<string, Home>
  log: Change[]
  now: () => Instant
}

function done<Did extends keyof Acts>(world: Scene, did: Did, what: Acts[Did]): void {
  world.log.push({ at: world.now(), did, with: structuredClone(what) } as Change)
}

function meetings(world: Scene) {
  return {
    /** Returns the UID of the new event or series. */
    createEvent: (organizer: Address, plan: EventPlan): string => {
      const sandbox = homeOf(world, organizer)
      const id = settle(world, sandbox, sandbox.createEvent(organizer, plan))
      done(world, 'createEvent', { organizer, plan, id })
      return id
    },
    outOfOffice: (person: Address, span: Span, summary = 'Out of office'): string => {
      const sandbox = homeOf(world, person)
      const id = settle(world, sandbox, sandbox.outOfOffice(person, span, summary))
      done(world, 'outOfOffice', { person, span, summary, id })
      return id
    },
    editSeries: (uid: string, edit: EventEdit) => {
      at(world, uid, (sandbox, id) => sandbox.editSeries(id, edit))
      done(world, 'editSeries', { id: uid, edit })
    },
    cancelSeries: (uid: string) => {
      at(world, uid, (sandbox, id) => sandbox.cancelSeries(id))
      done(world, 'cancelSeries', { id: uid })
    },
    endSeries: (uid: string, start: Instant) => {
      at(world, uid, (sandbox, id) => sandbox.endSeries(id, start))
      done(world, 'endSeries', { id: uid, at: start })
    },
    /** "This and following"; returns the UID of the new series. */
    splitSeries: (uid: string, start: Instant, edit: EventEdit = {}): string => {
      const newId = at(world, uid, (sandbox, id) =>
        settle(world, sandbox, sandbox.splitSeries(id, start, edit)),
      )
      done(world, 'splitSeries', { id: uid, at: start, edit, newId })
      return newId
    },
    /** To somebody of the same sandbox. */
    changeOrganizer: (uid: string, to: Address, { leavesOld = false } = {}) => {
      at(world, uid, (sandbox, id) => {
        if (!sandbox.houses(to)) throw new Error(`sandbox: ${to} lives elsewhere and cannot organize ${uid}`)
        sandbox.changeOrganizer(id, to, { leavesOld })
      })
      done(world, 'changeOrganizer', { id: uid, to, leavesOld })
    },
  }
}

function instances(world: Scene) {
  const changeOne = (uid: string, original: Instant, edit: EventEdit) => {
    at(world, uid, (sandbox, id) => sandbox.changeInstance(id, original, edit))
    done(world, 'changeInstance', { id: uid, original, edit })
  }
  return {
    changeInstance: changeOne,
    moveInstance: (uid: string, original: Instant, start: Instant, end?: Instant) =>
      changeOne(uid, original, end === undefined ? { start } : { start, end }),
    cancelInstance: (uid: string, original: Instant) => {
      at(world, uid, (sandbox, id) => sandbox.cancelInstance(id, original))
      done(world, 'cancelInstance', { id: uid, original })
    },
    restoreInstance: (uid: string, original: Instant) => {
      at(world, uid, (sandbox, id) => sandbox.restoreInstance(id, original))
      done(world, 'restoreInstance', { id: uid, original })
    },
  }
}

function guests(world: Scene) {
  return {
    respond: (person: Address, event: EventRef, answer: GuestAnswer) => {
      const sandbox = homeOf(world, person)
      sandbox.respond(person, refIn(world, sandbox, event), answer)
      done(world, 'respond', { person, event, answer })
    },
    deleteFromOwnCalendar: (person: Address, event: EventRef) => {
      const sandbox = homeOf(world, person)
      sandbox.deleteFromOwnCalendar(person, refIn(world, sandbox, event))
      done(world, 'deleteFromOwnCalendar', { person, event })
    },
  }
}

function accounts(world: Scene) {
  return {
    renamePerson: (person: Address, to: Address) => {
      homeOf(world, person).renamePerson(person, to)
      done(world, 'renamePerson', { person, to })
    },
    suspend: (person: Address, suspended = true) => {
      homeOf(world, person).suspend(person, suspended)
      done(world, 'suspend', { person, suspended })
    },
    /** Their calendar cannot be read any more, or again; the account lives on. */
    switchCalendar: (person: Address, on: boolean) => {
      const home = homeOf(world, person)
      if ('switchCalendar' in home) home.switchCalendar(person, on)
      else home.switchMailbox(person, on)
      done(world, 'switchCalendar', { person, on })
    },
    deletePerson: (person: Address) => {
      homeOf(world, person).deletePerson(person)
      done(world, 'deletePerson', { person })
    },
    /** Somebody of the same sandbox: no directory knows people of another. */
    setManager: (person: Address, manager: Address | null) => {
      homeOf(world, person).setManager(person, manager)
      done(world, 'setManager', { person, manager })
    },
  }
}

function homeOf({ sandboxes }: Scene, person: Address): Sandbox {
  const found = sandboxes.find((sandbox) => sandbox.houses(person))
  if (!found) throw new Error(`sandbox: ${person} lives nowhere`)
  return found
}

/** Notes where a new meeting is organized; returns its UID. */
function settle({ homes }: Scene, sandbox: Sandbox, id: string): string {
  const uid = sandbox.uidOf(id)
  homes.set(uid, { sandbox, id })
  return uid
}

/** Acts where the meeting is organized. */
function at<T>({ homes }: Scene, uid: string, act: (sandbox: Sandbox, id: string) => T): T {
  const home = homes.get(uid)
  if (!home) throw new Error(`sandbox: no event ${uid}`)
  return act(home.sandbox, home.id)
}

/** What a sandbox calls a meeting: by its id where it is organized, by its UID elsewhere. */
function refIn({ homes }: Scene, sandbox: Sandbox, event: EventRef): EventRef {
  const uid = typeof event === 'string' ? event : event.id
  const home = homes.get(uid)
  const id = home?.sandbox === sandbox ? home.id : uid
  return typeof event === 'string' ? id : { id, original: event.original }
}
