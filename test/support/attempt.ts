// A connection that is tested and saved, where nobody watches its steps.
import type { Step } from '../../src/calendars/probe.ts'

export async function attempted<T>(attempt: AsyncGenerator<Step, T, undefined>) {
  const steps: Step[] = []
  for (;;) {
    const { done, value } = await attempt.next()
    if (done) return { steps, result: value }
    steps.push(value)
  }
}
