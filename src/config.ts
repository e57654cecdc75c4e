// The only reader of the environment: every setting with its type, default and help, checked before anything starts.
import { readFileSync } from 'node:fs'
import { UsageError } from './errors.ts'
import type { Setting } from './setting.ts'
import { settings } from './settings.ts'

/** The settings after parsing. `undefined`: not set, and nothing to assume. */
export interface Config {
  databaseUrl: string | undefined
  dataDir: string
  redisUrl: string | undefined
  smtpUrl: string | undefined
  mailFrom: string | undefined
  publicUrl: string | undefined
  host: string
  port: number
  /** Undefined in embedded mode: the store then keeps a key of its own in the data folder. */
  secretKey: Buffer | undefined
  googleRootUrl: string | undefined
  googleTokenUrl: string | undefined
  googleClientId: string | undefined
  googleClientSecret: string | undefined
  microsoftCloud: 'global' | 'us-gov' | 'us-gov-dod' | 'china'
  microsoftGraphUrl: string | undefined
  microsoftLoginUrl: string | undefined
  microsoftClientId: string | undefined
  microsoftClientSecret: string | undefined
  /** A GUID or a domain; 'organizations': people of any company. */
  microsoftTenant: string
  allowPrivateFeeds: boolean
  logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent'
  defaultZone: string
  defaultLocale: string
  /** ISO 3166, maybe with a state. */
  defaultCountry: string | null
  domains: string[]
  adminEmails: string[]
}

/** Reads, checks and completes the settings. Throws one UsageError that names every wrong variable. */
export function readConfig(env: Record<string, string | undefined> = process.env): Config {
  const problems: string[] = []
  const entries = settings.map((setting) => [setting.key, readSetting(setting, env, problems)])
  const config = Object.fromEntries(entries) as unknown as Config
  if (problems.length === 0) problems.push(...halfSet(config))
  if (problems.length > 0) throw new UsageError(`The configuration cannot be used.\n${problems.join('\n')}`)
  return config
}

function readSetting(setting: Setting, env: Record<string, string | undefined>, problems: string[]): unknown {
  const text = textOf(setting, env, problems) ?? setting.default
  if (text === undefined) return setting.whenUnset
  const parsed = setting.type.safeParse(text)
  if (parsed.success) return parsed.data
  const shown = setting.secret ? 'its value' : JSON.stringify(text)
  problems.push(
    `${setting.name}: ${shown} is not ${setting.kind}. Example: ${setting.name}=${setting.example}`,
  )
  return undefined
}

/** An empty variable counts as not set, as compose files leave them. */
function textOf(setting: Setting, env: Record<string, string | undefined>, problems: string[]) {
  const plain = env[setting.name]?.trim() || undefined
  const file = setting.secret ? env[`${setting.name}_FILE`]?.trim() || undefined : undefined
  if (file === undefined) return plain
  if (plain !== undefined) {
    problems.push(`${setting.name} and ${setting.name}_FILE are both set. Keep one of them.`)
    return undefined
  }
  try {
    return readFileSync(file, 'utf8').trim()
  } catch (cause) {
    problems.push(`${setting.name}_FILE: ${file} cannot be read (${(cause as Error).message}).`)
    return undefined
  }
}

/** Settings that make no sense one without the other. */
function halfSet(config: Config): string[] {
  const needs: [boolean, string][] = [
    [
      config.smtpUrl !== undefined && config.mailFrom === undefined,
      'SMTP_URL is set but MAIL_FROM is not. Mails need a sender: MAIL_FROM="Halfhour <halfhour@example.com>"',
    ],
    [
      config.mailFrom !== undefined && config.smtpUrl === undefined,
      'MAIL_FROM is set but SMTP_URL is not. Name the mail server: SMTP_URL=smtps://user:password@mail.example.com',
    ],
    [
      config.databaseUrl !== undefined && config.secretKey === undefined,
      'DATABASE_URL is set but SECRET_KEY is not. Credentials in it are encrypted: SECRET_KEY=$(openssl rand -base64 32)',
    ],
    [
      config.redisUrl !== undefined && config.databaseUrl === undefined,
      'REDIS_URL is set but DATABASE_URL is not. The embedded database serves one process and needs no Redis: set both or neither, DATABASE_URL=postgres://halfhour:password@localhost/halfhour',
    ],
    [
      (config.googleRootUrl === undefined) !== (config.googleTokenUrl === undefined),
      'GOOGLE_ROOT_URL and GOOGLE_TOKEN_URL belong together (a sandbox answers both). Set both or neither.',
    ],
    [
      (config.googleClientId === undefined) !== (config.googleClientSecret === undefined),
      'GOOGLE_CLIENT_ID and GOOGLE_CLIENT_SECRET belong together (Google Cloud console → Clients shows both). Set both or neither.',
    ],
    [
      (config.microsoftGraphUrl === undefined) !== (config.microsoftLoginUrl === undefined),
      'MICROSOFT_GRAPH_URL and MICROSOFT_LOGIN_URL belong together (a sandbox answers both). Set both or neither.',
    ],
    [
      (config.microsoftClientId === undefined) !== (config.microsoftClientSecret === undefined),
      'MICROSOFT_CLIENT_ID and MICROSOFT_CLIENT_SECRET belong together (Entra → App registrations shows both). Set both or neither.',
    ],
  ]
  return needs.filter(([broken]) => broken).map(([, sentence]) => sentence)
}

/** The settings as a Markdown table for the README. */
export function configTable(): string {
  const rows = settings.map(
    ({ name, secret, shownDefault, help }) =>
      `| \`${name}\`${secret ? ` or \`${name}_FILE\`` : ''} | ${shownDefault} | ${help} |`,
  )
  return ['| setting | default | what it is for |', '| --- | --- | --- |', ...rows].join('\n')
}
