// What must hold when all is at rest: the slots, what is to come, the mails, and that nothing is stuck.
import { isDeepStrictEqual } from 'node:util'
import type { Slot } from '../../../src/domain/judgement.ts'
import { type Instant, WEEK } from '../../../src/domain/types.ts'
import { expectedSlots } from './expected.ts'
import { openMails } from './mails.ts'
import { management } from './people.ts'
import { differences } from './present.ts'
import { stuck } from './stuck.ts'
import type { StoryWorld } from './world.ts'

export async function check(world: StoryWorld): Promise<string[]> {
  const { clock, found, steps } = world
  const { store } = world.service().app
  const now = clock.now
  const mails = await openMails(store, world.read(), world.log())
  const lived = {
    log: world.log(),
    isReplayed: world.isReplayed,
    readings: world.read(),
    directories: world.directories(),
    steps,
    management,
  }
  const expected = expectedSlots(lived, mails.look)
  const stored = await storedSlots(world)
  const present = await world.coming(now)
  found.slots = [...stored.values()].flat().length
  found.mails = mails.count
  return [
    ...unequal(expected, stored, now),
    ...differences(present, world.watched, leftOnes(world), stored, now).map((line) => `to come: ${line}`),
    ...mails.wrong(),
    ...(await stuck(store, now)),
  ]
}

function leftOnes(world: StoryWorld): Set<string> {
  const left = world
    .log()
    .flatMap((act) => (act.did === 'changeOrganizer' && act.with.leavesOld ? [world.uidOf(act.with.id)] : []))
  return new Set(left)
}

async function storedSlots(world: StoryWorld): Promise<Map<string, Slot[]>> {
  const { store } = world.service().app
  const slots = new Map<string, Slot[]>()
  for (const { id, people } of await store.pairs.all())
    slots.set(people.join(' '), await store.slots.ofPair(id))
  return slots
}

function unequal(expected: Map<string, Slot[]>, stored: Map<string, Slot[]>, now: Instant): string[] {
  const near = (slots: Slot[] = []) => slots.filter(({ original }) => original <= now + 5 * WEEK)
  const pairs = new Set([...expected.keys(), ...stored.keys()])
  return [...pairs].sort().flatMap((pair) => {
    const [must, is] = [near(expected.get(pair)), near(stored.get(pair))]
    const originals = new Set([...must, ...is].map(({ original }) => original))
    return [...originals].sort().flatMap((original) => {
      const [a, b] = [must, is].map((slots) => slots.find((slot) => slot.original === original))
      if (isDeepStrictEqual(a, b)) return []
      return [`${pair} ${iso(original)}: must be ${tell(a, b)}, is ${tell(b, a)}`]
    })
  })
}

const iso = (at: Instant) => new Date(at).toISOString().slice(0, 16)

/** Of two slots only where they differ. */
function tell(slot: Slot | undefined, other: Slot | undefined): string {
  if (!slot) return 'none'
  const shown = Object.entries(slot).filter(
    ([name, value]) => !other || !isDeepStrictEqual(value, other[name as keyof Slot]),
  )
  return JSON.stringify(Object.fromEntries(shown), (name, value) =>
    ['original', 'start', 'end'].includes(name) ? iso(value) : value,
  )
}
