// What must hold when all is at rest: the slots, what is to come, the mails, and that nothing is stuck.
import type { Slot } from '../../../src/domain/judgement.ts'
import { expectedSlots } from './expected.ts'
import { openMails } from './mails.ts'
import { management } from './people.ts'
import { differences } from './present.ts'
import { wrongSlots } from './slots.ts'
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
  const expected = expectedSlots(lived, 'at the end', mails.look)
  const stored = await storedSlots(world)
  const present = await world.coming(now)
  found.slots = [...stored.values()].flat().length
  found.mails = mails.count
  return [
    ...wrongSlots(lived, expected, stored, now),
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
