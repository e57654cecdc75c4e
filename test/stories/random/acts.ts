// What people do in a random story: one act drawn at a time, on meetings that exist, at times that mean something.
import { type Address, DAY, HOUR, type Instant, MINUTE, WEEK } from '../../../src/domain/types.ts'
import type { Story } from '../../../src/sandbox/google/company/story.ts'
import type { EventEdit } from '../../../src/sandbox/world/plans.ts'
import type { Dice } from './dice.ts'
import { everybody, grace, hopper, otto, room, stranger } from './people.ts'

/** A meeting as those who made it think of it. */
interface Made {
  id: string
  organizer: Address
  other: Address
  start: Instant
  isSeries: boolean
  counted: boolean
  /** The other declined or left it: nobody hands it over to them. */
  declined: boolean
}

/** What people do in a story: the acts that both sandboxes know. */
export type Doing = Pick<
  Story,
  | 'createEvent'
  | 'outOfOffice'
  | 'editSeries'
  | 'cancelSeries'
  | 'endSeries'
  | 'splitSeries'
  | 'changeOrganizer'
  | 'changeInstance'
  | 'cancelInstance'
  | 'restoreInstance'
  | 'respond'
  | 'deleteFromOwnCalendar'
  | 'starts'
>

export interface Stage {
  company: Doing
  dice: Dice
  now(): Instant
  made: Made[]
}

/** Does one thing; where that is not possible now, another. Returns what was done. */
export function act(stage: Stage): string {
  const { dice, made } = stage
  for (;;) {
    const [name, perform] = made.length < 4 ? (['create series', createSeries] as const) : dice.weighted(ACTS)
    if (isDone(() => perform(stage))) return name
  }
}

/** What Exchange lets nobody do is not done. */
function isDone(perform: () => unknown): boolean {
  try {
    return perform() !== false
  } catch (error) {
    if (!(error instanceof Error && error.message.startsWith('sandbox:'))) throw error
    return false
  }
}

type Act = (stage: Stage) => unknown

const ACTS: readonly (readonly [number, readonly [string, Act]])[] = (
  [
    [3, 'create series', createSeries],
    [4, 'create single', createSingle],
    [5, 'edit', editSeries],
    [8, 'change instance', onInstance(changeOne)],
    [
      5,
      'cancel instance',
      onInstance((stage, { id }, original) => stage.company.cancelInstance(id, original)),
    ],
    [
      2,
      'restore instance',
      onInstance((stage, { id }, original) => stage.company.restoreInstance(id, original)),
    ],
    [5, 'answer instance', onInstance(answerInstance)],
    [5, 'answer', answerWhole],
    [2, 'delete own instance', onInstance(deleteOwnInstance)],
    [1, 'delete own', deleteOwn],
    [2, 'end', onInstance((stage, { id }, original) => stage.company.endSeries(id, original))],
    [3, 'split', onInstance(split)],
    [1, 'cancel', cancelWhole],
    [2, 'change organizer', changeOrganizer],
    [2, 'single to series', singleToSeries],
    [2, 'out of office', outOfOffice],
  ] as const
).map(([weight, name, perform]) => [weight, [name, perform]])

const RULES = [
  'FREQ=WEEKLY',
  'FREQ=WEEKLY',
  'FREQ=WEEKLY;INTERVAL=2',
  'FREQ=WEEKLY;COUNT=5',
  'FREQ=DAILY;INTERVAL=10',
]
const TITLES = ['1:1', 'Catch up', 'Sync', 'Coffee']
/**
 * Who is added to or taken from a meeting. Not Otto: invited anew he sees nothing until he answers, which looks as if he
 * had taken it out of his calendar.
 */
const OTHERS = [room, stranger, ...everybody.filter((who) => who !== otto)]
const ZONES = ['Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Europe/London']

/** A quarter of an hour of a working day around `now`. */
function timeAround({ dice, now }: Stage, from: number, to: number): Instant {
  const day = Math.floor(now() / DAY) + dice.between(from, to)
  return day * DAY + dice.between(7, 17) * HOUR + dice.pick([0, 0, 30]) * MINUTE
}

function create(stage: Stage, start: Instant, recurrence: string[]): void {
  const { company, dice, made } = stage
  const organizer = dice.pick(everybody)
  const other = dice.pick(everybody.filter((who) => who !== organizer))
  const guests = [other === grace && dice.chance(0.3) ? hopper : other]
  if (dice.chance(0.15)) guests.push(room)
  if (dice.chance(0.1))
    guests.push(dice.pick([stranger, ...everybody].filter((who) => who !== organizer && who !== other)))
  const id = company.createEvent(organizer, {
    summary: dice.chance(0.03) ? 'Interview' : dice.pick(TITLES),
    start,
    minutes: dice.pick([30, 30, 30, 25, 45, 60]),
    recurrence,
    guests,
    ...(dice.chance(0.25) ? { zone: dice.pick(ZONES) } : {}),
    ...(dice.chance(0.15) ? { iCalUID: `${made.length}-${start}@mail.example.com` } : {}),
    ...(dice.chance(0.1) ? { visibility: 'private' as const } : {}),
    ...(dice.chance(0.05) ? { guestsCanSeeOtherGuests: false } : {}),
    ...(dice.chance(0.03) ? { transparency: 'transparent' as const } : {}),
  })
  const counted = recurrence.some((line) => line.includes('COUNT'))
  made.push({ id, organizer, other, start, isSeries: recurrence.length > 0, counted, declined: false })
}

