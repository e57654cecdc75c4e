// Gives the queries of one subject their database, so that callers say `store.pairs.due(now, 100)`.
import type { Db } from './tables.ts'

type Query = (db: Db, ...rest: never[]) => unknown

/** The functions of a subject without their first argument; what takes no database stays out. */
export type Bound<Subject> = {
  [Name in keyof Subject as Subject[Name] extends Query ? Name : never]: Subject[Name] extends (
    db: Db,
    ...rest: infer Rest
  ) => infer Result
    ? (...rest: Rest) => Result
    : never
}

export function bind<Subject extends object>(db: Db, subject: Subject): Bound<Subject> {
  const queries = Object.entries(subject).filter(([, query]) => typeof query === 'function')
  return Object.fromEntries(
    queries.map(([name, query]) => [name, (...rest: never[]) => (query as Query)(db, ...rest)]),
  ) as Bound<Subject>
}
