import { mkdtempSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { keyOfFolder, secretsOf } from '../../src/store/secrets.ts'

const secrets = secretsOf(Buffer.alloc(32, 1))

describe('sealed credentials', () => {
  test('open with the same key and purpose', () => {
    expect(secrets.open(secrets.seal('{"key":"ü"}', 'google'), 'google')).toBe('{"key":"ü"}')
  })

  test('never look the same twice, nor show what is in them', () => {
    const [one, other] = [secrets.seal('private key', 'google'), secrets.seal('private key', 'google')]
    expect(one.equals(other)).toBe(false)
    expect(one.toString('latin1')).not.toContain('private')
  })

  test('any changed byte is noticed', () => {
    const sealed = secrets.seal('secret', 'google')
    for (let at = 0; at < sealed.length; at++) {
      const tampered = Buffer.from(sealed)
      tampered[at]! ^= 1
      expect(() => secrets.open(tampered, 'google'), `byte ${at}`).toThrow(/Connect|SECRET_KEY/)
    }
  })

  test.each([
    [
      'another key',
      () => secretsOf(Buffer.alloc(32, 2)).open(secrets.seal('x', 'google'), 'google'),
      /another SECRET_KEY/,
    ],
    ['another purpose', () => secrets.open(secrets.seal('x', 'google'), 'microsoft'), /damaged/],
    ['a cut end', () => secrets.open(secrets.seal('x', 'google').subarray(0, 20), 'google'), /damaged/],
  ])('%s does not open them', (_why, open, message) => {
    expect(open).toThrow(message)
  })
})

test('hashes depend on key and purpose, and are letters only', () => {
  expect(secrets.hash('salary', 'title')).toMatch(/^[a-p]{64}$/)
  expect(secrets.hash('salary', 'title')).toBe(secrets.hash('salary', 'title'))
  expect(secrets.hash('salary', 'title')).not.toBe(secrets.hash('salary', 'recipient'))
  expect(secrets.hash('salary', 'title')).not.toBe(secretsOf(Buffer.alloc(32, 2)).hash('salary', 'title'))
})

describe('the key of a data folder', () => {
  const folder = () => mkdtempSync(join(tmpdir(), 'halfhour-key-'))

  test('is made once and readable by its owner only', () => {
    const dir = folder()
    const key = keyOfFolder(dir)
    expect(key).toHaveLength(32)
    expect(keyOfFolder(dir).equals(key)).toBe(true)
    expect(statSync(join(dir, 'secret-key')).mode & 0o777).toBe(0o600)
  })

  test('that was damaged is told', () => {
    const dir = folder()
    writeFileSync(join(dir, 'secret-key'), 'short')
    expect(() => keyOfFolder(dir)).toThrow(/does not hold 32 bytes/)
  })
})
