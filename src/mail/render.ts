/** A view becomes a mail: subject, preheader, HTML and text, in the recipient's locale and zone. */
import { readerOf } from './dates.ts'
import { headline } from './subject.ts'
import { template } from './templates.ts'
import type { MailKind, Recipient, Views } from './views.ts'
import { tidied } from './wording.ts'

export interface RenderedMail {
  subject: string
  preheader: string
  html: string
  text: string
}

/** Throws where the view lacks a field or a link leads elsewhere than to a web page. */
export async function renderMail<K extends MailKind>(
  kind: K,
  view: Views[K],
  recipient: Recipient,
): Promise<RenderedMail> {
  const { html, text } = await template(kind)
  const shown = tidied(view)
  const reader = readerOf(recipient)
  const { subject, preheader } = headline(kind, shown, reader)
  const page = { ...shown, subject, preheader, locale: reader.locale }
  const reading = { reader, now: shown.now }
  return { subject, preheader, html: html(page, reading), text: paragraphs(text(page, reading)) }
}

/** Blocks left out of a text leave no more than one empty line. '-- ' begins a signature (RFC 3676 4.3). */
const paragraphs = (text: string): string =>
  `${text
    .replace(/(?<!^--)[ \t]+$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim()}\n`
