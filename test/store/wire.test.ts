import pg from 'pg'
import { afterAll, describe, expect, test } from 'vitest'
import { backend } from '../support/backend.ts'
import { testStore } from '../support/store.ts'

const held = testStore()
const pools: pg.Pool[] = []

function pool(max: number): pg.Pool {
  const made = new pg.Pool({ connectionString: held.store.url, max })
  made.on('error', () => {})
  pools.push(made)
  return made
}

afterAll(() => Promise.all(pools.map((one) => one.end())))

describe.runIf(backend === 'embedded')('one embedded session serves many clients', () => {
  test('long queries of several clients do not mix', async () => {
    const clients = pool(6)
    const long = 'x'.repeat(300_000)
    const ask = async (n: number) => {
      if (n % 3 === 0) return (await clients.query('select $1::int as n', [n])).rows[0].n
      if (n % 3 === 1)
        return (await clients.query('select length($1::text) as l, $2::int as n', [long, n])).rows[0].n
      return (await clients.query('select $1::int as a, $2::int as b, $3::int as n', [1, 2, n])).rows[0].n
    }
    const asked = Array.from({ length: 300 }, (_, n) => n)
    expect(await Promise.all(asked.map(ask))).toEqual(asked)
  })

  test('a transaction keeps the others out until it ends', async () => {
    const clients = pool(2)
    const [one, other] = [await clients.connect(), await clients.connect()]
    await one.query('create table if not exists counted (n int)')
    await one.query('begin')
    await one.query('insert into counted values (1)')
    const seen = other.query('select count(*)::int as n from counted')
    await one.query('rollback')
    expect((await seen).rows).toEqual([{ n: 0 }])
    one.release()
    other.release()
  })

  test('of a client that breaks off, nothing is left and nobody waits', async () => {
    const clients = pool(2)
    const [one, other] = [await clients.connect(), await clients.connect()]
    one.on('error', () => {})
    await one.query('begin')
    await one.query('create table half_done (n int)')
    one.release(true)
    expect((await other.query("select to_regclass('half_done') as found")).rows).toEqual([{ found: null }])
    other.release()
  })

  test('an error ends its query only', async () => {
    const clients = pool(1)
    await expect(clients.query('select 1 / 0')).rejects.toThrow('division by zero')
    await expect(clients.query('select $1::int', ['a'])).rejects.toThrow('invalid input syntax')
    expect((await clients.query('select 1 as n')).rows).toEqual([{ n: 1 }])
  })

  test('a notification reaches every client, as from a server', async () => {
    const clients = pool(2)
    const [one, other] = [await clients.connect(), await clients.connect()]
    await other.query('listen something')
    const heard = new Promise((resolve) => other.once('notification', ({ payload }) => resolve(payload)))
    await one.query("notify something, 'news'")
    expect(await heard).toBe('news')
    one.release()
    other.release()
  })
})
