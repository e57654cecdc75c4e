// What a refusal of Google decides: somebody must act (who?), wait, or start over.
import type { Address } from '../../domain/types.ts'
import { TransientError } from '../../errors.ts'
import { networkCodeOf } from '../network.ts'
import { brokenWayTo, errorOf, type Trouble } from '../trouble.ts'
import { type Answer, answerOf } from './answer.ts'
import type { GoogleKey } from './key.ts'
import { otherTrouble, troubles } from './said.ts'
import type { Scope } from './scopes.ts'

/** What was asked: the same refusal means different things. */
export interface Asked {
  /** As whom: for a directory, the admin. */
  person: Address
  scope: Scope
  by: Pick<GoogleKey, 'kind' | 'clientId'>
  /** Whom a refusal of this person concerns: of an admin, as whom a directory is read, everybody. */
  concerns: 'calendar' | 'connection'
  /** What it was asked about, where that is not the person: "group sales@example.com". */
  about?: string
}

/**
 * The error that decides what happens next. It carries nothing of the request: neither tokens nor keys.
 * What is no answer of Google and no trouble of the network is a bug and comes back as it is.
 */
export function googleError(error: unknown, asked: Asked): unknown {
  const trouble = googleTrouble(error, asked)
  if (!trouble) return error
  return errorOf(trouble, `Google refused ${isTheirs(trouble, asked) ? asked.person : 'us'}`)
}

/** The service account's and the client's faults are put on nobody whose calendar is read; an admin for the directory is named. */
function isTheirs({ kind }: Trouble, { by, concerns }: Asked): boolean {
  return kind === 'person' || (kind === 'connection' && (by.kind === 'person' || concerns === 'connection'))
}

/** Null for what is neither an answer of Google nor trouble on the way to it. */
export function googleTrouble(error: unknown, asked: Asked): Trouble | null {
  const answer = answerOf(error)
  return answer ? refusal(answer, asked) : networkTrouble(error)
}

/** For requests that ask nothing of Google but whether it is there; a bug comes back as it is. */
export function unreachable(error: unknown): unknown {
  const trouble = networkTrouble(error)
  return trouble ? new TransientError(`${trouble.cause} (${trouble.raw})`) : error
}

export function statusOf(error: unknown): number | null {
  return answerOf(error)?.status ?? null
}

function refusal(answer: Answer, asked: Asked): Trouble {
  const known = troubles.find(({ when }) => when(answer, asked))
  const { kind, cause, wayOut } = known ?? otherTrouble(answer.status, asked)
  const tell = (words: string | ((asked: Asked) => string)) =>
    typeof words === 'string' ? words : words(asked)
  const { code, raw, retryAfter } = answer
  return { kind, cause: tell(cause), wayOut: wayOut ? tell(wayOut) : null, code, raw, retryAfter }
}

function networkTrouble(error: unknown): Trouble | null {
  const code = networkCodeOf(error)
  return code === null ? null : brokenWayTo('Google', code)
}
