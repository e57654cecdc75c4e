// The table of settings: name, type, default and help of each. Only config.ts reads their values.
import { z } from 'zod'
import { isAddress, isDomain } from './domain/written.ts'
import { type Setting, url } from './setting.ts'
import { vendorSettings } from './vendor-settings.ts'

/** In lower case, each once. */
const list = z.string().transform((text) => {
  const parts = text.split(',').map((part) => part.trim().toLowerCase())
  return [...new Set(parts)].filter(Boolean)
})
const domains = list.refine((names) => names.every(isDomain))
const addresses = list.refine((all) => all.every(isAddress))
const flag = z
  .enum(['true', 'false', '1', '0', 'yes', 'no'])
  .transform((text) => ['true', '1', 'yes'].includes(text))
const key = z
  .string()
  .transform((text) =>
    /^[0-9a-f]{64}$/i.test(text) ? Buffer.from(text, 'hex') : Buffer.from(text, 'base64'),
  )
  .refine((bytes) => bytes.length === 32)
const zone = z.string().refine((name) => canFormat(() => new Intl.DateTimeFormat('en', { timeZone: name })))
const regions = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' })
const locale = z.string().refine((tag) => canFormat(() => new Intl.Locale(tag)))

export const settings: Setting[] = [
  {
    key: 'databaseUrl',
    name: 'DATABASE_URL',
    type: url('postgres', 'postgresql'),
    kind: 'a PostgreSQL address',
    secret: true,
    example: 'postgres://halfhour:password@localhost:5432/halfhour',
    shownDefault: 'embedded',
    help: 'PostgreSQL to keep everything in. Without it an embedded database lives in `DATA_DIR`.',
  },
  {
    key: 'dataDir',
    name: 'DATA_DIR',
    type: z.string(),
    kind: 'a folder',
    example: './data',
    default: './data',
    shownDefault: '`./data`',
    help: 'Folder of the embedded database and its key.',
  },
  {
    key: 'redisUrl',
    name: 'REDIS_URL',
    type: url('redis', 'rediss'),
    kind: 'a Redis address',
    secret: true,
    example: 'redis://localhost:6379',
    shownDefault: 'queues in the database',
    help: 'Redis or Valkey for the job queues, together with `DATABASE_URL`. Without it they live in the database.',
  },
  {
    key: 'smtpUrl',
    name: 'SMTP_URL',
    type: url('smtp', 'smtps'),
    kind: 'an SMTP address',
    secret: true,
    example: 'smtps://user:password@mail.example.com',
    shownDefault: 'built-in mailbox',
    help: 'Mail server. Without it every mail goes to the built-in mailbox.',
  },
  {
    key: 'mailFrom',
    name: 'MAIL_FROM',
    type: z.string().regex(/^[^\r\n]*@[^\r\n]*$/),
    kind: 'an address',
    example: '"Halfhour <halfhour@example.com>"',
    shownDefault: 'none',
    help: 'Sender of the mails; needed with `SMTP_URL`.',
  },
  {
    key: 'publicUrl',
    name: 'PUBLIC_URL',
    type: url('http', 'https').transform((text) => text.replace(/\/+$/, '')),
    kind: 'an http(s) address',
    example: 'https://halfhour.example.com',
    shownDefault: '`http://HOST:PORT`',
    help: 'Address people reach this service at: links that stop mails start with it, and with https services push to it. Mails about connections lead to `http://localhost:PORT`.',
  },
  {
    key: 'host',
    name: 'HOST',
    type: z.string(),
    kind: 'a host',
    example: '127.0.0.1',
    default: '127.0.0.1',
    shownDefault: '`127.0.0.1`',
    help: 'Address to listen on.',
  },
  {
    key: 'port',
    name: 'PORT',
    type: z.coerce.number().int().min(0).max(65_535),
    kind: 'a port number',
    example: '3000',
    default: '3000',
    shownDefault: '`3000`',
    help: 'Port to listen on; 0 takes a free one.',
  },
  {
    key: 'secretKey',
    name: 'SECRET_KEY',
    type: key,
    kind: '32 bytes in base64 or hex',
    secret: true,
    example: '$(openssl rand -base64 32)',
    shownDefault: 'made once, in `DATA_DIR`',
    help: 'Encrypts stored credentials and signs links. Needed with `DATABASE_URL`.',
  },
  ...vendorSettings,
  {
    key: 'allowPrivateFeeds',
    name: 'ALLOW_PRIVATE_FEEDS',
    type: flag,
    kind: 'true or false',
    example: 'true',
    default: 'false',
    shownDefault: '`false`',
    help: 'Lets iCalendar feeds come from private and loopback addresses.',
  },
  {
    key: 'logLevel',
    name: 'LOG_LEVEL',
    type: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']),
    kind: 'fatal, error, warn, info, debug, trace or silent',
    example: 'info',
    default: 'info',
    shownDefault: '`info`',
    help: 'How much is logged.',
  },
  {
    key: 'defaultZone',
    name: 'DEFAULT_ZONE',
    type: zone,
    kind: 'an IANA time zone',
    example: 'Europe/Berlin',
    default: 'UTC',
    shownDefault: '`UTC`',
    help: 'Time zone of people whose calendar tells none.',
  },
  {
    key: 'defaultLocale',
    name: 'DEFAULT_LOCALE',
    type: locale,
    kind: 'a language tag',
    example: 'en-GB',
    default: 'en-GB',
    shownDefault: '`en-GB`',
    help: 'How dates are written for people whose language is not known.',
  },
  {
    key: 'defaultCountry',
    name: 'DEFAULT_COUNTRY',
    type: z
      .string()
      .regex(/^[a-z]{2}(-[a-z0-9]{1,3})?$/i)
      .refine((code) => regions.of(code.slice(0, 2).toUpperCase()) !== undefined)
      .transform((code) => code.toUpperCase()),
    kind: 'a country, or a state of one, by its ISO 3166 code',
    example: 'DE-BY',
    whenUnset: null,
    shownDefault: 'none',
    help: 'Public holidays of people whose country neither the directory nor their time zone tells.',
  },
  {
    key: 'domains',
    name: 'DOMAINS',
    type: domains,
    kind: 'a list of domains',
    example: 'example.com,example.org',
    whenUnset: [],
    shownDefault: 'none',
    help: 'Exact mail domains of colleagues, besides those of connected calendars and the people known.',
  },
  {
    key: 'adminEmails',
    name: 'ADMIN_EMAILS',
    type: addresses,
    kind: 'a list of addresses',
    example: 'ada@example.com',
    whenUnset: [],
    shownDefault: 'none',
    help: 'Who hears about connections that need hands.',
  },
]

function canFormat(make: () => unknown): boolean {
  try {
    make()
    return true
  } catch {
    return false
  }
}
