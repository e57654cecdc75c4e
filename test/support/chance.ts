// Properties draw the same cases each time, so that a run differs by what changed and by nothing else. Other cases, and
// more of them: HALFHOUR_TEST_SEED=random HALFHOUR_TEST_RUNS=20 npm test (or the number that a failed property prints).
import fc from 'fast-check'

const { HALFHOUR_TEST_SEED: asked = '20261120', HALFHOUR_TEST_RUNS: times = '1' } = process.env

/** What every draw of this run begins with. */
export const seed = asked === 'random' ? Math.floor(Math.random() * 1e9) : Number(asked)

fc.configureGlobal({ seed })

/** How many cases a property tries. */
export const runs = (usual: number): number => usual * Number(times)
