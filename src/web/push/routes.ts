// Pushes of calendar services: hints that a calendar changed, checked, noted and answered at once. Nothing is read here.
import { setTimeout as after } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import { HOUR } from '../../domain/types.ts'
import type { WebParts } from '../server.ts'
import { type Gathered, gathered } from './gathered.ts'
import { type Pushed, type Vendor, vendors } from './pushed.ts'

/** Of the pushes about one calendar within this time the first counts at once, all others together when it is over. */
const TOGETHER = 2_000
/** A service that wants a channel renewed ends it about then. */
const ENDING = HOUR

/** Anybody may come here: whoever does not know a channel and its token gets the same answer, and nothing happens. */
export function pushRoutes(app: FastifyInstance, parts: WebParts): void {
  const { store, clock, queues } = parts
  const look = async (calendar: string) => {
    await store.calendars.markDirty(calendar, clock.now())
    await queues.add('sync', [{ calendar }])
  }
  for (const vendor of vendors)
    void app.register(async (pushes) => {
      const hints = gathered(look, TOGETHER, (error) => pushes.log.error({ err: error }, LOST))
      pushes.addHook('onClose', hints.end)
      addVendor(pushes, vendor, (pushed) => take(parts, hints, pushed))
    })
}

const LOST = 'a push was lost'

function addVendor(
  pushes: FastifyInstance,
  { paths, largestBody, taken, patience, read }: Vendor,
  takeAll: (pushed: readonly Pushed[]) => Promise<boolean>,
): void {
  pushes.removeAllContentTypeParsers()
  pushes.addContentTypeParser(
    '*',
    { parseAs: 'buffer', bodyLimit: largestBody },
    async (_: unknown, body: Buffer) => body,
  )
  for (const path of paths)
    pushes.post(path, async (request, reply) => {
      const told = read(request)
      if (told === null) return reply.code(400).send()
      if (typeof told === 'string') return reply.type('text/plain; charset=utf-8').send(told)
      const taking = takeAll(told)
      taking.catch((error) => request.log.error({ err: error }, LOST))
      if ((await Promise.race([taking, after(patience, true, { ref: false })])) === false)
        request.log.info('a push of no channel of ours was ignored')
      return reply.code(taken).send()
    })
}

/** False: none of it came by a channel of ours. */
async function take(
  { store, clock }: WebParts,
  hints: Gathered,
  pushed: readonly Pushed[],
): Promise<boolean> {
  const calendars = await store.channels.calendarsOf(pushed)
  const proven = pushed.flatMap((one, at) => (calendars[at] ? [{ ...one, calendar: calendars[at] }] : []))
  for (const { channel, news } of proven) {
    if (news === 'ended') await store.channels.remove(channel)
    if (news === 'ending') await store.channels.ends(channel, clock.now() + ENDING)
  }
  const changed = proven.filter(({ news }) => news !== 'works').map(({ calendar }) => calendar)
  await Promise.all([...new Set(changed)].map(hints.take))
  return proven.length > 0
}
