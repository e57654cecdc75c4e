// The security headers of every answer: nothing from elsewhere, nothing inline, nobody frames us.
import type { FastifyReply } from 'fastify'

/** No inline script or style at all, so no nonces; `frame-src` is for the mails of the mailbox. */
const PAGE = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "frame-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

/**
 * A mail as mail programs show it: its own inline styles, no script, nothing loaded from anywhere, no form. It keeps
 * our origin (scripts stay off) so that the page around it can ask how high it is; links open in a tab of their own.
 */
const MAIL = [
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  'img-src data:',
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'self'",
  'sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox',
].join('; ')

const HEADERS = {
  'content-security-policy': PAGE,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  // Links to stop mails carry a token; no other site learns it from us.
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=()',
  'x-robots-tag': 'noindex, nofollow',
  'cache-control': 'no-store',
}

export const securely = (reply: FastifyReply): FastifyReply => reply.headers(HEADERS)

/** A page whose forms may lead on to other origins: browsers apply `form-action` to where the answer redirects. */
export const withFormsTo = (reply: FastifyReply, origins: string[]): FastifyReply =>
  reply.header(
    'content-security-policy',
    PAGE.replace("form-action 'self'", ["form-action 'self'", ...origins].join(' ')),
  )

export const asFramedMail = (reply: FastifyReply): FastifyReply =>
  reply.headers({ 'content-security-policy': MAIL, 'x-frame-options': 'SAMEORIGIN' })
