// What a vendor posts to those who watch: as lossy, late and repetitive as set.
import { request } from 'node:https'
import { seeded } from './random.ts'

/** Chances from 0 to 1, drawn with a seed. */
export interface Weather {
  drop: number
  duplicate: number
  /** Held back until another goes out, or `settled` is awaited. */
  late: number
  /** How often each is sent beside the first time. */
  flood: number
  seed: number
}

export interface Outbox<Kind extends Weather, Sent> {
  /** What the sender trusts. */
  ca: string
  weather: Kind
  chance: () => number
  held: (() => void)[]
  inFlight: Set<Promise<void>>
  sent: Sent[]
}

export function newOutbox<Kind extends Weather, Sent>(ca: string, weather: Kind): Outbox<Kind, Sent> {
  return { ca, weather, chance: seeded(weather.seed), held: [], inFlight: new Set(), sent: [] }
}

/** What tests turn and ask. @param fair chances that are not given are these */
export function outboxControls<Kind extends Weather, Sent>(outbox: Outbox<Kind, Sent>, fair: Kind) {
  return {
    setWeather: (weather: Partial<Kind>) => {
      outbox.weather = { ...fair, ...weather }
      outbox.chance = seeded(outbox.weather.seed)
    },
    sent: (): readonly Sent[] => outbox.sent,
    /** Resolves when nothing is held back or on the way any more. */
    settled: () => settled(outbox),
  }
}

/** What was late goes out. */
export function release({ held }: Pick<Outbox<Weather, unknown>, 'held'>): void {
  for (const late of held.splice(0)) late()
}

export async function settled(outbox: Pick<Outbox<Weather, unknown>, 'held' | 'inFlight'>): Promise<void> {
  release(outbox)
  while (outbox.inFlight.size > 0) await Promise.all(outbox.inFlight)
}

/** Sends as the weather is, or loses it. */
export function inWeather(
  { weather, chance, held }: Pick<Outbox<Weather, unknown>, 'weather' | 'chance' | 'held'>,
  send: () => void,
  lose: () => void,
): void {
  for (let time = 0; time <= weather.flood; time++) {
    if (chance() < weather.drop) {
      lose()
      continue
    }
    if (chance() < weather.late) held.push(send)
    else send()
    if (chance() < weather.duplicate) send()
  }
}

/** Notes what is on the way until it is over. */
export function track({ inFlight }: Pick<Outbox<Weather, unknown>, 'inFlight'>, delivery: Promise<void>) {
  const tracked = delivery.finally(() => inFlight.delete(tracked))
  inFlight.add(tracked)
  return tracked
}

export interface Answer {
  status: number
  type: string
  body: string
}

/** In milliseconds, for the whole answer. The vendors wait for a few seconds; a busy machine is no slow receiver. */
const PATIENCE = 60_000

/** Rejects where nobody answers. */
export function post(
  ca: string,
  address: string,
  headers: Record<string, string>,
  text: string,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const all = { ...headers, 'content-length': String(Buffer.byteLength(text)) }
    const outgoing = request(address, { method: 'POST', headers: all, ca, agent: false })
    const timer = setTimeout(() => outgoing.destroy(new Error('timeout')), PATIENCE)
    outgoing.on('response', (answer) => {
      const parts: Buffer[] = []
      answer.on('data', (part: Buffer) => parts.push(part))
      answer.on('end', () => {
        const type = answer.headers['content-type'] ?? ''
        resolve({ status: answer.statusCode ?? 0, type, body: Buffer.concat(parts).toString() })
      })
    })
    outgoing.on('error', reject)
    outgoing.on('close', () => clearTimeout(timer))
    outgoing.end(text)
  })
}
