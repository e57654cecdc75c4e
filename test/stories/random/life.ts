// How a random story goes: people and the world act, time goes by, the service does what is due, and dies at times.
import { HOUR, type Instant, MINUTE } from '../../../src/domain/types.ts'
import { act, type Stage } from './acts.ts'
import { check } from './check.ts'
import type { Dice } from './dice.ts'
import type { Side } from './side.ts'
import { mend, trouble } from './weather.ts'
import type { StoryWorld } from './world.ts'

export interface Life {
  world: StoryWorld
  dice: Dice
  stage: Stage
  told: string[]
  kills: number
  restarts: number
  troubles: number
}

/** Returns what does not hold in its midst or at its end. */
export async function live(life: Life, until: Instant): Promise<string[]> {
  const { world, dice } = life
  const half = (world.clock.now + until) / 2
  for (let i = 0; i < 6; i++) doSomething(life)
  let wrong: string[] = []
  let isChecked = false
  while (world.clock.now < until && wrong.length === 0) {
    await step(
      life,
      dice.pick([20 * MINUTE, 3 * HOUR, 8 * HOUR, 14 * HOUR, 23 * HOUR]) + dice.between(0, 90) * MINUTE,
    )
    if (isChecked || world.clock.now < half) continue
    isChecked = true
    wrong = await atRest(life)
  }
  return wrong.length > 0 ? wrong : atRest(life)
}

/** Something happens, time goes by, and the service does what is due. */
async function step(life: Life, pause: number): Promise<void> {
  const { world, dice } = life
  mend(world.broken)
  if (dice.chance(0.2)) strike(life)
  const isBefore = dice.chance(0.5)
  const acts = dice.chance(0.6) ? dice.between(1, 3) : 0
  if (isBefore) for (let i = 0; i < acts; i++) doSomething(life)
  world.clock.now += pause
  if (!isBefore) for (let i = 0; i < acts; i++) doSomething(life)
  if (dice.chance(0.03)) await restart(life)
  if (dice.chance(0.04)) await world.service().flush()
  if (dice.chance(0.1)) world.service().dieAfter(dice.between(0, 25))
  if (dice.chance(0.1) && (await isReadable(life))) await settleDisturbed(life)
  else await settle(life)
  world.stepped()
}

/**
 * A mailbox has many readings within one, and nobody knows which of them saw what is done in their midst. So all that was
 * there before is read in peace first, and all of it afterwards.
 */
async function isReadable(life: Life): Promise<boolean> {
  const { world } = life
  if (world.isReplayed) return true
  if (world.broken.length > 0 || world.stillForced() > 0) return false
  await readAll(life)
  return world.isRead()
}

/** Somebody acts in the midst of what the service does. */
async function settleDisturbed(life: Life): Promise<void> {
  const { world, dice } = life
  const done = world.midway(dice.between(1, 6), () => doSomething(life))
  const settled = world.isReplayed ? settle : readAll
  await settled(life)
  done()
  await settled(life)
}

async function readAll(life: Life): Promise<void> {
  await life.world.lookAtAll()
  await settle(life)
}

async function settle(life: Life): Promise<void> {
  const { world } = life
  await world.pushed()
  await world.service().settle()
  if (!world.service().isDead()) return
  life.kills++
  note(life, 'killed')
  await restart(life)
  await world.service().settle()
}

async function restart(life: Life): Promise<void> {
  life.restarts++
  await life.world.restart()
}

/** All is mended, everything is read once more, and what must hold is compared. */
async function atRest(life: Life): Promise<string[]> {
  const { world } = life
  mend(world.broken, true)
  for (let calm = 0; calm < 2; ) {
    if (world.stillForced() === 0) calm++
    world.clock.now += 3 * HOUR
    world.revokeTokens() // A refusal that waits for the next token is over then, too.
    await readAll(life)
    world.stepped()
  }
  return check(world)
}

function strike(life: Life): void {
  life.troubles++
  const { world, dice } = life
  const { side, sky } = dice.pick(world.skies)
  note(life, `trouble at ${side.kind}: ${dice.chance(0.16) ? cut(side, dice) : trouble(sky, side.troubles)}`)
}

function cut({ gateway }: Side, dice: Dice): string {
  gateway.cut(dice.between(1, 4))
  return 'connections cut'
}

function doSomething(life: Life): void {
  const what = act(life.stage)
  note(life, `${what}: ${plainly(life.world.log().at(-1)?.with)}`)
}

/** Instants are told as such. */
function plainly(told: unknown): string {
  return JSON.stringify(told, (_name, value) =>
    typeof value === 'number' && value > 1e12 ? new Date(value).toISOString().slice(0, 16) : value,
  )
}

function note({ told, world }: Life, what: string): void {
  told.push(`${new Date(world.clock.now).toISOString().slice(0, 16)} ${what}`)
}
