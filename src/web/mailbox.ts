// The built-in mailbox: every mail as it would look, its text, its headers and the message itself.
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { KeptMail, MailFilter } from '../store/mailings/mailbox.ts'
import { noSuchPage } from './failures.ts'
import { numberOf } from './forms.ts'
import { isMailKind, kindLabels, labelOf } from './kinds.ts'
import type { Pages } from './pages.ts'
import { asFramedMail } from './security.ts'
import type { WebParts } from './server.ts'

const PAGE_LENGTH = 50

export function mailboxRoutes(app: FastifyInstance, { store }: WebParts, pages: Pages): void {
  const { mailbox } = store
  const wanted = async ({ params }: FastifyRequest) => {
    const id = numberOf((params as { id: string }).id)
    const mail = id === null ? null : await mailbox.byId(id)
    if (!mail) throw noSuchPage()
    return mail
  }
  app.get('/mailbox', async ({ query }, reply) => {
    const { before, ...filter } = listQuery(query as Record<string, unknown>)
    const mails = await mailbox.list(PAGE_LENGTH + 1, before, filter)
    return pages.send(reply, 'mailbox', listView(mails, before, filter, await mailbox.recipients()))
  })
  app.get('/mailbox/:id', async (request, reply) => {
    const mail = await wanted(request)
    return pages.send(reply, 'mail', mailView(mail, await mailbox.around(mail.id)))
  })
  app.get('/mailbox/:id/html', async (request, reply) => {
    const { html } = await wanted(request)
    return asFramedMail(reply).type('text/html; charset=utf-8').send(openingLinksApart(html))
  })
  app.get('/mailbox/:id/mail.eml', async (request, reply) => {
    const { id, raw } = await wanted(request)
    return reply
      .type('message/rfc822')
      .header('content-disposition', `attachment; filename="halfhour-${id}.eml"`)
      .send(raw)
  })
}

function listQuery({ before, to, kind }: Record<string, unknown>): MailFilter & { before: number | null } {
  return {
    before: numberOf(before),
    recipient: typeof to === 'string' && to.trim() !== '' ? to.trim().toLowerCase() : null,
    kind: typeof kind === 'string' && isMailKind(kind) ? kind : null,
  }
}

type Lines = Awaited<ReturnType<WebParts['store']['mailbox']['list']>>

function listView(mails: Lines, before: number | null, filter: MailFilter, recipients: string[]) {
  const { recipient, kind } = filter
  const shown = mails.slice(0, PAGE_LENGTH)
  const isFiltered = recipient !== null || kind !== null
  return {
    title: 'Mailbox',
    section: 'mailbox' as const,
    mails: shown.map((mail) => ({ ...mail, label: labelOf(mail.kind) })),
    isFiltered,
    isEmpty: shown.length === 0 && !isFiltered && before === null,
    recipients: recipients.map((address) => ({ address, chosen: address === recipient })),
    kinds: Object.entries(kindLabels).map(([name, label]) => ({ name, label, chosen: name === kind })),
    newest: before === null ? null : address(filter, null),
    older: mails.length > PAGE_LENGTH ? address(filter, shown.at(-1)?.id ?? null) : null,
  }
}

function address({ recipient, kind }: MailFilter, before: number | null): string {
  const query = Object.entries({ to: recipient, kind, before }).flatMap(([name, value]) =>
    value === null ? [] : [`${name}=${encodeURIComponent(value)}`],
  )
  return query.length === 0 ? '/mailbox' : `/mailbox?${query.join('&')}`
}

function mailView(mail: KeptMail & { id: number }, around: { older: number | null; newer: number | null }) {
  const { id, at, recipient, kind, subject, text, raw } = mail
  return {
    title: subject,
    section: 'mailbox' as const,
    id,
    at,
    recipient,
    subject,
    label: labelOf(kind),
    text,
    headers: headersOf(raw),
    size: Math.ceil(raw.length / 1024),
    ...around,
  }
}

/** RFC 5322 2.1: up to the first empty line. */
function headersOf(raw: Buffer): string {
  const end = raw.indexOf('\r\n\r\n')
  return raw
    .subarray(0, end === -1 ? raw.length : end)
    .toString('utf8')
    .replaceAll('\r\n', '\n')
}

/** In the small frame of the mailbox a link would open within the mail. */
const openingLinksApart = (html: string): string => html.replace(/<head[^>]*>/i, '$&<base target="_blank">')
