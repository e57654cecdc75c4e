// The steps of signing in as an app: Microsoft refuses by codes, each of which belongs to one thing that is to be set right.
import { localDay } from '../../domain/clock.ts'
import { AuthError } from '../../errors.ts'
import { type Found, type Step, step } from '../probe.ts'
import { type AppKey, expiryOf } from './key.ts'
import { PEOPLE } from './permissions.ts'
import type { Graph } from './session.ts'

/** Returns the roles in the app's token; null: it gets none. */
export async function* signIn(
  graph: Graph | null,
  key: AppKey | null,
): AsyncGenerator<Step, string[] | null, undefined> {
  let before = graph && (await askToken(graph))
  for (const [name, codes] of stepsOf(key)) {
    const found: SignedIn | null = yield* step(name, [before, 'what comes before'], (outcome) =>
      judge(outcome, codes, key!),
    )
    before = found
  }
  return before?.roles ?? null
}

interface SignedIn {
  roles: string[]
  error: unknown
}

/** Tried once; the error tells in which of the steps it belongs. */
async function askToken(graph: Graph): Promise<SignedIn> {
  try {
    const roles = await graph.roles({ person: null, permission: PEOPLE, concerns: 'connection' })
    return { roles, error: null }
  } catch (error) {
    return { roles: [], error }
  }
}

const TENANT = ['AADSTS90002', 'AADSTS900023', 'AADSTS900021']
const APP = ['AADSTS700016', 'AADSTS700054', 'AADSTS7000110', 'AADSTS7000112', 'AADSTS7000113']
const PROOF = [
  'AADSTS7000215',
  'AADSTS7000222',
  'AADSTS700027',
  'AADSTS7000214',
  'AADSTS700024',
  'AADSTS7000218',
]

/** Each step fails for its codes; what is no answer at all fails the first, whatever else is left the last. */
function stepsOf(key: AppKey | null): [name: string, codes: string[] | null][] {
  const proof = key?.proof.kind === 'certificate' ? 'Certificate' : 'Secret'
  return [
    ['Tenant', TENANT],
    ['App', APP],
    [proof, PROOF],
    ['Sign-in', null],
  ]
}

async function judge(outcome: SignedIn, codes: string[] | null, key: AppKey): Promise<Found<SignedIn>> {
  const { error } = outcome
  const code = error instanceof AuthError ? error.code : null
  const isHere = codes === null || codes.includes(code ?? '') || (codes === TENANT && code === null)
  if (error !== null && isHere) throw error
  const said = new Map([
    [TENANT, `Microsoft knows the tenant ${key.tenant}.`],
    [APP, `It knows the app ${key.clientId}.`],
    [PROOF, proofSaid(key)],
  ])
  return { said: (codes && said.get(codes)) ?? 'The app gets its token.', found: outcome }
}

function proofSaid(key: AppKey): string {
  const what = key.proof.kind === 'certificate' ? 'The certificate' : 'The secret'
  const expires = expiryOf(key)
  if (expires === null)
    return `${what} is accepted. When it ends we were not told, so nobody is warned: connect again with the day that Entra shows.`
  return `${what} is accepted, until ${localDay(expires, 'UTC')}.`
}
