// The start page: what is watched and how fresh it is, what is not and why, what happens next.
import type { FastifyInstance } from 'fastify'
import { type Pages, REFRESH_SECONDS } from './pages.ts'
import type { WebParts } from './server.ts'
import { startView } from './start-view.ts'

const CALENDARS_SHOWN = 100
const NEXT_MAILS_SHOWN = 8
const SELDOM = 60_000

export function startRoutes(app: FastifyInstance, parts: WebParts, pages: Pages): void {
  const otherMeetings = onceIn(SELDOM, parts.clock.wall, () => parts.store.overview.otherMeetings())
  app.get('/', async (_request, reply) => {
    const { store, clock, smtp } = parts
    const { overview, mailbox, settings } = store
    const view = startView({
      now: clock.now(),
      wall: clock.wall(),
      connections: await overview.connections(),
      calendars: await overview.calendars(CALENDARS_SHOWN),
      pairs: await overview.pairs(),
      refusals: await overview.refusals(),
      otherMeetings: await otherMeetings(),
      nextMails: await overview.nextMails(NEXT_MAILS_SHOWN),
      nextJudgeAt: await store.pairs.nextJudgeAt(),
      outcomes: await overview.outcomes(),
      kept: await mailbox.count(),
      goLiveAt: await settings.goLiveAt(),
      smtp: smtp !== null,
      refreshSeconds: parts.refreshSeconds ?? REFRESH_SECONDS,
    })
    return pages.send(reply, 'start', view)
  })
}

/** What is dear to count is counted once in a while, however often pages look for news. */
function onceIn<T>(ms: number, wall: () => number, count: () => Promise<T>): () => Promise<T> {
  let counted: { at: number; result: T } | null = null
  return async () => {
    if (counted === null || wall() - counted.at >= ms) counted = { at: wall(), result: await count() }
    return counted.result
  }
}
