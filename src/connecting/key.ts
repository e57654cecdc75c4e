// The key of a service account as somebody pastes it or names its file; what else it may be is said by name.
import { type ServiceKey, serviceKey } from '../calendars/google/key.ts'
import { UsageError } from '../errors.ts'

export interface ReadKey {
  /** What is stored, sealed. */
  credentials: Record<string, unknown>
  key: ServiceKey
}

/** @param name how to call it in an error. Throws a UsageError that repeats nothing of the content. */
export function readKey(text: string, name: string): ReadKey {
  const credentials = parsed(text, name)
  const mistake = mistakes.find(({ is }) => is(credentials))
  if (mistake) throw new UsageError(`${name} is ${mistake.what}. ${HOW}`)
  return { credentials, key: serviceKey(credentials, name) }
}

const HOW =
  'What is needed is the JSON key of a service account: Google Cloud console → IAM & Admin → Service accounts → Keys → ' +
  'Add key → Create new key → JSON.'

type Content = Record<string, unknown>

/** What people take for the key: Google hands out many JSON files. */
const mistakes: { what: string; is: (content: Content) => boolean }[] = [
  {
    what: 'an OAuth client (client_secret_….json), with which single people connect',
    is: ({ web, installed }) => web !== undefined || installed !== undefined,
  },
  {
    what: 'the sign-in of one person (authorized_user), as the gcloud tool stores it',
    is: ({ type }) => type === 'authorized_user',
  },
  {
    what: 'a configuration of workload identity federation (external_account)',
    is: ({ type }) => type === 'external_account' || type === 'impersonated_service_account',
  },
  {
    what: 'the configuration of a Firebase app, or an API key',
    is: ({ apiKey, api_key, project_info }) => [apiKey, api_key, project_info].some((it) => it !== undefined),
  },
]

function parsed(text: string, name: string): Content {
  if (text.trim() === '') throw new UsageError(`${name} is empty. ${HOW}`)
  if (/^\s*-----BEGIN/.test(text))
    throw new UsageError(`${name} is a private key without its account (a .pem or .p12 key). ${HOW}`)
  const content = jsonOf(text)
  if (typeof content === 'object' && content !== null && !Array.isArray(content)) return content as Content
  throw new UsageError(`${name} is no JSON object; a part may be missing. ${HOW}`)
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''))
  } catch {
    return null
  }
}
