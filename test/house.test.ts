// The house itself: documents say what the code does, versions are exact, rooms keep their promises.
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it, test } from 'vitest'
import house from '../package.json' with { type: 'json' }
import lock from '../package-lock.json' with { type: 'json' }
import { passages, pathOf, written } from '../scripts/docs.ts'

interface Locked {
  optionalDependencies?: Record<string, string>
}

const read = (file: string) => readFileSync(pathOf(file), 'utf8')
const found = (...patterns: string[]) => globSync(patterns, { cwd: pathOf('') }).sort()
const documents = found('*.md', 'docs/**/*.md')
const code = found('{src,workers}/**/*.ts')
const files = [
  ...documents,
  ...code,
  ...found('{test,bench,scripts,bin,.ci,templates}/**/*.{ts,js,sh,json,mjml,hbs,css}'),
  ...found('*.{json,ts,yml,cjs}', 'Dockerfile', '.ci/run', '.npmrc'),
]

/** A file, what it imports, and what that does. */
function reached(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen
  seen.add(file)
  const imports = read(file).matchAll(/from '(\.[^']+\.ts)'/g)
  for (const [, path] of imports) reached(join(dirname(file), path!), seen)
  return seen
}

describe('documents', () => {
  test.each(passages.map((passage) => [passage.file, passage.marker, passage] as const))(
    '%s: what is written by "npm run docs" at "%s" is up to date',
    (file, _marker, passage) => expect(read(file)).toBe(written(passage)),
  )

  test.each(documents)('%s: the npm scripts it names exist', (file) => {
    const named = [...read(file).matchAll(/npm run (?:-s )?([\w:-]+)/g)].map(([, script]) => script)
    expect(named.filter((script) => !Object.hasOwn(house.scripts, script!))).toEqual([])
  })

  test.each(documents)('%s: its links and pictures lead somewhere', (file) => {
    const targets = [...read(file).matchAll(/\]\(([^)\s]+)\)|(?:src|srcset)="([^"]+)"/g)]
    const local = targets
      .map(([, link, picture]) => link ?? picture!)
      .filter((to) => !/^(https?:|#)/.test(to))
    const gone = local.filter((to) => !existsSync(join(dirname(pathOf(file)), to.replace(/#.*/, ''))))
    expect(gone).toEqual([])
  })

  it('name every room', () => {
    const rooms = found('src/*/').map((room) => room.replaceAll('\\', '/').replace(/\/$/, ''))
    const architecture = read('docs/architecture.md')
    expect(rooms.filter((room) => !architecture.includes(`\`${room}\``))).toEqual([])
  })

  it('explain every rule that the code cites', () => {
    const rules = read('docs/domain.md')
    const cited = code.flatMap((file) => [...read(file).matchAll(/\b([WSVFM]\d)\b/g)].map(([rule]) => rule))
    const unknown = [...new Set(cited)].filter((rule) => rule !== 'V8' && !rules.includes(`**${rule}`))
    expect(unknown).toEqual([])
  })
})

describe('packages', () => {
  const own = Object.entries({ ...house.dependencies, ...house.devDependencies })

  it('have exact versions', () => {
    expect(own.filter(([, version]) => !/^(npm:\S+@)?\d+\.\d+\.\d+$/.test(version))).toEqual([])
  })

  it('are explained in docs/decisions.md', () => {
    const reasons = read('docs/decisions.md')
    const explained = (name: string) => reasons.includes(name) || name.startsWith('@types/')
    expect(own.filter(([name]) => !explained(name))).toEqual([])
  })

  it('are locked for every platform, so that npm ci works on each', () => {
    const locked = lock.packages as unknown as Record<string, Locked>
    const missing = Object.entries(locked).flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter(
        (name) => !locked[`node_modules/${name}`] && !locked[`${path}/node_modules/${name}`],
      ),
    )
    expect(missing).toEqual([])
  })
})

describe('code', () => {
  const linesWith = (among: string[], pattern: RegExp) =>
    among.flatMap((file) =>
      read(file)
        .split('\n')
        .filter((line) => pattern.test(line))
        .map((line) => `${file}: ${line.trim()}`),
    )

  it('whose tests run on the embedded database alone reaches none', () => {
    const rooms = /--exclude '(test\/[^']+)'/.exec(read('.ci/run'))![1]!
    const once = found(rooms).filter((file) => file.endsWith('.test.ts'))
    expect(once.length).toBeGreaterThan(50)
    expect(once.filter((file) => reached(file).has('test/support/backend.ts'))).toEqual([])
  })

  it('of the domain asks no clock, rolls no dice and waits for nothing', () => {
    const impure =
      /Date\.now|new Date\(\)|Math\.random|\basync\b|\bawait\b|\bPromise\b|\bprocess\.|setTimeout|setInterval/
    expect(linesWith(found('src/domain/**/*.ts'), impure)).toEqual([])
  })

  it('reads the environment in config.ts and in commands only', () => {
    const others = code.filter((file) => file !== 'src/config.ts' && !file.startsWith('src/commands/'))
    expect(linesWith(others, /process\.env\b/)).toEqual([])
  })

  it('leaves no notes to do later and switches no checks off', () => {
    const notes = new RegExp(['TO' + 'DO', 'FIX' + 'ME', '@ts-' + 'ignore', '@ts-' + 'nocheck'].join('|'))
    expect(linesWith(files, notes)).toEqual([])
  })

  it('stays short', () => {
    const lists = ['src/domain/types.ts', 'src/domain/question-bank.ts']
    const long = code.filter((file) => read(file).split('\n').length > 300)
    expect(long.filter((file) => !lists.includes(file))).toEqual([])
  })

  it('names no place outside of the project', () => {
    const places = new RegExp(['/wo' + 'rk/', '\\.\\./sha' + 'red/', '/opt/no' + 'de'].join('|'))
    expect(linesWith(files, places)).toEqual([])
  })
})
