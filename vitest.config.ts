import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

const patience = Number(process.env.HALFHOUR_TEST_RUNS ?? 1)

/** They take a third of the time: begun first, none of them runs on alone when all others are done. */
const longest = /stories\/random\.|demo\/killed|web\/browser-connections|commands\/connect-/

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const { long = [], short = [] } = Object.groupBy(files, ({ moduleId }) =>
      longest.test(moduleId) ? 'long' : 'short',
    )
    return [...long, ...short]
  }
}

// One config for every suite: tests need no order, share no database and leak nothing.
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    pool: 'forks',
    // The tests mostly wait: for databases, sockets and children. More at once want more connections than PostgreSQL has.
    maxWorkers: Math.min(availableParallelism(), 6),
    globalSetup: ['test/support/backend.ts', 'test/support/browser.ts', 'test/support/leavings.ts'],
    setupFiles: ['test/support/chance.ts'],
    // Limits only end what hangs: how long something takes says more of the machine than of the code.
    testTimeout: 300_000 * patience,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 90_000 } },
    sequence: { shuffle: { tests: true }, sequencer: LongestFirst },
  },
})
