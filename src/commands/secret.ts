// Secrets as a person gives them to a command: pasted, unseen, or from a file; never among its arguments.
import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { text as textFrom } from 'node:stream/consumers'
import { UsageError } from '../errors.ts'
import { answerTo } from './ask.ts'

/** @param given what stands behind the option: only - is taken. Throws a UsageError that does not repeat it. */
export async function pastedSecret(given: string, option: string): Promise<string> {
  if (given !== '-')
    throw new UsageError(
      `A secret among the arguments is seen by everybody on this machine. Paste it (${option} -), or name its file (${option}-file FILE).`,
    )
  return (process.stdin.isTTY ? await typed() : await textFrom(process.stdin)).trim()
}

/** Letters that are typed are shown nowhere, from the moment on in which they are asked for. */
export async function typed(
  input: NodeJS.ReadableStream = process.stdin,
  output: NodeJS.WritableStream = process.stderr,
): Promise<string> {
  const nowhere = new Writable({ write: (_letters, _encoding, done) => done() })
  const asking = createInterface({ input, output: nowhere, terminal: true })
  output.write('Paste the secret, then press Enter: ')
  return await answerTo('', asking).finally(() => output.write('\n'))
}
