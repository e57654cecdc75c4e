// What went wrong, told as a page in plain words; what broke on our side stays in the log.
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Pages } from './pages.ts'
import { securely } from './security.ts'

/** An answer that is no success; `title` and `message` are shown. */
export class HttpError extends Error {
  override name = 'HttpError'
  statusCode: number
  title: string
  /** Where to go on; null: nowhere. */
  wayOn: { href: string; label: string } | null

  constructor(
    statusCode: number,
    title: string,
    message: string,
    wayOn: { href: string; label: string } | null = null,
  ) {
    super(message)
    this.statusCode = statusCode
    this.title = title
    this.wayOn = wayOn
  }
}

export const noSuchPage = () =>
  new HttpError(404, 'There is no such page', 'The address may be mistyped, or what it showed is gone.')

export const noSuchConnection = () =>
  new HttpError(404, 'There is no such connection', 'It may have been disconnected meanwhile.', {
    href: '/connections',
    label: 'All connections',
  })

export function tellFailures(app: FastifyInstance, pages: Pages): void {
  app.setNotFoundHandler((_request, reply) => send(reply, noSuchPage(), pages))
  app.setErrorHandler((error: FastifyError, request, reply) => fail(error, request, reply, pages))
}

export function fail(
  error: FastifyError | HttpError,
  request: FastifyRequest,
  reply: FastifyReply,
  pages: Pages,
) {
  const known = inPlainWords(error)
  if (known.statusCode >= 500) request.log.error({ err: error }, 'a page broke')
  return send(reply, known, pages)
}

function send(reply: FastifyReply, { statusCode, title, message, wayOn }: HttpError, pages: Pages) {
  const html = pages.render('failure', { title, message, wayOn, section: '' })
  return securely(reply).code(statusCode).type('text/html; charset=utf-8').send(html)
}

/** Fastify's own refusals have words for programmers; ours are for whoever looks at the page. */
function inPlainWords(error: FastifyError | HttpError): HttpError {
  if (error instanceof HttpError) return error
  const status = error.statusCode ?? 500
  const [title, message] = refusals[status] ?? (status < 500 ? NOT_UNDERSTOOD : BROKEN)
  return new HttpError(status, title, message)
}

type Words = [title: string, message: string]

const NOT_UNDERSTOOD: Words = [
  'That was not understood',
  'The request is not one that Halfhour knows. Go back and try again.',
]
const BROKEN: Words = [
  'Something broke on our side',
  'The page could not be made. Try again in a moment; the log of the service says what happened.',
]
const refusals: Record<number, Words> = {
  404: ['There is no such page', 'The address may be mistyped, or what it showed is gone.'],
  413: ['That was too much', 'What was sent is larger than this page takes.'],
  415: ['That was not understood', 'This page takes the fields of its own form and nothing else.'],
}
