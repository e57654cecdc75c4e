// The pages of a set-up as answers: a key is asked for, people are chosen, a test tells its steps and saves.
import type { FastifyBaseLogger, FastifyReply, FastifyRequest } from 'fastify'
import type { Step } from '../../calendars/probe.ts'
import type { Company } from '../../domain/account.ts'
import type { Attempt } from '../connecting.ts'
import { outcomeView, tellSteps } from '../connections/test.ts'
import type { Pages, PieceName } from '../pages.ts'
import type { WebParts } from '../server.ts'
import { grow } from '../streaming.ts'
import { keysBrought } from './brought.ts'
import type { KeyRefused, Known } from './key.ts'
import type { Filled } from './parts.ts'
import type { Vendor } from './vendor.ts'
import { type Changed, keyView, setUpView } from './view.ts'

export interface Ask {
  /** Of the connection that gets a new key; null: it is a first one. */
  changed?: Changed
  /** Its key so far, where it can be used. */
  known?: Known | null
  /** Why it is asked again, a sentence. */
  notice?: string | null
  /** What was given and cannot be used. */
  given?: KeyRefused
  /** How the form stands otherwise. */
  typed?: Filled['typed']
  /** People who were chosen before it. */
  people?: Filled['typed'] | null
}

/** People as they were chosen, and as they stand in the form. */
export interface Wanted extends Pick<Filled, 'typed'> {
  options: Company
  changed: Changed
  /** The key of what is changed can be used, so that its account is not asked for again. */
  isKnown: boolean
  /** What was typed into the form of a key, where that is all that changes; people are those that are chosen already. */
  keyTyped?: Filled['typed']
}

export function setUpPages(parts: Pick<WebParts, 'store' | 'clock'>, pages: Pages, vendor: Vendor) {
  const { seal, ...keys } = keysBrought(parts, vendor)
  const peopleView = ({ key, facts, madeOf }: Known, filled: Filled, changed: Changed) =>
    setUpView(vendor, { facts, sealed: madeOf === null ? seal(key) : null }, filled, changed)
  return {
    ...keys,
    askForKey(reply: FastifyReply, ask: Ask) {
      const { changed = null, known = null, notice = null, given, typed, people = null } = ask
      const filled = given ?? { typed: typed ?? vendor.keyTyped, problems: {} }
      const names = Object.keys(given?.secrets ?? {})
      const kept = names.length > 0 ? { names, sealed: seal(JSON.stringify(given?.secrets)) } : null
      const view = keyView(vendor, filled, { changed, isKnown: known !== null, notice, kept, people })
      return pages.send(reply.code(given || notice ? 422 : 200), changed ? 'new-key' : 'key', view)
    },
    askForPeople(reply: FastifyReply, key: Known, { typed, problems = {}, changed }: AskPeople) {
      const hasProblems = Object.keys(problems).length > 0
      const view = peopleView(key, { typed, problems }, changed)
      return pages.send(reply.code(hasProblems ? 422 : 200), 'set-up', view)
    },
    test(request: FastifyRequest, reply: FastifyReply, key: Known, wanted: Wanted) {
      const view = peopleView(key, { typed: wanted.typed, problems: {} }, wanted.changed)
      const acting = vendor.acting(wanted.options, key.facts)
      const begun = pages.render('setting-up', { ...view, acting })
      const again = (steps: Step[]): Again =>
        isKeyAsked(vendor, key, wanted, steps)
          ? ['key-again', keyAgain(vendor, key, wanted)]
          : ['set-up-form', view]
      const ways = { again, done: doneBy(wanted) }
      return grow(reply, begun, tested(attemptOf(vendor, key, wanted), ways, pages, request.log))
    },
  }
}

function attemptOf(
  { access }: Vendor,
  { key, madeOf }: Known,
  { options, changed, keyTyped }: Wanted,
): Attempt {
  const keepsPeople = keyTyped !== undefined
  return access.connect(key, options, changed && { connection: changed.id, madeOf, keepsPeople })
}

/** Where the key is what is wrong, or nothing but what is told of a stored one was changed. */
const isKeyAsked = (vendor: Vendor, { madeOf }: Known, { keyTyped }: Wanted, steps: Step[]): boolean =>
  (keyTyped !== undefined && madeOf !== null) ||
  steps.some((step) => step.outcome === 'failed' && vendor.isOfKey(step))

function keyAgain(vendor: Vendor, { facts }: Known, { changed, isKnown, keyTyped, typed: people }: Wanted) {
  const typed = { ...vendor.keyTyped, ...vendor.retyped(facts), ...keyTyped }
  const asking = { changed, isKnown, notice: null, kept: null, people: changed ? null : people }
  return keyView(vendor, { typed, problems: {} }, asking)
}

interface AskPeople extends Pick<Filled, 'typed'> {
  problems?: Filled['problems']
  changed: Changed
}

/** A form as it stood: the name of its partial, and its view. */
type Again = [piece: PieceName, view: object]

interface Ways {
  again(steps: Step[]): Again
  /** What the page of connections says was done. */
  done: 'saved' | 'key' | 'changed'
}

function doneBy({ changed, keyTyped }: Wanted): Ways['done'] {
  if (!changed) return 'saved'
  return keyTyped ? 'key' : 'changed'
}

/** The steps, how it ended, and the way on: to the connection, or to a form once more. */
async function* tested(attempt: Attempt, { again, done }: Ways, pages: Pages, log: FastifyBaseLogger) {
  const told = yield* tellSteps(attempt, pages, log)
  yield pages.piece('tested', outcomeView(told))
  if (told.result === null) yield pages.piece(...again(told.steps))
  else yield pages.piece('connected', { connection: told.result, done })
}
