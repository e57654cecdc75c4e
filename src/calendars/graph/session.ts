// Asks Graph with one token for all mailboxes, few at a time in each; what it refuses is judged.
import type { Fields } from '../fields.ts'
import { gate } from './gate.ts'
import type { GraphKey } from './key.ts'
import { rolesIn } from './permissions.ts'
import { type GraphSettings, placeOf } from './place.ts'
import { openTokens, type TokenOptions } from './tokens.ts'
import { type Asked, graphError, statusOf } from './trouble.ts'
import { type Call, openWire } from './wire.ts'

export interface GraphOptions extends GraphSettings, Pick<TokenOptions, 'onRefreshToken'> {
  key: GraphKey
}

export interface Graph {
  /** Where Graph answers, without a slash at its end. */
  root: string
  /** Rejects as `CalendarService` does. A token that is refused before its time is replaced once. */
  call(call: Call, asked: Asked): Promise<Fields>
  /** The same judgement of what came in another way: one answer of a batch. */
  judged(error: unknown, asked: Asked): unknown
  /** What the token opens, as it says itself. Rejects as `call` does. */
  roles(asked: Asked): Promise<string[]>
}

/** Whose parts are judged one by one. */
export const BATCH = '/$batch'

/** Exchange takes four for one app and mailbox (learn.microsoft.com/graph/throttling-limits). */
const AT_ONCE = 4

export function openGraph(options: GraphOptions): Graph {
  const place = placeOf(options)
  const ask = withTokens(openTokens({ ...options, place }), openWire(place.graph))
  const inMailbox = gate(AT_ONCE)
  const served = new Set<string>()
  const judged = (error: unknown, asked: Asked) =>
    graphError(error, asked, { key: options.key, place, roles: ask.roles(), served })
  const judging = <T>(run: Promise<T>, asked: Asked): Promise<T> =>
    run.catch((error) => {
      throw judged(error, asked)
    })
  return {
    root: place.graph,
    judged,
    roles: async (asked) => {
      await judging(ask.token(), asked)
      return ask.roles() ?? []
    },
    call: async (call, asked) => {
      const { person, permission } = asked
      const answer = await judging(
        person === null ? ask.call(call) : inMailbox(person, () => ask.call(call)),
        asked,
      )
      if (call.path !== BATCH) served.add(permission.name)
      return answer
    },
  }
}

function withTokens(tokens: ReturnType<typeof openTokens>, send: ReturnType<typeof openWire>) {
  let roles: string[] | null = null
  const token = async () => {
    const got = await tokens.get()
    roles = rolesIn(got)
    return got
  }
  return {
    token,
    /** Of the last token; null: there was none. */
    roles: () => roles,
    call: async (call: Call): Promise<Fields> => {
      const used = await token()
      try {
        return await send(call, used)
      } catch (error) {
        if (statusOf(error) !== 401) throw error
        tokens.refused(used)
        return send(call, await token())
      }
    },
  }
}
