// A database that outlives the service: emptied for each story, its connections cut where a service is killed.
import { connect, createServer, type Socket } from 'node:net'
import { PGlite } from '@electric-sql/pglite'
import pg from 'pg'
import { type Embedded, serveDatabase, startParams } from '../../../src/store/embedded/embedded.ts'
import { backend, testDatabaseUrl } from '../../support/backend.ts'

export interface Line {
  /** What a service is handed; it lives as long as the line. */
  embedded: Embedded
  /** It is no embedded one. */
  isServer: boolean
  /** The service is dead to the database from now on: what it had not committed is gone. */
  cut(): void
}

export interface Database {
  empty(): Promise<void>
  line(): Promise<Line>
  close(): Promise<void>
}

export async function openDatabase(): Promise<Database> {
  const isServer = backend === 'servers'
  const served = await (isServer ? onServer() : serveDatabase(await PGlite.create({ startParams })))
  return {
    empty: () => query(served.url, EMPTY),
    line: () => openLine(served.url, isServer),
    close: served.close,
  }
}

async function onServer(): Promise<Embedded> {
  const name = `halfhour_story_${process.pid}`
  await query(testDatabaseUrl, `create database ${name}`)
  // The server itself never dies here: nobody need wait for the disk.
  await query(testDatabaseUrl, `alter database ${name} set synchronous_commit = off`)
  const url = new URL(testDatabaseUrl)
  url.pathname = `/${name}`
  return { url: url.href, close: () => query(testDatabaseUrl, `drop database ${name} with (force)`) }
}

const EMPTY =
  'drop schema if exists public cascade; drop schema if exists bullmq cascade; create schema public'

async function query(connectionString: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString })
  await client.connect()
  await client.query(sql).finally(() => client.end())
}

/** The connections of one service lead through a socket of their own, which takes no new ones once it is cut. */
async function openLine(url: string, isServer: boolean): Promise<Line> {
  const sockets = new Set<Socket>()
  const server = createServer((near) => {
    const far = connectTo(url)
    for (const socket of [near, far]) sockets.add(socket.setNoDelay(true))
    const end = () => {
      for (const socket of [near, far]) sockets.delete(socket.destroy())
    }
    for (const socket of [near, far]) socket.on('close', end).on('error', end)
    near.pipe(far)
    far.pipe(near)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  const cut = () => {
    server.close()
    for (const socket of sockets) socket.destroy()
  }
  const near = url.replace(/@[^/]*/, `@127.0.0.1:${port}`)
  return { embedded: { url: near, close: async () => cut() }, isServer, cut }
}

/** `postgres://user@HOST/…`, where HOST may be the folder of a socket. */
function connectTo(url: string): Socket {
  const { hostname, port } = new URL(url.replace(/^postgres:/, 'http:').replace(/@(%2F[^/]*)\//, '@folder/'))
  const folder = /@(%2F[^/]*)\//i.exec(url)?.[1]
  return folder ? connect(`${decodeURIComponent(folder)}/.s.PGSQL.5432`) : connect(Number(port), hostname)
}
