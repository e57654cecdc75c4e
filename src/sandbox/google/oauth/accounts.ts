// Service accounts of the project, their keys, and what the admin allow-lists for them.
import { createPublicKey, generateKeyPair, type KeyObject, randomBytes } from 'node:crypto'
import { promisify } from 'node:util'
import { digitsOf } from '../company/ids.ts'
import { readScopes } from '../scopes.ts'
import type { Oauth } from './tokens.ts'

/** The JSON file that an admin downloads from the Cloud console. */
export interface ServiceAccountKey {
  type: 'service_account'
  project_id: string
  private_key_id: string
  private_key: string
  client_email: string
  client_id: string
  auth_uri: string
  token_uri: string
  auth_provider_x509_cert_url: string
  client_x509_cert_url: string
  universe_domain: string
}

export interface Account {
  /** By `private_key_id`. */
  keys: Map<string, KeyObject>
  /** Allow-listed for domain-wide delegation. */
  scopes: Set<string>
}

/** Address of the account that is made here. */
export const ROBOT = 'halfhour@halfhour-sandbox.iam.gserviceaccount.com'

/** Makes the account with one key; all former keys are gone. */
export async function createServiceAccount(oauth: Oauth): Promise<ServiceAccountKey> {
  const key = await newKey()
  registerServiceAccount(oauth, key)
  return key
}

/** Knows a key that was made before: by another sandbox, or by this one before it was started again. */
export function registerServiceAccount(oauth: Oauth, key: ServiceAccountKey): void {
  const keys = new Map([[key.private_key_id, createPublicKey(key.private_key)]])
  oauth.accounts.set(key.client_email, { keys, scopes: new Set(readScopes) })
}

/** One more key of the account; those before stay good. */
export async function addKey(oauth: Oauth): Promise<ServiceAccountKey> {
  const key = await newKey()
  accountOf(oauth, ROBOT).keys.set(key.private_key_id, createPublicKey(key.private_key))
  return key
}

export function deleteKey(oauth: Oauth, privateKeyId: string): void {
  for (const { keys } of oauth.accounts.values()) if (keys.delete(privateKeyId)) return
  throw new Error(`sandbox: no key ${privateKeyId}`)
}

export function accountOf(oauth: Oauth, email: string): Account {
  const account = oauth.accounts.get(email)
  if (!account) throw new Error(`sandbox: no service account ${email}`)
  return account
}

async function newKey(): Promise<ServiceAccountKey> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 })
  return {
    type: 'service_account',
    project_id: 'halfhour-sandbox',
    private_key_id: randomBytes(20).toString('hex'),
    private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    client_email: ROBOT,
    client_id: digitsOf(`client ${ROBOT}`),
    auth_uri: 'https://accounts.google.com/o/oauth2/auth',
    token_uri: 'https://oauth2.googleapis.com/token',
    auth_provider_x509_cert_url: 'https://www.googleapis.com/oauth2/v1/certs',
    client_x509_cert_url: `https://www.googleapis.com/robot/v1/metadata/x509/${encodeURIComponent(ROBOT)}`,
    universe_domain: 'googleapis.com',
  }
}
