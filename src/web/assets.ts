// Our own style, script and icon. Their addresses change with their content, so that browsers may keep them for good.
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'

const folder = fileURLToPath(new URL('../../templates/public/', import.meta.url))

/** File name without its ending → address, e.g. `style: '/public/style.css?v=1f3a…'`. */
export type Assets = Record<string, string>

export async function loadAssets(): Promise<Assets> {
  const files = await readdir(folder)
  return Object.fromEntries(
    await Promise.all(files.map(async (file) => [file.split('.')[0], await address(file)])),
  )
}

async function address(file: string): Promise<string> {
  const hash = createHash('sha256').update(await readFile(folder + file))
  return `/public/${file}?v=${hash.digest('hex').slice(0, 12)}`
}

export async function serveAssets(app: FastifyInstance): Promise<void> {
  await app.register(fastifyStatic, {
    root: folder,
    prefix: '/public/',
    index: false,
    cacheControl: false,
    setHeaders: (reply) => void reply.header('cache-control', 'public, max-age=31536000, immutable'),
  })
}