function createSeries(stage: Stage): void {
  create(stage, timeAround(stage, -20, 10), [`RRULE:${stage.dice.pick(RULES)}`])
}

function createSingle(stage: Stage): void {
  create(stage, timeAround(stage, -3, 15), [])
}

function editSeries(stage: Stage): unknown {
  const { company, dice, made } = stage
  const one = dice.pick(made)
  const edit = dice.weighted<EventEdit>([
    [3, { summary: dice.pick(TITLES) }],
    [2, { start: one.start + dice.pick([-1, 1, 24, 48]) * HOUR }],
    [2, { end: one.start + dice.pick([25, 30, 60]) * MINUTE }],
    [1, { zone: dice.pick(ZONES) }],
    [1, { addGuests: [dice.pick(OTHERS)] }],
    [2, { removeGuests: [dice.pick(OTHERS.filter((who) => who !== one.organizer))] }],
    [1, one.isSeries ? { recurrence: `RRULE:${dice.pick(RULES)}` } : { summary: 'Coffee' }],
    [1, { visibility: dice.pick(['private', 'default'] as const) }],
  ])
  if (edit.start !== undefined) one.start = edit.start
  if (edit.recurrence !== undefined) one.counted = edit.recurrence.includes('COUNT')
  // Everybody on the list of a meeting of one's own is somebody else.
  if (edit.addGuests?.includes(one.organizer)) return false
  return company.editSeries(one.id, edit)
}

/** An instance that was not long ago or comes soon, by the series' present rule. */
function onInstance(perform: (stage: Stage, made: Made, original: Instant) => unknown): Act {
  return (stage) => {
    const { company, dice, made, now } = stage
    const series = made.filter(({ isSeries }) => isSeries)
    if (series.length === 0) return false
    const one = dice.pick(series)
    const starts = company.starts(one.id, { start: now() - WEEK, end: now() + 3 * WEEK })
    return starts.length === 0 ? false : perform(stage, one, dice.pick(starts))
  }
}

function changeOne({ company, dice }: Stage, { id, other }: Made, original: Instant): void {
  const edit = dice.weighted<EventEdit>([
    [6, { start: original + dice.pick([-25, -2, 1, 2, 24, 49, 7 * 24]) * HOUR }],
    [2, { start: original, end: original + dice.pick([15, 20, 90]) * MINUTE }],
    [1, { summary: dice.pick(['Interview', 'Review']) }],
    [2, { addGuests: [dice.pick(OTHERS)] }],
    [1, other === otto ? { summary: 'Review' } : { removeGuests: [other] }],
  ])
  company.changeInstance(id, original, edit)
}

const ANSWERS = ['declined', 'declined', 'accepted', 'accepted', 'accepted', 'tentative'] as const

function oneOf({ dice }: Stage, { organizer, other }: Made): Address {
  return dice.chance(0.75) ? other : organizer
}

function answerInstance(stage: Stage, made: Made, original: Instant): void {
  const answer = stage.dice.pick(ANSWERS)
  stage.company.respond(oneOf(stage, made), { id: made.id, original }, answer)
}

function answerWhole(stage: Stage): void {
  const made = stage.dice.pick(stage.made)
  made.declined = stage.dice.chance(0.12)
  stage.company.respond(made.other, made.id, made.declined ? 'declined' : 'accepted')
}

function deleteOwnInstance(stage: Stage, made: Made, original: Instant): void {
  stage.company.deleteFromOwnCalendar(oneOf(stage, made), { id: made.id, original })
}

function deleteOwn(stage: Stage): void {
  const made = stage.dice.pick(stage.made)
  made.declined = true
  stage.company.deleteFromOwnCalendar(made.other, made.id)
}

function split({ company, dice, made }: Stage, one: Made, original: Instant): false | undefined {
  if (one.counted) return false
  const later = { start: original + dice.pick([0, 0, 1, 24]) * HOUR }
  const edit: EventEdit = dice.chance(0.5) ? later : { summary: dice.pick(TITLES) }
  const id = company.splitSeries(one.id, original, edit)
  const { start = original } = edit
  if (id === one.id) one.start = start
  else made.push({ ...one, id, start })
}

function cancelWhole({ company, dice, made }: Stage): void {
  const [one] = made.splice(dice.between(0, made.length - 1), 1)
  company.cancelSeries(one!.id)
}

function changeOrganizer({ company, dice, made }: Stage): unknown {
  const one = dice.pick(made)
  if (one.declined) return false
  const { organizer, other } = one
  const leavesOld = dice.chance(0.5)
  company.changeOrganizer(one.id, other, { leavesOld })
  Object.assign(one, { organizer: other, other: organizer, declined: leavesOld })
}

function singleToSeries({ company, dice, made }: Stage): unknown {
  const singles = made.filter(({ isSeries }) => !isSeries)
  if (singles.length === 0) return false
  const one = dice.pick(singles)
  one.isSeries = true
  return company.editSeries(one.id, { recurrence: 'RRULE:FREQ=WEEKLY' })
}

function outOfOffice(stage: Stage): void {
  const start = timeAround(stage, 0, 10)
  stage.company.outOfOffice(stage.dice.pick(everybody), {
    start,
    end: start + stage.dice.pick([8, 24, 72]) * HOUR,
  })
}
