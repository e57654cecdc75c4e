// Calendars that were named one by one: one is read, then all are stored, and said so.
import { type Connected, type NewCalendars, testAndConnect } from '../connecting/calendars.ts'
import { printAttempt } from './attempt.ts'
import { withStore } from './store.ts'

export async function connectListed(wanted: NewCalendars) {
  const connected = await withStore((store, config) =>
    printAttempt(testAndConnect(store, wanted, config, Date.now())),
  )
  process.stdout.write(
    connected ? `\n${told(wanted, connected).join('\n')}\n` : '\nNothing was stored or changed.\n',
  )
  if (!connected) process.exitCode = 1
}

function told({ owners }: NewCalendars, { domains }: Connected): string[] {
  const count = owners.length === 1 ? 'One calendar is' : `${owners.length} calendars are`
  return [
    `${count} watched from now on, while Halfhour runs.`,
    ...(domains.length > 0 ? [`Colleagues are, from now on, all people at ${domains.join(', ')}.`] : []),
  ]
}
