#!/usr/bin/env node
// Plain JavaScript, so that an older Node can say what it needs before it meets TypeScript.
import module from 'node:module'

const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 24 || (major === 24 && minor < 12)) {
  process.stderr.write(
    `halfhour: this is Node ${process.versions.node}, but Halfhour runs on Node 24.12 or newer. ` +
      'In the project, "npm ci && npm rebuild node" puts one into node_modules, which the npm scripts use.\n',
  )
  process.exit(1)
}
// Types are stripped and code is compiled once, not at every start.
module.enableCompileCache()
await import('../src/cli.ts')
