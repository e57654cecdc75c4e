// A single person connects their own calendar: to the consent of its service, and back with a code that is redeemed once.
import type { FastifyInstance } from 'fastify'
import { AuthError, ThrottledError, TransientError, UsageError } from '../../errors.ts'
import type { Consent, ConsentService } from '../connecting.ts'
import { HttpError } from '../failures.ts'
import type { Pages } from '../pages.ts'
import type { WebParts } from '../server.ts'
import { openConsents, PATIENCE } from './pending.ts'
import { type ConsentWords, consentWords, pathOf, redirectUriAt } from './words.ts'

const COOKIE = 'halfhour-consent'

export function consentRoutes(app: FastifyInstance, parts: WebParts, pages: Pages): void {
  for (const words of Object.values(consentWords)) routesOf(words, app, parts, pages)
}

function routesOf(
  words: ConsentWords,
  app: FastifyInstance,
  { clock, connecting }: WebParts,
  pages: Pages,
): void {
  const { service } = words
  const consents: Consents = openConsents(clock.wall)
  const ready = (): Consent => connecting.consents[service] ?? notSetUp(words)

  app.post(pathOf(service), async ({ headers }, reply) => {
    const consent = ready()
    const { browser, ...asked } = consents.begin(redirectUriAt(headers.host, service))
    return reply
      .header('set-cookie', cookie(service, browser, PATIENCE / 1000))
      .redirect(consent.address(asked), 303)
  })

  // OAuth lets this GET act (RFC 6749 4.1.2): the state, the cookie of the browser that began, and `once` guard it.
  app.get(`${pathOf(service)}/callback`, async ({ query, headers }, reply) => {
    const back = { ...(query as Record<string, unknown>), browser: cookieOf(headers.cookie) }
    const connected = await comeBack(back, consents, ready(), words)
    if (typeof connected === 'string') return reply.redirect(connected, 303)
    const view = { title: 'Not connected', section: 'connections' as const, ...connected }
    return pages.send(reply.code(400), 'consent', view)
  })
}

type Consents = ReturnType<typeof openConsents<{ connection: number; owner: string }>>

/** Where the browser is sent on to; or why nothing is connected. */
async function comeBack(
  { browser, state, code, ...said }: Record<string, unknown> & { browser: string },
  consents: Consents,
  consent: Consent,
  words: ConsentWords,
): Promise<string | Refusal> {
  if (typeof state !== 'string' || !consents.of(browser, state)) return NOT_BEGUN
  if (typeof code !== 'string') {
    consents.forget(browser)
    return refusalOf(said, words)
  }
  try {
    const { result, again } = await consents.once(browser, (begun) => consent.redeem({ ...begun, code }))
    return `/connections?done=${again ? 'already' : 'consented'}&of=${result.connection}`
  } catch (cause) {
    return troubleOf(cause)
  }
}

function notSetUp({ client, settings }: ConsentWords): never {
  throw new HttpError(
    404,
    `There is no ${client} yet`,
    `Set ${settings.slice(0, 2).join(' and ')}; the page of connections says how to get them.`,
  )
}

interface Refusal {
  cause: string
  wayOut: string | null
  raw: string | null
}

const NOT_BEGUN: Refusal = {
  cause: 'This way back was not begun in this browser, or more than ten minutes ago.',
  wayOut: 'Begin again with the button, and come back in the same browser by the same address.',
  raw: null,
}

/** RFC 6749 4.1.2.1 */
function refusalOf(
  { error, error_description: more }: Record<string, unknown>,
  { at, denied }: ConsentWords,
): Refusal {
  const raw =
    [error, more]
      .filter((text) => typeof text === 'string')
      .join(': ')
      .slice(0, 1000) || null
  if (error === 'access_denied')
    return {
      cause: 'You did not consent, so nothing is read.',
      wayOut: `Begin again if you want to.${denied}`,
      raw,
    }
  return { cause: `${at} sent you back without a consent.`, wayOut: 'Begin again in a moment.', raw }
}

function troubleOf(cause: unknown): Refusal {
  if (cause instanceof AuthError) return { cause: cause.message, wayOut: cause.wayOut, raw: cause.raw }
  if (cause instanceof UsageError) return { cause: cause.message, wayOut: null, raw: null }
  if (cause instanceof TransientError || cause instanceof ThrottledError)
    return { cause: cause.message, wayOut: 'Begin again with the button.', raw: null }
  throw cause
}

/** No `Secure`: the way back is plain HTTP on this machine. `Lax`: it comes with the redirect from another site. */
const cookie = (service: ConsentService, browser: string, seconds: number): string =>
  `${COOKIE}=${browser}; Path=${pathOf(service)}; HttpOnly; SameSite=Lax; Max-Age=${seconds}`

const cookieOf = (header = ''): string =>
  header
    .split(/;\s*/)
    .find((part) => part.startsWith(`${COOKIE}=`))
    ?.slice(COOKIE.length + 1) ?? ''
