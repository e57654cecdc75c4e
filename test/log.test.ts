import { expect, test } from 'vitest'
import { openLog } from '../src/log.ts'

function logged(err: unknown): string {
  const lines: string[] = []
  openLog('info', { write: (line) => void lines.push(line) }).error({ err, where: 'sync 1:ada' }, 'failed')
  return lines.join('')
}

/** As HTTP clients and PostgreSQL throw them. */
const leaky = () =>
  Object.assign(new Error('Request failed with status code 500'), {
    code: 'EBROKEN',
    config: { headers: { authorization: 'Bearer ya29.secret' }, data: 'assertion=secret' },
    response: { data: { items: [{ summary: 'secret title' }] } },
    detail: 'Key (address)=(secret@example.com) exists.',
  })

test('an error is told with its code, its stack and what caused it', () => {
  const error = new Error('Pair 7 cannot be judged', { cause: leaky() })
  const { err, where } = JSON.parse(logged(error))
  expect(where).toBe('sync 1:ada')
  expect(err).toMatchObject({
    message: 'Pair 7 cannot be judged',
    stack: expect.stringContaining('log.test.ts'),
    cause: { message: 'Request failed with status code 500', code: 'EBROKEN' },
  })
})

test.each([
  ['an error', leaky()],
  ['its cause', new Error('x', { cause: leaky() })],
  ['several', new AggregateError([leaky(), leaky()], 'x')],
])('nothing secret of %s is', (_which, error) => {
  expect(logged(error)).toContain('Request failed')
  expect(logged(error)).not.toContain('secret')
})

test('whatever is thrown can be told', () => {
  expect(JSON.parse(logged('a text')).err).toEqual({ type: 'string', message: 'a text' })
})
