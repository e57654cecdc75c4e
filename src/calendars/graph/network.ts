// How Microsoft's clients reach the network: by the platform's fetch, never without end, and told of what came.
import { AuthError, type INetworkModule, type NetworkRequestOptions } from '@azure/msal-node'
import { isFields } from '../fields.ts'

const TIMEOUT = 60_000

/** For one request; one that hangs fails with a TimeoutError. */
export const timeout = () => AbortSignal.timeout(TIMEOUT)

/**
 * The token library passes on what is of its own class only: a network failure is its `cause`.
 * @param onRefreshToken Microsoft gives a new one with each answer, and the library keeps it to itself
 */
export function tokenNetwork(onRefreshToken?: (token: string) => void): INetworkModule {
  const ask = async <T>(url: string, method: string, options?: NetworkRequestOptions) => {
    const { headers, body = null } = options ?? {}
    const answer = await fetch(url, { method, headers: headers ?? {}, body, signal: timeout() })
    const told = (await answer.json()) as T
    if (isFields(told) && typeof told.refresh_token === 'string') onRefreshToken?.(told.refresh_token)
    return { status: answer.status, headers: Object.fromEntries(answer.headers), body: told }
  }
  const orOwn = (error: unknown) => {
    throw Object.assign(new AuthError('network', 'network'), { cause: innermost(error) })
  }
  return {
    sendGetRequestAsync: (url, options) => ask<never>(url, 'GET', options).catch(orOwn),
    sendPostRequestAsync: (url, options) => ask<never>(url, 'POST', options).catch(orOwn),
  }
}

/** fetch hides why it failed one level down. */
export function innermost(error: unknown): unknown {
  return (error as { cause?: unknown } | null)?.cause ?? error
}
