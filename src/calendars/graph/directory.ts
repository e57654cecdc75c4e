// Entra's directory by Microsoft's own client: who is in the company, with what their mailboxes tell, and who is in a group.
import type { GraphError } from '@microsoft/microsoft-graph-client'
import { type Account, type CompanyOptions, chooser } from '../../domain/account.ts'
import type { Address } from '../../domain/types.ts'
import { AuthError } from '../../errors.ts'
import type { DirectoryService } from '../directory.ts'
import { isOf } from '../domains.ts'
import { isFields } from '../fields.ts'
import { accountOf, primaryOf, USER_FIELDS } from './account.ts'
import { readAll } from './batch.ts'
import { itemsIn } from './mailbox.ts'
import { MEMBERS, PEOPLE, SETTINGS } from './permissions.ts'
import { type Graph, type GraphOptions, openGraph } from './session.ts'
import { withSettings } from './settings.ts'
import type { Asked } from './trouble.ts'

export type Chosen = Pick<CompanyOptions, 'domains' | 'choice' | 'leaveOut'>

/**
 * Guests, rooms and shared mailboxes are left out, and who has no address in the company's domains. Zone and working hours
 * are asked for of those who are chosen: a request for each, by twenties.
 */
export function graphDirectory(options: GraphOptions, company: Chosen): DirectoryService {
  const graph = openGraph(options)
  async function* accounts() {
    const mailboxes = { areTold: true }
    const whyUnwatched = chooser(company, await membersChosen(graph, company))
    const isWorthAsking = (account: Account) => [null, 'suspended'].includes(whyUnwatched(account))
    for await (const page of users(graph)) {
      const ours = page.filter((account) => isOf(account, company.domains))
      const asked = mailboxes.areTold ? ours.filter(isWorthAsking) : []
      yield await withMailboxes(graph, ours, asked, mailboxes)
    }
  }
  async function account(id: string) {
    const found = await user(graph, id)
    if (!found || !isOf(found, company.domains)) return null
    const [known] = await withMailboxes(graph, [found], [found], { areTold: true })
    return known ?? null
  }
  return { accounts, account, members: (group) => membersOf(graph, group) }
}

const ASKED: Asked = { person: null, permission: PEOPLE, concerns: 'connection' }
const WITH = `$select=${USER_FIELDS}&$expand=manager($select=id,mail,userPrincipalName)`
const FIRST = `/users?${WITH}&$top=500`

/** Everybody in the directory, whatever was chosen of it. */
export async function* users(graph: Graph): AsyncGenerator<Account[]> {
  for await (const page of pages(graph, FIRST, ASKED))
    yield page.filter(isFields).flatMap((user) => accountOf(user) ?? [])
}

async function user(graph: Graph, id: string): Promise<Account | null> {
  const reading = { asked: ASKED, takes: isNobody, inTurns: false }
  const [read] = await readAll(graph, [`/users/${encodeURIComponent(id)}?${WITH}`], reading)
  return read?.status === 200 ? accountOf(read.body) : null
}

/** The directory's own word, and no 404 of what stands before it. */
const isNobody = ({ statusCode, code }: GraphError) =>
  statusCode === 404 && code === 'Request_ResourceNotFound'

/** Primary addresses of the people in a group and the groups within it; guests too. Rejects with an AuthError for no group. */
export async function* membersOf(graph: Graph, group: Address): AsyncGenerator<Address[]> {
  const asked: Asked = { ...ASKED, permission: MEMBERS, about: `group ${group}` }
  const path = `/groups/${await idOf(graph, group, asked)}/transitiveMembers?$select=id,mail,userPrincipalName&$top=500`
  for await (const page of pages(graph, path, asked)) {
    const people = page.filter(isFields).filter((member) => member['@odata.type'] === '#microsoft.graph.user')
    yield people.flatMap((person) => primaryOf(person) ?? [])
  }
}

async function idOf(graph: Graph, group: Address, asked: Asked): Promise<string> {
  const filter = encodeURIComponent(`mail eq '${group.replaceAll("'", "''")}'`)
  const [found] = itemsIn(await graph.call({ path: `/groups?$filter=${filter}&$select=id` }, asked)).items
  if (isFields(found) && typeof found.id === 'string') return encodeURIComponent(found.id)
  throw new AuthError(`Microsoft refused us: it knows no group ${group}.`, {
    code: 'no-such-group',
    wayOut:
      'Correct the groups chosen: the address of each as Entra shows it. A group without an address cannot be chosen.',
  })
}

async function* pages(graph: Graph, first: string, asked: Asked): AsyncGenerator<unknown[]> {
  let path: string | null = first
  while (path !== null) {
    const { items, next } = itemsIn(await graph.call({ path }, asked))
    yield items
    path = next
  }
}

async function membersChosen(graph: Graph, { choice }: Chosen): Promise<Set<Address>> {
  const members = new Set<Address>()
  for (const group of choice.by === 'groups' ? choice.groups : [])
    for await (const page of membersOf(graph, group)) for (const address of page) members.add(address)
  return members
}

const isNoFailure = ({ statusCode }: GraphError) => [400, 403, 404].includes(statusCode)

/** Who has no mailbox, or one that we may not see, is told as the directory has them; where all are refused no more are asked for. */
async function withMailboxes(
  graph: Graph,
  accounts: Account[],
  asked: Account[],
  mailboxes: { areTold: boolean },
): Promise<Account[]> {
  const paths = asked.map(({ id }) => `/users/${encodeURIComponent(id)}/mailboxSettings`)
  const reading = { asked: { ...ASKED, permission: SETTINGS }, takes: isNoFailure, inTurns: false }
  const read = await readAll(graph, paths, reading)
  mailboxes.areTold &&= read.length === 0 || read.some(({ status }) => status !== 403)
  const settings = new Map(asked.map(({ id }, at) => [id, read[at]!]))
  return accounts.flatMap((account) => {
    const told = settings.get(account.id)
    return told?.status === 200 ? (withSettings(account, told.body) ?? []) : account
  })
}
