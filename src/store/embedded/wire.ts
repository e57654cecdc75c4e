// Serves one embedded PGlite session to any number of `pg` clients over a socket that only this user can open.
import { mkdtempSync, rmSync } from 'node:fs'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { PGlite } from '@electric-sql/pglite'
import { type Frame, frames, isStartup, notificationsIn, READY_IDLE, readyState } from './frames.ts'

/** One client's connection and what it has sent but not finished. */
interface Client {
  socket: Socket
  unread: Buffer
  started: boolean
  batch: Frame[]
}

interface Turn {
  client: Client
  message: Uint8Array
}

export interface Wire {
  /** Connection string for `pg`. */
  url: string
  close(): Promise<void>
}

/**
 * pglite-socket 0.2 lets the protocol messages of two clients mix as soon as one query is longer than a socket chunk
 * (a bind then meets another client's unnamed statement) and delivers NOTIFY only to the client that caused it.
 * Here a client has the session from the first message of a query until PostgreSQL says it is ready and in no
 * transaction, and notifications reach every client, as with a PostgreSQL server.
 */
export async function serveWire(db: PGlite): Promise<Wire> {
  const session = openSession(db)
  const server = createServer((socket) => welcome(socket, session))
  const { url, remove } = await listen(server)
  return { url, close: () => closeServer(server, session).finally(remove) }
}

/** Nobody is asked for a password, so only the folder's owner may get in. Windows has no such sockets: loopback there. */
async function listen(server: Server): Promise<{ url: string; remove: () => void }> {
  const isWindows = process.platform === 'win32'
  const folder = isWindows ? null : mkdtempSync(join(tmpdir(), 'halfhour-'))
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    const listening = () => resolve()
    if (folder) server.listen(join(folder, SOCKET), listening)
    else server.listen(0, '127.0.0.1', listening)
  })
  const place = folder ? encodeURIComponent(folder) : `127.0.0.1:${(server.address() as AddressInfo).port}`
  const remove = () => folder && rmSync(folder, { recursive: true, force: true })
  return { url: `postgres://postgres@${place}/postgres`, remove }
}

/** What `pg` looks for in a folder. */
const SOCKET = '.s.PGSQL.5432'

/** As a stream: PGlite would read every answer itself before it hands it over as a whole. */
async function ask(db: PGlite, message: Uint8Array): Promise<Buffer> {
  const parts: Uint8Array[] = []
  const onRawData = (part: Uint8Array) => void parts.push(part.slice())
  await db.runExclusive(() => db.execProtocolRawStream(message, { onRawData }))
  return Buffer.concat(parts)
}

type Session = ReturnType<typeof openSession>

function openSession(db: PGlite) {
  const clients = new Set<Client>()
  const waiting: Turn[] = []
  let owner: Client | null = null
  let running = false

  /** Whoever is inside a query or a transaction goes on alone; else first come, first served. */
  const nextTurn = (): Turn | undefined => {
    if (owner === null) return waiting.shift()
    const index = waiting.findIndex((turn) => turn.client === owner)
    return index < 0 ? undefined : waiting.splice(index, 1)[0]
  }

  const run = async ({ client, message }: Turn) => {
    owner = client
    const answer = await ask(db, message)
    if (readyState(answer) === READY_IDLE) owner = null
    if (client.socket.writable) client.socket.write(answer)
    for (const notification of notificationsIn(answer))
      for (const other of clients) if (other !== client && other.started) other.socket.write(notification)
  }

  const work = async () => {
    if (running) return
    running = true
    for (let turn = nextTurn(); turn; turn = nextTurn()) {
      try {
        await run(turn)
      } catch (cause) {
        owner = null
        turn.client.socket.destroy(cause instanceof Error ? cause : undefined)
      }
    }
    running = false
  }

  const take = (turn: Turn) => {
    waiting.push(turn)
    void work()
  }

  /** A client that goes in the middle of a transaction leaves nothing of it behind. */
  const leave = (client: Client) => {
    clients.delete(client)
    for (let i = waiting.length - 1; i >= 0; i--) if (waiting[i]?.client === client) waiting.splice(i, 1)
    if (owner === client) take({ client, message: Buffer.concat([SYNC, ROLLBACK]) })
  }

  return { clients, take, leave }
}

function welcome(socket: Socket, session: Session): void {
  const client: Client = { socket, unread: Buffer.alloc(0), started: false, batch: [] }
  session.clients.add(client)
  socket.setNoDelay(true)
  socket.on('data', (chunk: Buffer) => read(client, chunk, session))
  socket.on('error', () => socket.destroy())
  socket.on('close', () => session.leave(client))
}

function read(client: Client, chunk: Buffer, session: Session): void {
  client.unread = client.unread.length === 0 ? chunk : Buffer.concat([client.unread, chunk])
  if (!client.started && !greet(client, session)) return
  const { complete, rest } = frames(client.unread)
  client.unread = rest
  for (const frame of complete) {
    if (frame.type === 'X') return void client.socket.end()
    client.batch.push(frame)
    if (!ENDS_BATCH.includes(frame.type)) continue
    session.take({ client, message: Buffer.concat(client.batch.map((part) => part.bytes)) })
    client.batch = []
  }
}

/** Answers the untyped messages before a session: encryption is refused (loopback only), cancelling is not known. */
function greet(client: Client, session: Session): boolean {
  while (client.unread.length >= 8) {
    const length = client.unread.readInt32BE(0)
    if (client.unread.length < length) return false
    const message = client.unread.subarray(0, length)
    client.unread = client.unread.subarray(length)
    if (isStartup(message)) {
      client.started = true
      session.take({ client, message })
      return true
    }
    client.socket.write('N')
  }
  return false
}

/** Query, Sync, Flush, CopyDone and CopyFail: what PostgreSQL answers at once. */
const ENDS_BATCH = 'QSHcf'
const SYNC = Buffer.from([0x53, 0, 0, 0, 4])
const ROLLBACK = Buffer.from([0x51, 0, 0, 0, 13, ...Buffer.from('ROLLBACK\0')])

function closeServer(server: Server, session: Session): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    for (const client of session.clients) client.socket.destroy()
  })
}
