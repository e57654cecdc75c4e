// What was looked at and how it is.
import type { Told } from '../terminal/steps.ts'

export interface Finding extends Told {
  /** What it is about: the installation, a connection by its name, mails. */
  about: string
}

export async function* about(
  what: string,
  findings: Iterable<Told> | AsyncIterable<Told>,
): AsyncGenerator<Finding> {
  for await (const told of findings) yield { about: what, ...told }
}
