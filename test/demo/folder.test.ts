import { mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { keepProgress, lastProgress, type Progress, STORE } from '../../src/demo/progress.ts'
import { lockFolder } from '../../src/store/embedded/lock.ts'

const keys = {} as Progress['keys']
const newFolder = () => mkdtempSync(join(tmpdir(), 'halfhour-demo-'))

describe("A demo's folder", () => {
  test('tells how far a demo came that was stopped', () => {
    const folder = newFolder()
    keepProgress(folder, { now: 1, keys, finished: false })
    expect(lastProgress(folder)).toEqual({ now: 1, keys, finished: false })
  })

  test('is emptied of a demo that was finished', () => {
    const folder = newFolder()
    mkdirSync(join(folder, STORE))
    keepProgress(folder, { now: 1, keys, finished: true })
    expect(lastProgress(folder)).toBeNull()
    expect(readdirSync(folder)).toEqual([])
  })

  test('with anything else in it is left alone', () => {
    const folder = newFolder()
    writeFileSync(join(folder, 'thesis.txt'), '')
    expect(() => lastProgress(folder)).toThrow(/holds “thesis.txt”, which is not of a demo/)
    expect(readdirSync(folder)).toEqual(['thesis.txt'])
  })

  test('is not taken from a demo that still shows its pages', () => {
    const folder = newFolder()
    mkdirSync(join(folder, STORE))
    keepProgress(folder, { now: 1, keys, finished: true })
    const unlock = lockFolder(join(folder, STORE))
    expect(() => lastProgress(folder)).toThrow(/Another demo runs in/)
    unlock()
    expect(lastProgress(folder)).toBeNull()
  })

  test('must be a folder', () => {
    const file = join(newFolder(), 'file')
    writeFileSync(file, '')
    expect(() => lastProgress(file)).toThrow(/The demo cannot keep anything in .* \(ENOTDIR\)/)
  })
})
