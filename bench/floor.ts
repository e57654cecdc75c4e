// The floor of a first reading, in a process of its own: tokens, fetch and JSON.parse of every calendar's pages, four at a time.
import type { Address } from '../src/domain/types.ts'
import { trust } from '../src/sandbox/server/tls.ts'
import type { ServedCompany } from './company.ts'
import { cpu } from './figure.ts'
import { google } from './floor-google.ts'
import { microsoft } from './floor-microsoft.ts'
import type { Served } from './vendors.ts'

/** The calls that our client makes, and nothing but them. */
export interface Floor {
  /** A token that opens this person's calendar. */
  token(served: Served, person: Address): Promise<string>
  /** Returns how many events were told. */
  read(served: Served, token: string, person: Address): Promise<number>
}

/** Milliseconds of CPU. */
export interface FloorCost {
  tokens: number
  pages: number
}

const AT_ONCE = 4

if (import.meta.main && process.send) {
  process.once('message', async (company: ServedCompany) => {
    trust(company.ca)
    const { token, read } = { google, microsoft }[company.vendor]
    const tokens = new Map<string, string>()
    const cost: FloorCost = {
      tokens: await cpu(() =>
        each(company.people, async (person) => void tokens.set(person, await token(company, person))),
      ),
      pages: await cpu(() => each(company.people, (person) => read(company, tokens.get(person)!, person))),
    }
    process.send?.(cost)
    process.disconnect()
  })
}

async function each<T>(all: readonly T[], work: (one: T) => Promise<unknown>): Promise<void> {
  const rest = all.values()
  const run = async () => {
    for (const one of rest) await work(one)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, run))
}
