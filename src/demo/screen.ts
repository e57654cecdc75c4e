// The demo's terminal: what is connected, the days passing, what people do, the mails of each day, a progress bar.
import { localDay } from '../domain/clock.ts'
import type { Day, Instant } from '../domain/types.ts'
import type { SampleCompany } from '../sandbox/sample-company/company.ts'
import type { ConnectionLine } from '../store/overview.ts'
import { progressBar } from '../terminal/progress.ts'
import { dim } from '../terminal/signs.ts'
import { column, columnsOf, wrapped } from '../terminal/text.ts'
import type { Watcher } from './run.ts'

export const say = (line = '') => process.stdout.write(`${line}\n`)
export const terminalWidth = () => columnsOf(process.stdout, 130)

export interface Screen extends Watcher {
  /** A mail that went; told with its day. */
  mail(kind: string): void
  end(): void
  /** Leaves the terminal as it should be where the story stops. */
  stop(): void
}

export function openScreen({ start, end }: SampleCompany): Screen {
  const bar = progressBar()
  const mails = new Map<string, number>()
  let today: Day | null = null
  const closeDay = () => {
    if (today === null) return
    bar.end()
    say(dim(`  ${dayName(today)}  ${mailsTold(mails)}`))
    mails.clear()
  }
  return {
    day(day) {
      closeDay()
      today = day
    },
    act({ what, at }) {
      if (at < start) return
      bar.end()
      const margin = `\n${' '.repeat(14)}`
      say(`  ${dayName(localDay(at, 'Europe/Berlin'))}  ${wrapped(what, terminalWidth() - 14).join(margin)}`)
    },
    at: (now: Instant) => bar.at(now - start, end - start, today ? dayName(today) : ''),
    mail: (kind) => void mails.set(kind, (mails.get(kind) ?? 0) + 1),
    stop: () => bar.end(),
    end() {
      closeDay()
      bar.end()
    },
  }
}

/** A line per connection. */
export function showConnections(connections: readonly Pick<ConnectionLine, 'name' | 'calendars'>[]): void {
  const width = Math.max(...connections.map(({ name }) => name.length))
  for (const { name, calendars } of connections) say(`  ${column(name, width)}  ${calendars} people`)
  say()
}

function dayName(day: Day): string {
  const format = new Intl.DateTimeFormat('en-GB', {
    weekday: 'short',
    day: '2-digit',
    month: 'short',
    timeZone: 'UTC',
  })
  return format.format(new Date(day)).replace(',', '')
}

function mailsTold(mails: ReadonlyMap<string, number>): string {
  return mails.size === 0
    ? 'no mail'
    : `✉ ${[...mails].map(([kind, count]) => `${count} ${kind}`).join(', ')}`
}
