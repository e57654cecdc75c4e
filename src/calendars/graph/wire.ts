// One request to Graph by Microsoft's own client: its token for Graph's hosts alone, the headers that links do not carry.
import {
  AuthenticationHandler,
  AuthenticationHandlerOptions,
  Client,
  GraphClientError,
  type Middleware,
} from '@microsoft/microsoft-graph-client'
import type { Fields } from '../fields.ts'
import { innermost, timeout } from './network.ts'

export interface Call {
  method?: 'get' | 'post' | 'patch' | 'delete'
  /** Below Graph's address ('/users/…'), or a link that Graph gave. */
  path: string
  body?: object
}

/** `odata.maxpagesize`: how much of an answer is in memory at once. */
export const PAGE = 250

/** None of these is in the links that Graph gives: they go with every request, each page and each part of a batch. */
export const PREFER = `outlook.timezone="UTC", IdType="ImmutableId", odata.maxpagesize=${PAGE}`

/** Rejects with a GraphError, or with whatever broke the way to an answer. @param root of Graph, with its version */
export function openWire(root: string): (call: Call, token: string) => Promise<Fields> {
  const client = clientFor(root)
  return async ({ method = 'get', path, body }, token) => {
    const request = client
      .api(path.startsWith('https://') ? path : `${root}${path}`)
      .header('Prefer', PREFER)
      .option('signal', timeout())
      .middlewareOptions([new AuthenticationHandlerOptions({ getAccessToken: async () => token })])
    const answer = body === undefined ? request[method as 'get']() : request[method as 'post'](body)
    return (await answer.catch(unwrap)) ?? {}
  }
}

/** Not with the client's part that tries again: when and how often is the pipeline's to say. */
function clientFor(root: string): Client {
  const tokens = new AuthenticationHandler({ getAccessToken: () => Promise.reject(new Error('no token')) })
  const network: Middleware = {
    execute: async (context) => {
      context.response = await fetch(context.request, context.options).catch(wrap)
    },
  }
  tokens.setNext(network)
  return Client.initWithMiddleware({ middleware: tokens, customHosts: new Set([new URL(root).hostname]) })
}

/** The client flattens every error but its own to a sentence. */
function wrap(error: unknown): never {
  throw Object.assign(new GraphClientError('not answered'), { cause: innermost(error) })
}

function unwrap(error: unknown): never {
  throw error instanceof GraphClientError ? ((error as { cause?: unknown }).cause ?? error) : error
}
