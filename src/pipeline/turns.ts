// Work on the same thing takes turns: what is asked for while it runs is done once more after it, for all who asked.

interface Turn<Result> {
  running: Promise<Result>
  next: Promise<Result> | null
}

/** In this process. */
export function inTurns<Result>(work: (key: string) => Promise<Result>): (key: string) => Promise<Result> {
  const turns = new Map<string, Turn<Result>>()
  const begin = (key: string): Promise<Result> => {
    const own: Turn<Result> = { running: work(key), next: null }
    turns.set(key, own)
    const end = () => turns.get(key) === own && own.next === null && turns.delete(key)
    own.running.then(end, end)
    return own.running
  }
  return (key) => {
    const turn = turns.get(key)
    if (!turn) return begin(key)
    const follow = () => begin(key)
    turn.next ??= turn.running.then(follow, follow)
    return turn.next
  }
}
