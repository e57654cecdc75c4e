// `npm run bench`: every figure, or those named, each in a process of its own; prints results beside their aims.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { loadavg } from 'node:os'
import { changed } from './changed.ts'
import type { Figure, Line } from './figure.ts'
import { firstSync } from './first-sync.ts'
import { judging } from './judging.ts'
import { page } from './page.ts'
import { pickup } from './pickup.ts'
import { quiet } from './quiet.ts'
import { rejudge } from './rejudge.ts'
import { start } from './start.ts'
import { sweeping } from './sweeping.ts'
import { sync } from './sync.ts'
import { vendors } from './vendors.ts'

const ofVendors = [firstSync, quiet, changed].flatMap((figure) => vendors.map(figure))
const figures: Figure[] = [judging, rejudge, page, sync, ...ofVendors, sweeping, start, pickup]

const [first, ...more] = process.argv.slice(2)
if (process.send && first) await answer(first)
else await printAll(first ? [first, ...more] : figures.map(({ name }) => name))

/** In the child: measures one figure for whoever forked it. */
async function answer(name: string) {
  const lines = await figureOf(name).measure((progress) => process.send?.({ progress }))
  process.send?.({ lines })
  process.disconnect()
}

async function printAll(names: string[]) {
  const chosen = names.map(figureOf)
  let missed = 0
  for (const { name, title } of chosen) {
    const load = loadavg()[0]!.toFixed(1)
    const lines = await measured(name)
    process.stdout.write(`\n${title} (${name}; load before: ${load})\n${lines.map(shown).join('')}`)
    missed += lines.filter(({ met }) => met === false).length
  }
  process.stdout.write(`\n${missed === 0 ? 'Every aim is met.' : `Missed: ${missed}.`}\n`)
}

async function measured(name: string): Promise<Line[]> {
  const child = fork(new URL(import.meta.url), [name], { execArgv: ['--expose-gc', '--no-warnings'] })
  let lines: Line[] = []
  child.on('message', (told: { progress?: string; lines?: Line[] }) => {
    lines = told.lines ?? lines
    showProgress(told.progress ? `${name}: ${told.progress}` : '')
  })
  const [code] = await once(child, 'exit')
  if (code !== 0) throw new Error(`${name} ended with status ${code}.`)
  return lines
}

function showProgress(text: string) {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`)
}

function shown({ what, result, aim, met }: Line): string {
  const mark = met === undefined ? ' ' : met ? '✓' : '✗'
  return `  ${mark} ${what.padEnd(58)} ${result.padStart(12)}  ${aim ?? ''}`.trimEnd().concat('\n')
}

function figureOf(name: string): Figure {
  const figure = figures.find((one) => one.name === name)
  if (figure) return figure
  process.stderr.write(`No figure ${name}. There are: ${figures.map((one) => one.name).join(', ')}.\n`)
  process.exit(2)
}
