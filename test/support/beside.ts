// Lets commands in processes of their own look into a test's store, as beside a running service.
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { lockFolder, tellUrl } from '../../src/store/embedded/lock.ts'
import type { Store } from '../../src/store/open.ts'
import type { GraphScene } from '../sandbox/graph-support.ts'
import { type Scene, testTls } from '../sandbox/support.ts'
import { testKey } from './store.ts'

/** The environment of such a command. */
export function beside(store: Store): Record<string, string> {
  const DATA_DIR = mkdtempSync(join(tmpdir(), 'halfhour-beside-'))
  if (store.embedded) {
    lockFolder(DATA_DIR)
    tellUrl(DATA_DIR, store.url)
  }
  const DATABASE_URL = store.embedded ? '' : store.url
  return { DATA_DIR, DATABASE_URL, REDIS_URL: '', SECRET_KEY: testKey.toString('hex'), LOG_LEVEL: 'silent' }
}

/** The sandbox in place of Microsoft, its certificates trusted. */
export async function graphFor({ graph }: Pick<GraphScene, 'graph'>): Promise<Record<string, string>> {
  return {
    MICROSOFT_GRAPH_URL: graph.url,
    MICROSOFT_LOGIN_URL: graph.loginUrl,
    NODE_EXTRA_CA_CERTS: await caFile(),
  }
}

/** The sandbox in place of Google, its certificates trusted. */
export async function sandboxFor({ google }: Scene): Promise<Record<string, string>> {
  const { url, tokenUrl } = google
  return { GOOGLE_ROOT_URL: url, GOOGLE_TOKEN_URL: tokenUrl, NODE_EXTRA_CA_CERTS: await caFile() }
}

async function caFile(): Promise<string> {
  const path = join(mkdtempSync(join(tmpdir(), 'halfhour-ca-')), 'ca.pem')
  writeFileSync(path, (await testTls()).ca)
  return path
}
