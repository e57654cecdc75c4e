// Lets only so many requests at a time into one mailbox: Exchange refuses more (MailboxConcurrency).

/** Runs `call` when fewer than `most` others of the same name are under way, in the order of asking. */
export function gate(most: number): <T>(name: string, call: () => Promise<T>) => Promise<T> {
  const waiting = new Map<string, { underWay: number; next: (() => void)[] }>()
  return async (name, call) => {
    const at = waiting.get(name) ?? { underWay: 0, next: [] }
    waiting.set(name, at)
    if (at.underWay >= most) await new Promise<void>((resolve) => at.next.push(resolve))
    else at.underWay++
    try {
      return await call()
    } finally {
      const next = at.next.shift()
      if (next) next()
      else if (--at.underWay === 0) waiting.delete(name)
    }
  }
}
