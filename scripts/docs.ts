// Writes into the documents what the code knows better: the settings' table, and what an audit prints.
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { configTable } from '../src/config.ts'

export interface Passage {
  file: string
  /** It stands between `<!-- marker -->` and `<!-- /marker -->`. */
  marker: string
  text: () => string
}

export const passages: Passage[] = [
  { file: 'README.md', marker: 'settings', text: configTable },
  { file: 'README.md', marker: 'audit', text: exampleAudit },
  { file: 'docs/audit.md', marker: 'audit', text: exampleAudit },
]

/** The document as it should be. Throws where the markers are missing. */
export function written({ file, marker, text }: Passage): string {
  const document = readFileSync(pathOf(file), 'utf8')
  const [begin, end] = [`<!-- ${marker} -->\n`, `<!-- /${marker} -->`]
  const [from, to] = [document.indexOf(begin) + begin.length, document.indexOf(end)]
  if (from < begin.length || to < from) throw new Error(`${file} has no place marked "${marker}".`)
  return `${document.slice(0, from)}\n${text()}\n\n${document.slice(to)}`
}

export function pathOf(file: string): string {
  return fileURLToPath(new URL(`../${file}`, import.meta.url))
}

/** The example of docs/audit.md, run as a person would. */
function exampleAudit(): string {
  const days = ['--from', '2026-01-01', '--to', '2026-03-15', '--now', '2026-03-02T12:00:00Z']
  const files = ['docs/examples/ada.ics', '--managers', 'docs/examples/managers.csv']
  const { stdout } = spawnSync(process.execPath, ['bin/halfhour.js', 'audit', ...files, ...days], {
    cwd: pathOf(''),
    env: { ...process.env, NO_COLOR: '1', INIT_CWD: pathOf('') },
    encoding: 'utf8',
  })
  const lines = stdout.split('\n').map((line) => line.trimEnd())
  return ['```text', lines.join('\n').trim(), '```'].join('\n')
}

if (import.meta.main) for (const passage of passages) writeFileSync(pathOf(passage.file), written(passage))
