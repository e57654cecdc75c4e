// Several sandboxes as one: each act goes to the sandbox of whoever acts, and meetings are called by their UIDs.
import type { Address, Instant, Span } from '../../domain/types.ts'
import { type AccountActs, type Acts, type Change, type Does, logged, type MeetingActs } from './acts.ts'
import { type EventRef, refOf } from './facts.ts'
import { actsOf } from './story.ts'

/** What every vendor's sandbox knows to do. */
interface Sandbox {
  does: Does<Acts>
  starts(id: string, span: Span): Instant[]
  houses(address: Address): boolean
  uidOf(id: string): string
}

export type World = ReturnType<typeof newWorld>

/** Where a meeting is organized, and what it is called there. */
interface Home {
  sandbox: Sandbox
  id: string
}

interface Scene {
  sandboxes: Sandbox[]
  /** By UID. */
  homes: Map<string, Home>
}

/**
 * The acts of a sandbox's story, over several that share a post. All ids are UIDs; refused with an Error is what the
 * sandbox of the organizer cannot do (Exchange: another organizer, an occurrence that comes back), and who lives nowhere.
 * @param now the clock of the story, for the log
 */
export function newWorld(sandboxes: Sandbox[], now: () => Instant) {
  const scene: Scene = { sandboxes, homes: new Map() }
  const { does, log } = logged<Acts>({ ...meetings(scene), ...accounts(scene) }, now)
  return {
    ...actsOf(does),
    /** Original starts of a series by its present rule. */
    starts: (uid: string, span: Span): Instant[] => {
      const { sandbox, id } = homeOf(scene, uid)
      return sandbox.starts(id, span)
    },
    /** Everything done so far, in order, with UIDs for ids. */
    log: (): readonly Change<Acts>[] => log,
  }
}

function meetings(scene: Scene): Does<MeetingActs> {
  /** Does it where the meeting is organized. */
  const at = <Told extends { id: string }, T>(
    told: Told,
    act: (does: Does<Acts>) => (told: Told) => T,
  ): T => {
    const { sandbox, id } = homeOf(scene, told.id)
    return act(sandbox.does)({ ...told, id })
  }
  const created = (by: Address, act: (does: Does<Acts>) => { id: string }) => {
    const sandbox = houseOf(scene, by)
    return { id: settle(scene, sandbox, act(sandbox.does).id) }
  }
  return {
    createEvent: (told) => created(told.organizer, (does) => does.createEvent(told)),
    outOfOffice: (told) => created(told.person, (does) => does.outOfOffice(told)),
    editSeries: (told) => at(told, (does) => does.editSeries),
    cancelSeries: (told) => at(told, (does) => does.cancelSeries),
    endSeries: (told) => at(told, (does) => does.endSeries),
    splitSeries: (told) => {
      const { newId } = at(told, (does) => does.splitSeries)
      return { newId: settle(scene, homeOf(scene, told.id).sandbox, newId) }
    },
    changeOrganizer: (told) => {
      const { id, to } = told
      if (!homeOf(scene, id).sandbox.houses(to))
        throw new Error(`sandbox: ${to} lives elsewhere and cannot organize ${id}`)
      at(told, (does) => does.changeOrganizer)
    },
    changeInstance: (told) => at(told, (does) => does.changeInstance),
    cancelInstance: (told) => at(told, (does) => does.cancelInstance),
    restoreInstance: (told) => at(told, (does) => does.restoreInstance),
    ...guests(scene),
  }
}

function guests(scene: Scene): Does<Pick<MeetingActs, 'respond' | 'deleteFromOwnCalendar'>> {
  /** The meeting as the guest's sandbox calls it. */
  const theirs = <Told extends { person: Address; event: EventRef }>(told: Told) => {
    const sandbox = houseOf(scene, told.person)
    return { does: sandbox.does, told: { ...told, event: refIn(scene, sandbox, told.event) } }
  }
  return {
    respond: (asked) => {
      const { does, told } = theirs(asked)
      does.respond(told)
    },
    deleteFromOwnCalendar: (asked) => {
      const { does, told } = theirs(asked)
      does.deleteFromOwnCalendar(told)
    },
  }
}

function accounts(scene: Scene): Does<AccountActs> {
  const at = (person: Address) => houseOf(scene, person).does
  return {
    renamePerson: (told) => at(told.person).renamePerson(told),
    suspend: (told) => at(told.person).suspend(told),
    switchCalendar: (told) => at(told.person).switchCalendar(told),
    deletePerson: (told) => at(told.person).deletePerson(told),
    /** Somebody of the same sandbox: no directory knows people of another. */
    setManager: (told) => at(told.person).setManager(told),
  }
}

function houseOf({ sandboxes }: Scene, person: Address): Sandbox {
  const found = sandboxes.find((sandbox) => sandbox.houses(person))
  if (!found) throw new Error(`sandbox: ${person} lives nowhere`)
  return found
}

function homeOf({ homes }: Scene, uid: string): Home {
  const home = homes.get(uid)
  if (!home) throw new Error(`sandbox: no event ${uid}`)
  return home
}

/** Notes where a new meeting is organized; returns its UID. */
function settle({ homes }: Scene, sandbox: Sandbox, id: string): string {
  const uid = sandbox.uidOf(id)
  homes.set(uid, { sandbox, id })
  return uid
}

/** What a sandbox calls a meeting: by its id where it is organized, by its UID elsewhere. */
function refIn({ homes }: Scene, sandbox: Sandbox, event: EventRef): EventRef {
  const [uid, original] = refOf(event)
  const home = homes.get(uid)
  const id = home?.sandbox === sandbox ? home.id : uid
  return original === null ? id : { id, original }
}
