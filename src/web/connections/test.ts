// A connection's test, told step by step as HTML: each piece as it comes, and how it all ended. Never throws.
import type { FastifyBaseLogger } from 'fastify'
import type { Step } from '../../calendars/probe.ts'
import { UsageError } from '../../errors.ts'
import type { Pages } from '../pages.ts'

const OUTCOMES: Record<Step['outcome'], { tone: string; word: string }> = {
  ok: { tone: 'well', word: 'worked' },
  failed: { tone: 'trouble', word: 'failed' },
  busy: { tone: 'wait', word: 'could not be tried: the service is busy' },
  skipped: { tone: 'wait', word: 'was not tried' },
}

/** How it ended: the steps, and what the test returned, or why it could not go on. */
export interface Told<Result> {
  steps: Step[]
  result: Result | null
  broken: string | null
}

const BROKEN = 'Something broke on our side; the log of the service says what.'

export async function* tellSteps<Result>(
  test: AsyncGenerator<Step, Result, undefined>,
  pages: Pages,
  log: Pick<FastifyBaseLogger, 'error'>,
): AsyncGenerator<string, Told<Result>, undefined> {
  const steps: Step[] = []
  try {
    for (;;) {
      const { value, done } = await test.next()
      if (done) return { steps, result: value, broken: null }
      steps.push(value)
      yield pages.piece('step', stepView(value))
    }
  } catch (error) {
    if (error instanceof UsageError) return { steps, result: null, broken: error.message }
    log.error({ err: error }, 'a test of a connection broke')
    return { steps, result: null, broken: BROKEN }
  } finally {
    // Whoever goes away ends the test, too.
    await test.return(undefined as never)
  }
}

const stepView = ({ name, outcome, said, wayOut, raw }: Step) => ({
  ...OUTCOMES[outcome],
  name,
  said,
  wayOut: wayOut ?? null,
  raw: raw ?? null,
})

const BUSY = {
  tone: 'wait',
  word: 'The service is busy.',
  sentence: 'Nothing is broken. Try again in a moment.',
}

export function outcomeView({ steps, broken }: Pick<Told<unknown>, 'steps' | 'broken'>) {
  const failed = steps.filter(({ outcome }) => outcome === 'failed').length
  if (broken !== null) return { tone: 'trouble', word: 'It could not be finished.', sentence: broken }
  if (failed === 0 && steps.some(({ outcome }) => outcome === 'busy')) return BUSY
  if (failed === 0) return { tone: 'well', word: 'Everything worked.', sentence: '' }
  return {
    tone: 'trouble',
    word: failed === 1 ? 'One step failed.' : `${failed} steps failed.`,
    sentence: failed === 1 ? 'What to do stands beside it.' : 'What to do stands beside each.',
  }
}
