// Who may ask: the Host header is checked against DNS rebinding, and people's things are shown on this machine only.
import type { FastifyRequest } from 'fastify'
import { HttpError } from './failures.ts'

/** Names of this machine for itself, as they stand in a URL. */
export function isLoopback(hostname: string): boolean {
  const name = hostname.toLowerCase().replace(/^\[(.*)\]$/, '$1')
  return name === 'localhost' || name === '::1' || /^127(\.\d{1,3}){3}$/.test(name)
}

/** Refuses every name but loopback's and PUBLIC_URL's: a page elsewhere could have pointed its own name at us. */
export function knownHostsOnly(publicUrl: string | undefined) {
  const known = publicUrl === undefined ? null : new URL(publicUrl).hostname
  return async ({ headers }: FastifyRequest): Promise<void> => {
    const name = hostnameOf(headers.host)
    if (name !== null && (isLoopback(name) || name === known)) return
    throw new HttpError(
      421,
      'This address is not ours',
      'Halfhour answers to localhost and to the address in PUBLIC_URL. Use one of these, or set PUBLIC_URL.',
    )
  }
}

/** Without sign-in whoever reaches a page sees it, so a proxy that serves PUBLIC_URL must not show these. */
export async function thisMachineOnly({ headers }: FastifyRequest): Promise<void> {
  const forwarded = Object.keys(headers).some((name) => FORWARDED.test(name))
  if (!forwarded && isLoopback(hostnameOf(headers.host) ?? '')) return
  throw new HttpError(
    403,
    'Only on the machine itself',
    'There is no sign-in yet, so this page is shown on the machine that Halfhour runs on and nowhere else. Open it there by http://localhost and the port.',
  )
}

/** What proxies and content networks say of themselves and of who asks. */
const FORWARDED = /^(forwarded|via|x-forwarded-.+|x-real-ip|x-client-ip|true-client-ip|cf-.+)$/

function hostnameOf(host: string | undefined): string | null {
  if (host === undefined || !/^[\w.-]+(:\d+)?$|^\[[\da-f:.]+\](:\d+)?$/i.test(host)) return null
  return URL.canParse(`http://${host}`) ? new URL(`http://${host}`).hostname : null
}
