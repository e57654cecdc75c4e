// The pages of a set-up as answers: a key is asked for, people are chosen, a test tells its steps and saves.
import type { FastifyBaseLogger, FastifyReply, FastifyRequest } from 'fastify'
import type { Company } from '../../domain/account.ts'
import type { Attempt, KeyFacts } from '../connecting.ts'
import { outcomeView, tellSteps } from '../connections/test.ts'
import type { Fields } from '../forms.ts'
import type { Pages, PieceName } from '../pages.ts'
import type { WebParts } from '../server.ts'
import { grow } from '../streaming.ts'
import { openKey, sealKey } from './kept.ts'
import { type KeyRefused, type Known, OTHER_ACCOUNT, readKeyForm } from './key.ts'
import type { Filled } from './parts.ts'
import type { Vendor } from './vendor.ts'
import { type Changed, keyView, setUpView } from './view.ts'

export interface Ask<Facts> {
  /** Of the connection that gets a new key; null: it is a first one. */
  changed?: Changed
  /** Its key so far, where it can be used. */
  known?: Known<Facts> | null
  /** Why it is asked again, a sentence. */
  notice?: string | null
  /** What was given and cannot be used. */
  given?: KeyRefused
  /** How the form stands otherwise. */
  typed?: Filled['typed']
}

/** People as they were chosen, and as they stand in the form. */
export interface Wanted<Options> extends Pick<Filled, 'typed'> {
  options: Options
  changed: Changed
  /** What was typed into the form of a key, where that is all that changes; people are those that are chosen already. */
  keyTyped?: Filled['typed']
}

/** A connection as it was found: its key, or why that cannot be used, a sentence. */
export type Held<Facts> = { key: Known<Facts>; whyNot: null } | { key: null; whyNot: string }

export function setUpPages<Options extends Company, Facts extends KeyFacts>(
  { store, clock }: Pick<WebParts, 'store' | 'clock'>,
  pages: Pages,
  vendor: Vendor<Options, Facts>,
) {
  const seal = (text: string) => sealKey(text, store.secrets, clock.wall())
  const opened = (sealed = '') => openKey(sealed, store.secrets, clock.wall())
  const peopleView = ({ key, facts, madeOf }: Known<Facts>, filled: Filled, changed: Changed) =>
    setUpView(vendor, { facts, sealed: madeOf === null ? seal(key) : null }, filled, changed)
  const keyAgain = (typed: Filled['typed'], changed: Changed) =>
    keyView(vendor, { typed, problems: {} }, { changed, isKnown: true, notice: null, kept: null })

  return {
    /** What the form of a key holds. */
    readKey(fields: Fields, known: Known<Facts> | null) {
      const secrets = JSON.parse(opened(fields.kept) ?? '{}')
      return readKeyForm(vendor, fields, { secrets, known, wall: clock.wall() })
    },
    /** The key that a form of people brings along, or else the stored one; or why it is asked for, a sentence. */
    keyFor({ sealed }: Fields, of: Held<Facts> | null): Known<Facts> | string {
      if (of && sealed === undefined) return of.key ?? of.whyNot
      const key = opened(sealed)
      const read = key === null ? null : vendor.access.readKey(key)
      if (key === null || read === null || !('facts' in read)) return ONCE_MORE
      const isOther = of?.key && of.key.facts.account !== read.facts.account
      return isOther ? OTHER_ACCOUNT : { key, facts: read.facts, madeOf: null }
    },
    askForKey(
      reply: FastifyReply,
      { changed = null, known = null, notice = null, given, typed }: Ask<Facts>,
    ) {
      const filled = given ?? { typed: typed ?? vendor.keyTyped, problems: {} }
      const names = Object.keys(given?.secrets ?? {})
      const kept = names.length > 0 ? { names, sealed: seal(JSON.stringify(given?.secrets)) } : null
      const view = keyView(vendor, filled, { changed, isKnown: known !== null, notice, kept })
      return pages.send(reply.code(given || notice ? 422 : 200), changed ? 'new-key' : 'key', view)
    },
    askForPeople(reply: FastifyReply, key: Known<Facts>, { typed, problems = {}, changed }: AskPeople) {
      const hasProblems = Object.keys(problems).length > 0
      const view = peopleView(key, { typed, problems }, changed)
      return pages.send(reply.code(hasProblems ? 422 : 200), 'set-up', view)
    },
    test(request: FastifyRequest, reply: FastifyReply, key: Known<Facts>, wanted: Wanted<Options>) {
      const { options, typed, changed, keyTyped } = wanted
      const { madeOf } = key
      const view = peopleView(key, { typed, problems: {} }, changed)
      const begun = pages.render('setting-up', { ...view, acting: vendor.acting(options, key.facts) })
      const keepsPeople = keyTyped !== undefined
      const changing = changed && { connection: changed.id, madeOf, keepsPeople }
      const attempt = vendor.access.connect(key.key, options, changing)
      const again: Again =
        keepsPeople && madeOf !== null ? ['key-form', keyAgain(keyTyped, changed)] : ['set-up-form', view]
      return grow(reply, begun, tested(attempt, again, pages, request.log))
    },
  }
}

interface AskPeople extends Pick<Filled, 'typed'> {
  problems?: Filled['problems']
  changed: Changed
}

/** A form as it stood: the name of its partial, and its view. */
type Again = [piece: PieceName, view: object]

const ONCE_MORE = 'Give the key once more: it is kept for a day, in the page alone.'

/** The steps, how it ended, and the way on: to the connection, or to the same form once more. */
async function* tested(attempt: Attempt, again: Again, pages: Pages, log: FastifyBaseLogger) {
  const told = yield* tellSteps(attempt, pages, log)
  yield pages.piece('tested', outcomeView(told))
  if (told.result === null) yield pages.piece(...again)
  else yield pages.piece('connected', { connection: told.result })
}
