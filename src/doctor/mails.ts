// Mails: whether they go to people, and how many are planned, went out or failed.
import type { Config } from '../config.ts'
import type { Instant } from '../domain/types.ts'
import { counted } from '../domain/written.ts'
import type { Store } from '../store/open.ts'
import type { Outcome } from '../store/overview.ts'
import type { Told } from '../terminal/steps.ts'
import { relative } from '../web/words.ts'

export async function* mailFindings(store: Store, config: Config, now: Instant): AsyncGenerator<Told> {
  yield liveFinding(await store.settings.goLiveAt(), config, now)
  const outcomes = await store.overview.outcomes()
  const [next] = await store.overview.nextMails(1)
  const planned = count(outcomes, ({ state }) => state === 'planned')
  const soonest = next ? `, the next goes ${relative(next.goesAt, now)}` : ''
  yield { name: 'Planned', outcome: 'ok', said: `${counted(planned, 'mail', 'mails')}${soonest}.` }
  yield { name: 'Gone out', outcome: 'ok', said: gone(outcomes) }
  const failed = count(outcomes, ({ state }) => state === 'failed')
  if (failed > 0) yield await failure(store, failed)
}

function liveFinding(since: Instant | null, { smtpUrl }: Config, now: Instant): Told {
  const name = 'Going live'
  if (since === null)
    return {
      name,
      outcome: 'skipped',
      said: 'No mail goes to people yet, all stay in the built-in mailbox. When they look right: halfhour go-live.',
    }
  if (smtpUrl !== undefined)
    return { name, outcome: 'ok', said: `Mails go to people; that was decided ${relative(since, now)}.` }
  const said = 'Mails should go to people, but there is no mail server: they stay in the built-in mailbox.'
  return { name, outcome: 'failed', said, wayOut: 'Set SMTP_URL and MAIL_FROM.' }
}

function gone(outcomes: Outcome[]): string {
  const sent = count(outcomes, ({ state, via }) => state === 'sent' && via === 'smtp')
  const kept = count(outcomes, ({ state, via }) => state === 'sent' && via !== 'smtp')
  const maybe = count(outcomes, ({ state }) => state === 'maybe-sent')
  return `${sent} to people, ${kept} to the built-in mailbox${maybe > 0 ? `, ${maybe} may have arrived` : ''}.`
}

async function failure(store: Store, many: number): Promise<Told> {
  const failed = await store.mailings.list({ states: ['failed'], limit: many })
  const last = failed.at(-1)
  const said = `${counted(many, 'mail was', 'mails were')} refused for good, the last to ${last?.recipient}.`
  const wayOut = 'Correct the address, in the directory or in the file of people.'
  return { name: 'Failed', outcome: 'noted', said, wayOut, ...(last?.reason ? { raw: last.reason } : {}) }
}

const count = (outcomes: Outcome[], is: (outcome: Outcome) => boolean): number =>
  outcomes.filter(is).reduce((total, { mails }) => total + mails, 0)
