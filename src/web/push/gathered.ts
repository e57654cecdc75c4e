// Floods become trickles: of what comes for one key the first is done at once, the rest together a while later.

export interface Gathered {
  /** Rejects where what is done at once fails. */
  take(key: string): Promise<void>
  /** Does now what waits. */
  end(): Promise<void>
}

/** @param pause milliseconds on the wall clock @param tell of failures that nobody waits for */
export function gathered(
  work: (key: string) => Promise<void>,
  pause: number,
  tell: (error: unknown) => void,
): Gathered {
  const recent = new Map<string, { waits: boolean; timer: NodeJS.Timeout }>()
  const begin = (key: string): Promise<void> => {
    const timer = setTimeout(() => goOn(key), pause)
    recent.set(key, { waits: false, timer })
    return work(key)
  }
  const goOn = (key: string) => {
    const waits = recent.get(key)?.waits
    recent.delete(key)
    if (waits) begin(key).catch(tell)
  }
  return {
    take: async (key) => {
      const before = recent.get(key)
      if (!before) return begin(key)
      before.waits = true
    },
    end: async () => {
      const waiting = [...recent].filter(([, { waits }]) => waits)
      for (const { timer } of recent.values()) clearTimeout(timer)
      recent.clear()
      await Promise.all(waiting.map(([key]) => work(key).catch(tell)))
    },
  }
}
