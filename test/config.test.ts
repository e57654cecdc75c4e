import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { configTable, readConfig } from '../src/config.ts'
import { settings } from '../src/settings.ts'

const key = Buffer.alloc(32, 9)

test('nothing set: the embedded defaults', () => {
  expect(readConfig({})).toMatchObject({
    databaseUrl: undefined,
    dataDir: './data',
    host: '127.0.0.1',
    port: 3000,
    allowPrivateFeeds: false,
    domains: [],
    defaultZone: 'UTC',
  })
})

test('values are parsed', () => {
  const config = readConfig({
    PORT: '0',
    DOMAINS: 'Example.com, example.org',
    ADMIN_EMAILS: 'ada@example.com, grace@example.com, Ada@Example.com,ada@example.com',
    ALLOW_PRIVATE_FEEDS: 'yes',
    SECRET_KEY: key.toString('hex'),
    PUBLIC_URL: 'https://h.example.com/',
  })
  expect(config).toMatchObject({
    port: 0,
    domains: ['example.com', 'example.org'],
    adminEmails: ['ada@example.com', 'grace@example.com'],
    allowPrivateFeeds: true,
    publicUrl: 'https://h.example.com',
  })
  expect(config.secretKey?.equals(key)).toBe(true)
})

test.each([
  ['PORT', 'eighty'],
  ['DATABASE_URL', 'mysql://x'],
  ['SECRET_KEY', 'short'],
  ['DEFAULT_ZONE', 'Mars/Olympus'],
  ['DEFAULT_LOCALE', 'not a tag'],
  ['DEFAULT_COUNTRY', 'Germany'],
  ['DEFAULT_COUNTRY', 'XX'],
  ['LOG_LEVEL', 'loud'],
  ['DOMAINS', 'example.com, @x'],
  ['ADMIN_EMAILS', 'ada@example.com, admin'],
  ['MAIL_FROM', 'a@b\r\nBcc: c@d'],
  ['GOOGLE_CLIENT_ID', '100000000000000000001'],
  ['MICROSOFT_CLOUD', 'germany'],
  ['MICROSOFT_LOGIN_URL', 'http://localhost/'],
  ['MICROSOFT_CLIENT_ID', 'Halfhour'],
  ['MICROSOFT_CLIENT_SECRET', '6731de76-14a6-49ae-97bc-6eba6914391e'],
  ['MICROSOFT_TENANT', 'common'],
])('%s=%s is refused by name, with an example', (name, value) => {
  expect(() => readConfig({ [name]: value })).toThrow(new RegExp(`${name}: .* is not .*Example: ${name}=`))
})

test('a secret is never shown', () => {
  const half = { GOOGLE_CLIENT_SECRET: 'hunter2' }
  expect(() => readConfig(half)).toThrow(expect.not.stringContaining('hunter2'))
  expect(() => readConfig({ SECRET_KEY: 'hunter2' })).toThrow(expect.not.stringContaining('hunter2'))
})

test('every wrong variable is named at once', () => {
  expect(() => readConfig({ PORT: 'x', LOG_LEVEL: 'y' })).toThrow(/PORT[\s\S]*LOG_LEVEL/)
})

describe('half-set configuration names both', () => {
  test.each([
    ['SMTP_URL', 'MAIL_FROM', { SMTP_URL: 'smtp://localhost' }],
    ['MAIL_FROM', 'SMTP_URL', { MAIL_FROM: 'a@example.com' }],
    ['DATABASE_URL', 'SECRET_KEY', { DATABASE_URL: 'postgres://localhost/x' }],
    ['REDIS_URL', 'DATABASE_URL', { REDIS_URL: 'redis://localhost' }],
    ['GOOGLE_ROOT_URL', 'GOOGLE_TOKEN_URL', { GOOGLE_ROOT_URL: 'https://localhost/' }],
    ['GOOGLE_CLIENT_SECRET', 'GOOGLE_CLIENT_ID', { GOOGLE_CLIENT_SECRET: 'GOCSPX-1' }],
    ['MICROSOFT_GRAPH_URL', 'MICROSOFT_LOGIN_URL', { MICROSOFT_GRAPH_URL: 'https://localhost/v1.0' }],
    ['MICROSOFT_CLIENT_SECRET', 'MICROSOFT_CLIENT_ID', { MICROSOFT_CLIENT_SECRET: 'abc8Q~x' }],
  ])('%s without %s', (set, missing, env) => {
    expect(() => readConfig(env)).toThrow(new RegExp(`(?=.*${set})(?=.*${missing})`))
  })
})

describe('secrets from files', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'halfhour-config-')), 'key')
  writeFileSync(file, `${key.toString('base64')}\n`)

  test('are read and trimmed', () => {
    expect(readConfig({ SECRET_KEY_FILE: file }).secretKey?.equals(key)).toBe(true)
  })

  test('both set is refused', () => {
    expect(() => readConfig({ SECRET_KEY: 'x', SECRET_KEY_FILE: file })).toThrow(
      'SECRET_KEY and SECRET_KEY_FILE are both set',
    )
  })

  test('an unreadable one is named', () => {
    expect(() => readConfig({ SECRET_KEY_FILE: '/nowhere' })).toThrow(
      'SECRET_KEY_FILE: /nowhere cannot be read',
    )
  })
})

test('the table for the README has a row per setting', () => {
  const table = configTable()
  for (const { name } of settings) expect(table).toContain(`\`${name}\``)
})
