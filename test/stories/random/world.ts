// All there is in a random story: sandboxes, gateways, hints that may be lost, and the service with its many lives.
import type { Address, Instant } from '../../../src/domain/types.ts'
import type { Change } from '../../../src/sandbox/google/company/acts.ts'
import type { SandboxTls } from '../../../src/sandbox/server/tls.ts'
import { newPost } from '../../../src/sandbox/world/post.ts'
import { newWorld } from '../../../src/sandbox/world/world.ts'
import { openFront } from '../../support/front.ts'
import type { Doing } from './acts.ts'
import type { Database } from './database.ts'
import type { Dice } from './dice.ts'
import type { Gateway } from './gateway.ts'
import { openGoogle } from './google-side.ts'
import { openGraph } from './graph-side.ts'
import type { Wanted } from './jobs.ts'
import type { Read } from './lived.ts'
import type { Notes } from './notes.ts'
import { connectCalendars, connectCompany, everybody, livingOn, settled } from './people.ts'
import { type Service, startService } from './service.ts'
import type { Side, Sky } from './side.ts'

export interface Beginning {
  dice: Dice
  start: Instant
  /** Who lives at Google; all others do at Microsoft. */
  atGoogle: readonly Address[]
  /** Whose calendars are connected. */
  watched: readonly Address[]
  database: Database
  jobs: Wanted
  tls: SandboxTls
}

export type StoryWorld = Awaited<ReturnType<typeof openWorld>>

export async function openWorld({ dice, start, atGoogle, watched, database, jobs, tls }: Beginning) {
  const clock = { now: start }
  const company = await openCompany({ dice, clock }, atGoogle)
  const { sides, homes, log } = company
  await database.empty()
  const owners = new Map<string, Address>()
  const seen = (calendar: string, cursor: string) => {
    const owner = owners.get(calendar)!
    return homes.get(owner)!.seen(owner, cursor)
  }
  const notes: Notes = { readings: [], directories: [], unsure: [], acts: () => log().length, seen }
  const steps: Instant[] = []
  const front = dice.chance(0.6) ? await openFront(tls) : null
  const settings = Object.assign({}, ...sides.map((side) => side.settings)) as Record<string, string>
  const gateways = sides.map(({ gateway }) => gateway)
  const begin = async () => {
    const publicUrl = front?.url
    const begun = await startService({ database, gateways, settings, clock, notes, jobs, publicUrl })
    front?.to(await begun.app.listen())
    return begun
  }
  let service = await begin()
  const how = sides.length === 1 && dice.chance(0.5) ? connectCompany : connectCalendars
  const calendars = await how(service.app.store, watched, homes, clock.now)
  for (const [owner, id] of calendars) owners.set(id, owner)
  const broken: Sky['broken'] = []
  // Where nobody is read, nothing can go wrong.
  const skies = sides.flatMap((side) => {
    const people = livingOn(homes, side)
    const theirs = people.filter((who) => watched.includes(who))
    const sky = { dice, broken, people, watched: theirs, suspend: company.suspend }
    return theirs.length > 0 ? { side, sky } : []
  })
  const read = (): Read[] =>
    notes.readings.map((reading) => ({ ...reading, owner: owners.get(reading.calendar)! }))
  const found = { slots: 0, mails: 0 }
  return {
    ...{ clock, skies, broken, steps, found, calendars, read, log },
    ...{ doing: company.doing, uidOf: company.uidOf, isReplayed: company.isReplayed },
    service: (): Service => service,
    watched: new Set(watched),
    directories: () => notes.directories,
    figures: () => ({
      ...found,
      ...{ acts: log().length, steps: steps.length, readings: notes.readings.length },
      whole: notes.readings.filter(({ whole }) => whole).length,
    }),
    stepped: () => void steps.push(clock.now),
    async restart() {
      front?.to(null)
      await service.close()
      service = await begin()
    },
    /** Failures that are still to come, of the services and of the ways there. */
    stillForced: () => sides.reduce((sum, side) => sum + side.stillForced() + side.gateway.stillToCut(), 0),
    revokeTokens() {
      for (const side of sides) side.revokeTokens()
    },
    /** Pushes on their way come in now, or some time later. */
    async pushed() {
      if (dice.chance(0.7)) await allPushed(sides)
    },
    /** Somebody has all calendars looked at. */
    async lookAtAll() {
      await allPushed(sides)
      const { store } = service.app
      await store.directories.readNow(clock.now)
      for (const id of calendars.values()) await store.calendars.markDirty(id, clock.now)
    },
    /** All calendars were read at this moment. */
    isRead() {
      const last = new Map(notes.readings.map(({ calendar, at }) => [calendar, at]))
      return [...calendars.values()].every((id) => last.get(id) === clock.now)
    },
    async coming(now: Instant) {
      return (await Promise.all(sides.map((side) => side.coming(livingOn(homes, side), now)))).flat()
    },
    midway: (answers: number, act: () => void) => midway(gateways, answers, act),
    async close() {
      await service.close()
      await front?.close()
      for (const side of sides) await side.close()
    },
  }
}

const allPushed = (sides: Side[]) => Promise.all(sides.map((side) => side.pushed()))

/** The people, where they live, and what they can do. Where all are at Google, the ledger replays what they do. */
async function openCompany(
  { dice, clock }: { dice: Dice; clock: { now: Instant } },
  atGoogle: readonly Address[],
) {
  const elsewhere = everybody.filter((who) => !atGoogle.includes(who))
  const isReplayed = elsewhere.length === 0
  const post = isReplayed ? null : newPost()
  const begun = { at: clock.now }
  let log = (): readonly Change[] => []
  const google =
    atGoogle.length > 0 ? await openGoogle({ dice, clock, people: atGoogle }, post, () => log().length) : null
  const graph = elsewhere.length > 0 ? await openGraph({ dice, clock, people: elsewhere }, post) : null
  const sides: Side[] = [google, graph].filter((side) => side !== null)
  const homes = new Map<Address, Side>([
    ...atGoogle.map((who) => [who, google!] as const),
    ...elsewhere.map((who) => [who, graph!] as const),
  ])
  const sandboxes = [google?.sandbox.company, graph?.sandbox.company].filter((story) => story !== undefined)
  const world = newWorld(sandboxes, () => clock.now)
  if (isReplayed) {
    const { company } = google!.sandbox
    log = company.log
    const doing: Doing = company
    return { sides, homes, isReplayed, log, doing, suspend: company.suspend, uidOf: company.uidOf }
  }
  log = () => [...settled(begun.at), ...world.log()]
  const doing: Doing = world
  return { sides, homes, isReplayed, log, doing, suspend: world.suspend, uidOf: (uid: string) => uid }
}

/** Somebody acts after so many more answers; at the latest when asked, which tells whether that was needed. */
function midway(gateways: readonly Gateway[], answers: number, act: () => void) {
  let left = answers
  for (const gateway of gateways)
    gateway.onAnswer(() => {
      left -= 1
      if (left === 0) act()
    })
  return () => {
    const isLate = left > 0
    left = 0
    if (isLate) act()
  }
}
