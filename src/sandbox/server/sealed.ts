// Tokens that tell a client nothing, and the sandbox all that it needs; JSON Web Tokens among them.
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'

export const sealed = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')

/** Undefined for what cannot be read; what can is not checked. */
export function opened<T>(token: string): T | undefined {
  try {
    return JSON.parse(Buffer.from(token, 'base64url').toString()) ?? undefined
  } catch {
    return undefined
  }
}

export interface SigningKey {
  id: string
  pair(): { publicKey: KeyObject; privateKey: KeyObject }
}

/** One pair for all sandboxes of this process, made when it is first needed: that takes a while. */
export function signingKey(id: string): SigningKey {
  return {
    id,
    pair: () => {
      pair ??= generateKeyPairSync('rsa', { modulusLength: 2048 })
      return pair
    },
  }
}

let pair: ReturnType<SigningKey['pair']> | undefined

/** @param header what stands there beside the algorithm and the key */
export function signed(key: SigningKey, claims: object, header: object = {}): string {
  const text = `${sealed({ typ: 'JWT', alg: 'RS256', kid: key.id, ...header })}.${sealed(claims)}`
  return `${text}.${sign('RSA-SHA256', Buffer.from(text), key.pair().privateKey).toString('base64url')}`
}

export type Claims = Record<string, unknown>

/** A token's parts, none of them checked. */
export function jwtParts(token: string) {
  const [head = '', payload = '', signature = ''] = token.split('.')
  return {
    header: opened<Claims>(head),
    claims: opened<Claims>(payload),
    text: Buffer.from(`${head}.${payload}`),
    signature: Buffer.from(signature, 'base64url'),
  }
}
