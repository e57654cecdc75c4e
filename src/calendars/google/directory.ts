// Google's directory by Google's own client: who is in the company, and the members of its groups; asked as an admin.
import { admin, type admin_directory_v1 } from 'googleapis/build/src/apis/admin/index.js'
import type { Account, CompanyOptions } from '../../domain/account.ts'
import type { Address } from '../../domain/types.ts'
import { addressOf } from '../address.ts'
import type { DirectoryService } from '../directory.ts'
import { isOf } from '../domains.ts'
import { accountOf, USER_FIELDS } from './account.ts'
import { answerOf } from './answer.ts'
import { MEMBERS, PEOPLE } from './scopes.ts'
import { type Auth, callsTo, type GoogleOptions, openSessions } from './session.ts'

type Company = Pick<CompanyOptions, 'admin' | 'domains'>
/**
 * All of the customer's domains are asked for, and who has no address in the company's is left out: an alias counts, that
 * of a domain too. Deleted people are not told any more.
 */
export function googleDirectory(options: GoogleOptions, company: Company): DirectoryService {
  const read = openDirectory(options, company.admin)
  const ours = (accounts: Account[]) => accounts.filter((account) => isOf(account, company.domains))
  async function* accounts() {
    for await (const page of read.users()) yield ours(page)
  }
  async function account(id: string) {
    const found = await read.user(id)
    return found && isOf(found, company.domains) ? found : null
  }
  async function* members(group: Address) {
    for await (const { people, everybody } of read.members(group)) {
      yield people
      if (everybody) for await (const page of accounts()) yield page.map(({ address }) => address)
    }
  }
  return { accounts, account, members }
}

export interface Members {
  /** Primary addresses; of people outside the company, too. */
  people: Address[]
  /** All of the company is in the group as one member (type CUSTOMER); whether Google tells its people is not promised. */
  everybody: boolean
}

/** The directory as it is, whatever was chosen of it. */
export function openDirectory(options: GoogleOptions, person: Address) {
  const sessions = openSessions(options)
  const google = admin({ version: 'directory_v1', ...callsTo(options) })
  const concerns = 'connection' as const
  return {
    users: () =>
      pages(async (pageToken) => {
        const call = { ...USERS, ...pageToken }
        const { data } = await sessions.as(person, PEOPLE, (auth) => google.users.list({ ...call, auth }), {
          concerns,
        })
        const accounts = (data.users ?? []).map(accountOf)
        return { page: accounts.filter((account) => account !== null), next: data.nextPageToken }
      }),
    user: async (id: string): Promise<Account | null> => {
      const call = { userKey: id, projection: 'basic', fields: `deletionTime,${USER_FIELDS}` }
      const ask = (auth: Auth) => google.users.get({ ...call, auth }).catch(ifNobody)
      const user = await sessions.as(person, PEOPLE, ask, { concerns })
      return user && !user.data.deletionTime ? accountOf(user.data) : null
    },
    members: (group: Address) =>
      pages(async (pageToken) => {
        const call = { ...MEMBERS_OF, groupKey: group, ...pageToken }
        const more = { concerns, about: `group ${group}` }
        const { data } = await sessions.as(
          person,
          MEMBERS,
          (auth) => google.members.list({ ...call, auth }),
          more,
        )
        return { page: membersOf(data.members ?? []), next: data.nextPageToken }
      }),
  }
}

const USERS = {
  customer: 'my_customer',
  projection: 'basic',
  maxResults: 500,
  fields: `nextPageToken,users(${USER_FIELDS})`,
}
const MEMBERS_OF = {
  includeDerivedMembership: true,
  maxResults: 200,
  fields: 'nextPageToken,members(email,type)',
}

/** Google says of ids it does not know that they are not found, or, as of another company's, not for us. */
function ifNobody(error: unknown): null {
  const answer = answerOf(error)
  if (answer?.status === 404 || answer?.code === 'forbidden') return null
  throw error
}

function membersOf(members: admin_directory_v1.Schema$Member[]): Members {
  const people = members.filter(({ type }) => type === 'USER').map(({ email }) => addressOf(email))
  return {
    people: people.filter((address) => address !== null),
    everybody: members.some(({ type }) => type === 'CUSTOMER'),
  }
}

async function* pages<T>(
  ask: (where: { pageToken?: string }) => Promise<{ page: T; next: string | null | undefined }>,
): AsyncGenerator<T> {
  let pageToken: string | null | undefined
  do {
    const { page, next } = await ask(pageToken ? { pageToken } : {})
    yield page
    pageToken = next
  } while (pageToken)
}
