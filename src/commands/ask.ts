// Questions to whoever sits at the terminal.
import type { Interface } from 'node:readline/promises'
import { GivenUp } from '../errors.ts'

/** Closes what it asks by. Throws a GivenUp for Ctrl+C and Ctrl+D in place of an answer. */
export async function answerTo(question: string, asking: Interface): Promise<string> {
  try {
    return await asking.question(question)
  } catch (error) {
    if ((error as Error).name !== 'AbortError') throw error
    throw new GivenUp()
  } finally {
    asking.close()
  }
}
