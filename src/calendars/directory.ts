// The contract of all directories: who is in the company, as the vendor tells it.
import type { Account } from '../domain/account.ts'
import type { Address } from '../domain/types.ts'

/** Rejects as `CalendarService` does; an AuthError always concerns the connection. */
export interface DirectoryService {
  /** Everybody, page by page, suspended people too. Who is no longer told is gone. */
  accounts(): AsyncIterable<Account[]>
  /** One of them by id, asked for alone: a listing may leave somebody out. Null: gone, or none of the company's. */
  account(id: string): Promise<Account | null>
  /** Primary addresses of a group's members, those of groups within it too, page by page. */
  members(group: Address): AsyncIterable<Address[]>
}
