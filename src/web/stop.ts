// Stopping mails by a signed link. GET never acts, as scanners open links; what was stopped can be taken back.
import type { FastifyInstance } from 'fastify'
import { HttpError } from './failures.ts'
import type { Fields } from './forms.ts'
import { isStoppable, phraseOf, type Stoppable } from './kinds.ts'
import { readStopToken, type StopLink } from './links.ts'
import type { Pages } from './pages.ts'
import type { WebParts } from './server.ts'

interface Params {
  token: string
}

export function stopRoutes(app: FastifyInstance, { store, clock }: WebParts, pages: Pages): void {
  const { stops, secrets } = store
  const linkOf = (token: string): StopLink => {
    const link = readStopToken(token, secrets)
    if (link) return link
    throw new HttpError(
      404,
      'This link does not work',
      'It may have been cut off on its way. Open it from the mail once more, or copy it whole.',
    )
  }
  const view = async (link: StopLink) =>
    stopView(link, (await stops.stoppedKinds(link.recipient, secrets)).filter(isStoppable))

  app.get<{ Params: Params }>('/stop/:token', async ({ params }, reply) =>
    pages.send(reply, 'stop', await view(linkOf(params.token))),
  )
  app.post<{ Params: Params; Body: Fields | undefined }>('/stop/:token', async ({ params, body }, reply) => {
    const link = linkOf(params.token)
    const { act, kind } = wishOf(body ?? {}, link)
    if (act === 'stop') await stops.stop(link.recipient, kind, clock.now(), secrets)
    else await stops.resume(link.recipient, kind, secrets)
    // A mail program is not to be sent elsewhere (RFC 8058 3.1); a browser may reload without posting again.
    if (isOneClick(body ?? {})) return pages.send(reply, 'stop', await view(link))
    return reply.redirect(`/stop/${params.token}`, 303)
  })
}

interface Wish {
  act: 'stop' | 'resume'
  kind: Stoppable
}

const isOneClick = (fields: Fields): boolean => fields['List-Unsubscribe'] === 'One-Click'

function wishOf(fields: Fields, link: StopLink): Wish {
  if (isOneClick(fields)) return { act: 'stop', kind: link.kind }
  const { act, kind = '' } = fields
  if ((act === 'stop' || act === 'resume') && isStoppable(kind)) return { act, kind }
  throw new HttpError(
    400,
    'That was not understood',
    'Nothing was changed. Go back and use one of the buttons.',
  )
}

function stopView({ recipient, kind }: StopLink, stopped: Stoppable[]) {
  const all = stopped.includes('all')
  const kinds = [...new Set<Stoppable>([kind, 'all', ...stopped])]
  return {
    title: 'Your mails',
    section: '' as const,
    recipient,
    headline:
      all || stopped.includes(kind)
        ? `You get no ${phraseOf(all ? 'all' : kind).replace(/^any /, '')}`
        : 'Which mails do you want?',
    choices: kinds.map((one) => ({ ...choiceOf(one, stopped), isOther: one !== kind })),
  }
}

function choiceOf(kind: Stoppable, stopped: Stoppable[]) {
  const isStopped = stopped.includes(kind)
  const name = kind === 'all' ? 'All mails' : capital(phraseOf(kind))
  return { kind, name, isStopped, withAll: !isStopped && stopped.includes('all') }
}

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1)
