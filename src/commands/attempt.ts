// A test that saves where all goes well: each step is printed as it is over.
import type { Step } from '../calendars/probe.ts'
import { printStep } from '../terminal/steps.ts'

/** Returns what the attempt does at its end. @param onStep also told of each */
export async function printAttempt<T>(
  attempt: AsyncGenerator<Step, T, undefined>,
  onStep: (step: Step) => void = () => {},
): Promise<T> {
  for (;;) {
    const { done, value } = await attempt.next()
    if (done) return value
    printStep(value)
    onStep(value)
  }
}
