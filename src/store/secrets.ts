// Encrypts stored credentials (AES-256-GCM) and keys the hashes that stand in for what must not be stored.
import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { UsageError } from '../errors.ts'

export interface Secrets {
  /** Opens with the same key and the same `purpose` only. */
  seal(text: string, purpose: string): Buffer
  /** Throws a UsageError where key, purpose or bytes are not those it was sealed with. */
  open(sealed: Buffer, purpose: string): string
  /** Keyed hash in lower-case letters a-p, so that no rule about digits or punctuation changes it. */
  hash(text: string, purpose: string): string
}

const VERSION = 1
const ID_BYTES = 4
const IV_BYTES = 12
const TAG_BYTES = 16
const HEAD_BYTES = 1 + ID_BYTES + IV_BYTES

/** @param key 32 bytes; each purpose uses a key of its own derived from it (RFC 5869) */
export function secretsOf(key: Buffer): Secrets {
  const derived = new Map<string, Buffer>()
  const derive = (purpose: string) => {
    const known = derived.get(purpose)
    if (known) return known
    const fresh = Buffer.from(hkdfSync('sha256', key, '', `halfhour ${purpose}`, 32))
    derived.set(purpose, fresh)
    return fresh
  }
  const id = createHash('sha256').update(derive('key id')).digest().subarray(0, ID_BYTES)
  return {
    seal: (text, purpose) => seal(text, { key: derive(`seal ${purpose}`), id }),
    open: (sealed, purpose) => open(sealed, { key: derive(`seal ${purpose}`), id }),
    hash: (text, purpose) =>
      letters(
        createHmac('sha256', derive(`hash ${purpose}`))
          .update(text)
          .digest(),
      ),
  }
}

interface SealKey {
  key: Buffer
  id: Buffer
}

function seal(text: string, { key, id }: SealKey): Buffer {
  const head = Buffer.concat([Buffer.from([VERSION]), id, randomBytes(IV_BYTES)])
  const cipher = createCipheriv('aes-256-gcm', key, head.subarray(-IV_BYTES)).setAAD(head)
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return Buffer.concat([head, cipher.getAuthTag(), body])
}

function open(sealed: Buffer, { key, id }: SealKey): string {
  const head = sealed.subarray(0, HEAD_BYTES)
  if (sealed.length < HEAD_BYTES + TAG_BYTES || head[0] !== VERSION) throw new UsageError(DAMAGED)
  if (!head.subarray(1, 1 + ID_BYTES).equals(id)) throw new UsageError(OTHER_KEY)
  const decipher = createDecipheriv('aes-256-gcm', key, head.subarray(-IV_BYTES)).setAAD(head)
  decipher.setAuthTag(sealed.subarray(HEAD_BYTES, HEAD_BYTES + TAG_BYTES))
  try {
    return Buffer.concat([
      decipher.update(sealed.subarray(HEAD_BYTES + TAG_BYTES)),
      decipher.final(),
    ]).toString('utf8')
  } catch (cause) {
    throw new UsageError(DAMAGED, { cause })
  }
}

const DAMAGED = 'A stored credential is damaged and cannot be opened. Connect that calendar service again.'
const OTHER_KEY =
  'A stored credential was encrypted with another SECRET_KEY. Set the SECRET_KEY it was stored with, or connect that calendar service again.'

function letters(digest: Buffer): string {
  return digest
    .toString('hex')
    .replace(/./g, (digit) => 'abcdefghijklmnop'[Number.parseInt(digit, 16)] as string)
}

/** The key of an embedded installation: made once, readable by its owner only. */
export function keyOfFolder(dataDir: string): Buffer {
  const path = join(dataDir, 'secret-key')
  try {
    writeFileSync(path, randomBytes(32).toString('base64'), { flag: 'wx', mode: 0o600 })
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause
  }
  const key = Buffer.from(readFileSync(path, 'utf8').trim(), 'base64')
  if (key.length === 32) return key
  throw new UsageError(`${path} does not hold 32 bytes in base64. Put the key back, or set SECRET_KEY.`)
}
