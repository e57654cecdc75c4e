// What an admin chose for a connection, read from its stored options.
import { z } from 'zod'
import type { Company, CompanyOptions, NarrowedCompany } from '../../domain/account.ts'
import type { Address } from '../../domain/types.ts'
import { isDomain } from '../../domain/written.ts'
import type { Connection } from './connections.ts'

const address = z.string().includes('@').toLowerCase()
const domain = z.string().refine(isDomain).toLowerCase()

const choice = z.discriminatedUnion('by', [
  z.object({ by: z.literal('all') }),
  z.object({ by: z.literal('groups'), groups: z.array(address).min(1) }),
  z.object({ by: z.literal('units'), units: z.array(z.string().startsWith('/')).min(1) }),
  z.object({ by: z.literal('list'), people: z.array(address).min(1) }),
])

const company = z.object({ domains: z.array(domain).min(1), choice, leaveOut: z.array(address) })

/** Google's; also for what comes from a form or a command line. */
export const companyOptions: z.ZodType<CompanyOptions> = company.extend({ admin: address })

/** Microsoft's. */
export const narrowedCompany: z.ZodType<NarrowedCompany> = company.extend({
  mustBeRefused: address.optional(),
})

/** What an app of Microsoft proves itself with, and the day it ends, where somebody told; the proof itself is sealed. */
export type Proof = z.infer<typeof proofOptions>
const proofOptions = z.object({
  proof: z.enum(['secret', 'certificate']),
  /** 'YYYY-MM-DD' */
  secretExpires: z.iso.date().optional(),
})

const personOptions = z.object({ owner: address })

/** Null: the connection has no directory. */
export function companyOf({ options }: Pick<Connection, 'options'>): Company | null {
  return company.safeParse(options).data ?? null
}

/** The company of a connection to Google; null: it has no directory. */
export function companyByAdmin({
  kind,
  options,
}: Pick<Connection, 'kind' | 'options'>): CompanyOptions | null {
  return kind === 'google' ? (companyOptions.safeParse(options).data ?? null) : null
}

/** The company of a connection to Microsoft; null: it has no directory. */
export function companyByApp({
  kind,
  options,
}: Pick<Connection, 'kind' | 'options'>): NarrowedCompany | null {
  return kind === 'microsoft' ? (narrowedCompany.safeParse(options).data ?? null) : null
}

/** Null: nothing of it ever ends. */
export function proofOf({ options }: Pick<Connection, 'options'>): Proof | null {
  return proofOptions.safeParse(options).data ?? null
}

/** Whose own connection it is: they consented, and can end it. Null: an admin's. */
export function ownerOf({ options }: Pick<Connection, 'options'>): Address | null {
  return personOptions.safeParse(options).data?.owner ?? null
}
