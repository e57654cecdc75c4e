#!/usr/bin/env node
// Plain JavaScript, so that an older Node can hand over to the one that the project brings along.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import module from 'node:module'
import { fileURLToPath } from 'node:url'

const [major, minor] = process.versions.node.split('.').map(Number)
const own = fileURLToPath(new URL('../node_modules/node/bin/node', import.meta.url))

if (major > 24 || (major === 24 && minor >= 12)) {
  // Types are stripped and code is compiled once, not at every start.
  module.enableCompileCache()
  await import('../src/cli.ts')
} else if (existsSync(own)) {
  const child = spawn(own, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
  child.on('exit', (status, signal) => process.exit(signal ? 1 : status))
} else {
  process.stderr.write(
    `halfhour: this is Node ${process.versions.node}, but Halfhour runs on Node 24.12 or newer. ` +
      'In the project, "npm ci && npm rebuild node" puts one into node_modules, which the npm scripts use.\n',
  )
  process.exit(1)
}
