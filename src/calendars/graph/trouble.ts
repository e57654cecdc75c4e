// What a refusal of Microsoft decides: somebody must act (who?), wait, or start over.
import type { Address } from '../../domain/types.ts'
import { brokenWayTo, errorOf, type Trouble } from '../trouble.ts'
import { type Answer, answerOf, brokenWay } from './answer.ts'
import type { GraphKey } from './key.ts'
import type { Permission } from './permissions.ts'
import type { Place } from './place.ts'
import { otherTrouble, troubles } from './said.ts'

/** What was asked: the same refusal means different things. */
export interface Asked {
  /** Whose mailbox; null: the directory. */
  person: Address | null
  permission: Permission
  /** Whom a refusal of this person concerns. */
  concerns: 'calendar' | 'connection'
  /** What it was asked about, where that is not the person: "group sales@example.com". */
  about?: string
  /** Asked for what changed since: what is malformed or too old means starting over. */
  since?: boolean
}

/** Who asked, and with what. */
export interface Asker {
  key: Pick<GraphKey, 'kind' | 'clientId' | 'tenant'>
  place: Place
  /** Of the token; null: there is none. */
  roles: readonly string[] | null
  /** Names of permissions that served: Exchange can grant some for a few mailboxes, of which the token tells nothing. */
  served: ReadonlySet<string>
}

/**
 * The error that decides what happens next. It carries nothing of the request: neither tokens nor secrets.
 * What is no answer of Microsoft and no trouble of the network is a bug and comes back as it is.
 */
export function graphError(error: unknown, asked: Asked, by: Asker): unknown {
  const trouble = graphTrouble(error, asked, by)
  if (!trouble) return error
  return errorOf(trouble, `Microsoft refused ${isTheirs(trouble, by) ? (asked.person ?? 'us') : 'us'}`)
}

/** The app's faults are put on nobody: persons are named for their mailboxes, and for consents of their own. */
function isTheirs({ kind }: Trouble, { key }: Asker): boolean {
  return kind === 'person' || (kind === 'connection' && key.kind === 'person')
}

/** Null for what is neither an answer of Microsoft nor trouble on the way to it. */
export function graphTrouble(error: unknown, asked: Asked, by: Asker): Trouble | null {
  const answer = answerOf(error)
  return answer ? refusal(answer, asked, by) : networkTrouble(error, by)
}

export function statusOf(error: unknown): number | null {
  return answerOf(error)?.status ?? null
}

function refusal(answer: Answer, asked: Asked, by: Asker): Trouble {
  const known = troubles.find(({ when }) => when(answer, asked, by))
  const { kind, cause, wayOut } = known ?? otherTrouble(answer.status, asked)
  const tell = (words: string | ((asked: Asked, by: Asker) => string)) =>
    typeof words === 'string' ? words : words(asked, by)
  const { code, raw, retryAfter } = answer
  return { kind, cause: tell(cause), wayOut: wayOut ? tell(wayOut) : null, code, raw, retryAfter }
}

function networkTrouble(error: unknown, { place }: Asker): Trouble | null {
  const code = brokenWay(error)
  return code === null ? null : { ...brokenWayTo('Microsoft', code), wayOut: wayTo(place) }
}

/** The token library does not tell what broke: a name, a socket or a certificate. */
function wayTo({ login, graph, isForeign }: Place): string {
  const hosts = [...new Set([login, graph].map((url) => new URL(url).host))].join(' and ')
  return [
    `If it lasts: this server must reach ${hosts} (network, DNS, firewall, proxy) and trust what is there:`,
    'name the certificate of a proxy in between by NODE_EXTRA_CA_CERTS, and set the clock (NTP).',
    ...(isForeign
      ? ['MICROSOFT_LOGIN_URL and MICROSOFT_GRAPH_URL are set: correct both, or leave them out.']
      : []),
  ].join(' ')
}
