import { describe, expect, test } from 'vitest'
import { readKey } from '../../src/connecting/key.ts'
import { createServiceKey } from '../support/keys.ts'

const secret = 'GOCSPX-hunter2'
const key = createServiceKey()

test('the key of a service account is read, with what an admin needs of it', () => {
  const read = readKey(`\ufeff${JSON.stringify(key, null, 2)}\r\n`, 'key.json')
  expect(read.key).toMatchObject({ clientEmail: key.client_email, clientId: key.client_id })
  expect(read.credentials).toEqual(key)
})

describe('what is none is called by its name, and nothing of it is repeated', () => {
  test.each<[string, unknown, string]>([
    ['an OAuth client', { web: { client_id: 'x', client_secret: secret } }, 'is an OAuth client'],
    ['an OAuth client of a desktop app', { installed: { client_secret: secret } }, 'is an OAuth client'],
    ['a sign-in', { type: 'authorized_user', refresh_token: secret }, 'is the sign-in of one person'],
    ['federation', { type: 'external_account', token_url: secret }, 'workload identity federation'],
    ['Firebase', { apiKey: secret }, 'Firebase'],
    ['half of it', JSON.stringify({ ...key, private_key: secret }).slice(0, -9), 'is no JSON object'],
    ['a list', [secret], 'is no JSON object'],
    ['a bare key', `-----BEGIN PRIVATE KEY-----\n${secret}`, 'is a private key without its account'],
    ['nothing', ' \n', 'is empty'],
    [
      'a key that is none',
      { ...key, private_key: secret },
      'no key of a Google service account (private_key)',
    ],
  ])('%s', (_what, content, sentence) => {
    const text = typeof content === 'string' ? content : JSON.stringify(content)
    const reading = () => readKey(text, 'key.json')
    expect(reading).toThrow(sentence)
    expect(reading).toThrow(/Cloud console/)
    expect(reading).toThrow(expect.not.stringContaining(secret))
  })
})
