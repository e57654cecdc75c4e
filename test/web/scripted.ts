// Connecting as the tests of pages script it: steps that go well, fail or break, told by the administrator's address.
import type { Step } from '../../src/calendars/probe.ts'
import type { Store } from '../../src/store/open.ts'
import type { Connecting, Permission } from '../../src/web/connecting.ts'

export const scopes = [
  'https://www.googleapis.com/auth/calendar.events.readonly',
  'https://www.googleapis.com/auth/admin.directory.user.readonly',
]
export const groupScope = 'https://www.googleapis.com/auth/admin.directory.group.member.readonly'

const ok = (name: string, said: string): Step => ({ name, outcome: 'ok', said })
const failed: Step = {
  name: 'Scope admin.directory.user.readonly',
  outcome: 'failed',
  said: 'Google refused: delegation is missing, names another client id, or lacks this scope.',
  wayOut:
    'Admin console → Security → API controls → Domain-wide delegation: add the scope to client id 1234.',
  raw: 'unauthorized_client: Client is unauthorized to retrieve access tokens using this method.',
}

const read: Permission = { name: 'Calendars.Read', opens: 'reading calendars' }
const members: Permission = { name: 'GroupMember.Read.All', opens: 'reading the members of groups' }
export const consentLink = 'https://login.microsoftonline.com/example.com/adminconsent?client_id=1234'

/**
 * Tests that go as they are told: an administrator called fail@… lacks a scope, deleted@… has a key that is gone, broken@…
 * finds a bug of ours; a tenant fails where a mailbox is to be refused.
 */
export function scripted(store: Store): Connecting {
  const save = (kind: 'google' | 'microsoft', name: string, options: object) =>
    store.connections.add({ kind, name, credentials: {}, options: { ...options } }, store.secrets, 0)
  return {
    google: {
      readKey: (text) => {
        const clientEmail = 'robot@project.iam.gserviceaccount.com'
        if (text.startsWith('{')) return { facts: { account: clientEmail, clientEmail, clientId: '1234' } }
        return { problems: { key: 'This is no JSON object; a part may be missing.' } }
      },
      permissions: (by) =>
        (by === 'groups' ? [...scopes, groupScope] : scopes).map((name) => ({ name, opens: 'reading' })),
      async *connect(_key, options) {
        if (!(yield* steps(options.admin))) return null
        return save('google', 'Google Workspace of example.com', options)
      },
    },
    microsoft: {
      portal: 'https://entra.microsoft.com',
      readKey: (text) => {
        const { tenant = '', client_id: clientId = '', client_secret: secret } = JSON.parse(text) ?? {}
        if (!tenant.includes('.')) return { problems: { tenant: 'The tenant is none.' } }
        const proof = secret === undefined ? 'certificate' : 'secret'
        const facts = { tenant, clientId, account: clientId, consent: consentLink, expires: null } as const
        return { facts: { ...facts, proof } }
      },
      permissions: (by) => (by === 'groups' ? [read, members] : [read]),
      async *connect(_key, options) {
        if (!(yield* steps(options.mustBeRefused ? 'fail@' : ''))) return null
        return save('microsoft', 'Microsoft 365 (example.com)', options)
      },
    },
    consents: { google: null, microsoft: null },
    test: () => steps('ada@example.com'),
    disconnect: (id) => store.connections.remove(id, 0),
  }
}

async function* steps(admin: string): AsyncGenerator<Step, boolean, undefined> {
  if (admin.startsWith('deleted@')) {
    yield { name: 'Key', outcome: 'failed', said: 'It is none.', wayOut: 'Make a new key.' }
    return false
  }
  yield ok('Key', 'It is the key of robot@project.iam.gserviceaccount.com.')
  yield ok('Clock', 'This server’s clock is right.')
  if (admin.startsWith('broken@')) throw new Error('a bug with a secret in it')
  if (!admin.startsWith('fail@')) {
    yield ok('Directory', '42 people.')
    return true
  }
  yield failed
  yield { name: 'Directory', outcome: 'skipped', said: 'Not tried: it needs the scope.' }
  return false
}
