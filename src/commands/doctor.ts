// `halfhour doctor`: looks at everything, live, and says what needs hands and how to mend it.
import type { Command } from 'commander'
import { readConfig } from '../config.ts'
import { examine } from '../doctor/examine.ts'
import type { Finding } from '../doctor/finding.ts'
import { bold } from '../terminal/signs.ts'
import { printStep } from '../terminal/steps.ts'
import { plain } from '../terminal/text.ts'

export function doctorCommand(program: Command) {
  program
    .command('doctor')
    .summary('look at everything, live, and say what needs hands')
    .description(
      'Looks at the database, the queue, the mail server and every connection, live, and says what needs hands and how ' +
        'to mend it. Changes nothing; works beside a running service.\n\n' +
        'Ends with 0 where nothing is broken, with 1 where something needs hands.',
    )
    .option(
      '--json',
      'findings as JSON: {"well": …, "findings": [{about, name, outcome, said, wayOut?, raw?}]}',
    )
    .action(doctor)
}

async function doctor({ json = false }: { json?: boolean }) {
  const config = readConfig()
  const findings: Finding[] = []
  for await (const finding of examine(config, Date.now())) {
    if (!json) print(finding, findings.at(-1))
    findings.push(finding)
  }
  const broken = findings.filter(({ outcome }) => outcome === 'failed').length
  const well = broken === 0
  if (json) process.stdout.write(`${JSON.stringify({ well, findings }, null, 2)}\n`)
  else process.stdout.write(`\n${well ? 'Nothing is broken.' : `What is marked ✗ needs hands: ${broken}.`}\n`)
  process.exitCode = well ? 0 : 1
}

function print(finding: Finding, before: Finding | undefined) {
  if (finding.about !== before?.about)
    process.stdout.write(`${before === undefined ? '' : '\n'}${bold(plain(finding.about))}\n`)
  printStep(finding)
}
