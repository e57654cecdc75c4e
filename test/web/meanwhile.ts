// Something that happens while a connection is being tested: two admins at once, or one with two tabs.
import type { Attempt } from '../../src/web/connecting.ts'

export interface Meanwhile {
  /** Done once, after the first step of the next test. */
  act: (() => Promise<unknown>) | null
}

/** The same access; `meanwhile` happens while it tests. */
export function interrupted<Given extends unknown[], Access extends { connect(...given: Given): Attempt }>(
  access: Access,
  meanwhile: Meanwhile,
): Access {
  async function* connect(...given: Given): Attempt {
    const attempt = access.connect(...given)
    const first = await attempt.next()
    const { act } = meanwhile
    meanwhile.act = null
    await act?.()
    if (first.done) return first.value
    yield first.value
    return yield* attempt
  }
  return { ...access, connect }
}
