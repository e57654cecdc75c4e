// Which question a mail suggests: moments first, then a rotation in which nothing comes back too soon.
import type { Role } from './planning.ts'
import { type Bucket, type MomentBucket, managerBank, momentBank, reportBank } from './question-bank.ts'

export interface Question {
  /** Stable: bucket, asker's side and number, e.g. 'growth:3' or 'after-skip:manager:1'. */
  id: string
  bucket: Bucket
  text: string
}

/** What is special about the meeting that the question is for. */
export interface Occasion {
  firstMeeting: boolean
  /** Slots skipped in a row right before this one. */
  skips: number
  backFromLeave: boolean
  quarterEnd: boolean
  /** How often the most carried agenda item was carried over. */
  carriedOver: number
}

const HARD_TO_MOVE = 3
const TOO_MANY_SKIPS = 2

/**
 * The question for one of a pair. The same arguments give the same question.
 * @param pair names the pair (`pairKeyOf`): pairs begin at different places
 * @param history ids of what this pair was asked in this role, oldest first; unknown ids are passed over
 */
export function questionFor(
  role: Role,
  pair: string,
  history: readonly string[],
  occasion: Occasion,
): Question {
  const asked = history.flatMap((id) => byId(role).get(id) ?? [])
  const last = asked.at(-1)?.bucket ?? null
  const special = specialBuckets(role, occasion).find((bucket) => bucket !== last)
  return nextOf(special ?? rotated(role, pair, asked, occasion), role, pair, asked)
}

/** All questions for a role, by bucket. */
export function questionsFor(role: Role): Map<Bucket, Question[]> {
  const side = role === 'manager' ? 'manager' : 'report'
  const buckets = new Map<Bucket, Question[]>()
  const bank: Partial<Record<Bucket, readonly string[]>> = role === 'manager' ? managerBank : reportBank
  for (const [bucket, texts] of entries(bank)) {
    if (role === 'peer' && notForPeers.includes(bucket)) continue
    buckets.set(bucket, numbered(bucket, bucket, texts))
  }
  for (const [bucket, sides] of entries(momentBank))
    buckets.set(bucket, numbered(bucket, `${bucket}:${side}`, sides[side]))
  return buckets
}

/** What only a manager can be told, or asks about. */
const notForPeers: readonly Bucket[] = ['growth', 'feedback']
const moments = Object.keys(momentBank) as MomentBucket[]

function entries<K extends string, V>(record: Partial<Record<K, V>>): [K, V][] {
  return Object.entries(record) as [K, V][]
}

function numbered(bucket: Bucket, prefix: string, texts: readonly string[]): Question[] {
  return texts.map((text, index) => ({ id: `${prefix}:${index + 1}`, bucket, text }))
}

function byId(role: Role): Map<string, Question> {
  return new Map([...questionsFor(role).values()].flat().map((question) => [question.id, question]))
}

/** Moments before rotation; an item that was carried over and over is a blocker, for the manager a call for support. */
function specialBuckets(role: Role, occasion: Occasion): Bucket[] {
  const buckets: Bucket[] = []
  if (occasion.firstMeeting) buckets.push('first-meeting')
  if (occasion.backFromLeave) buckets.push('back-from-leave')
  if (occasion.skips > 0) buckets.push('after-skip')
  if (occasion.carriedOver >= HARD_TO_MOVE) buckets.push(role === 'manager' ? 'support' : 'blockers')
  if (occasion.quarterEnd) buckets.push('quarter-end')
  return buckets
}

/** The bucket that rested longest; never the last one again, and no growth after two skips. */
function rotated(role: Role, pair: string, asked: readonly Question[], { skips }: Occasion): Bucket {
  const last = asked.at(-1)?.bucket
  const all = turned(
    [...questionsFor(role).keys()].filter((bucket) => !moments.includes(bucket as MomentBucket)),
    pair,
  )
  const fitting = all.filter((bucket) => bucket !== last && !(bucket === 'growth' && skips >= TOO_MANY_SKIPS))
  const lastAsked = (bucket: Bucket) => asked.findLastIndex((question) => question.bucket === bucket)
  return fitting.toSorted((a, b) => lastAsked(a) - lastAsked(b))[0]!
}

/** The least asked of a bucket: none comes back before all of it was used. */
function nextOf(bucket: Bucket, role: Role, pair: string, asked: readonly Question[]): Question {
  const times = new Map<string, number>()
  for (const { id } of asked) times.set(id, (times.get(id) ?? 0) + 1)
  const questions = turned(questionsFor(role).get(bucket)!, `${pair} ${bucket}`)
  return questions.toSorted((a, b) => (times.get(a.id) ?? 0) - (times.get(b.id) ?? 0))[0]!
}

/** The list begun at a place that `seed` decides. */
function turned<T>(list: readonly T[], seed: string): T[] {
  const start = hash(seed) % list.length
  return [...list.slice(start), ...list.slice(0, start)]
}

/** FNV-1a, 32 bit. */
function hash(text: string): number {
  let sum = 0x811c9dc5
  for (const char of text) sum = Math.imul(sum ^ char.codePointAt(0)!, 0x01000193)
  return sum >>> 0
}
