// The settings of a demo: those of production, but for where Google and Microsoft answer.
import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { type Config, readConfig } from '../config.ts'
import type { Stage } from './company.ts'
import { STORE } from './progress.ts'

/** Beside production only addresses, credentials, the CA and the clock differ. @param own what the viewer chose */
export async function configFor(
  { houses: { google, microsoft } }: Stage,
  folder: string,
  { PORT, LOG_LEVEL }: { PORT?: string; LOG_LEVEL?: string },
): Promise<Config> {
  return readConfig({
    DATA_DIR: join(folder, STORE),
    PORT: PORT ?? String(await freePort(3000)),
    LOG_LEVEL: LOG_LEVEL ?? 'error',
    DEFAULT_ZONE: 'Europe/Berlin',
    GOOGLE_ROOT_URL: google.url,
    GOOGLE_TOKEN_URL: google.tokenUrl,
    MICROSOFT_GRAPH_URL: microsoft.url,
    MICROSOFT_LOGIN_URL: microsoft.loginUrl,
  })
}

/** The usual port, or any other where something listens on that one already. */
async function freePort(wanted: number): Promise<number> {
  const server = createServer()
  const free = once(server, 'listening').then(
    () => true,
    () => false,
  )
  server.listen(wanted, '127.0.0.1')
  if (!(await free)) return freePort(0)
  const address = server.address()
  await new Promise((closed) => server.close(closed))
  return typeof address === 'object' && address ? address.port : wanted
}
