// An audit of told meetings, without a process of its own: files in, its JSON and its mails out.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { audit, type Request } from '../../src/audit/audit.ts'
import { mailsOf } from '../../src/audit/emails.ts'
import { calendarArgument, readCalendars, readHolidays, readManagers } from '../../src/audit/input.ts'
import { auditJson } from '../../src/audit/json.ts'
import { defaultPolicy, type Policy } from '../../src/domain/policy.ts'
import { DAY } from '../../src/domain/types.ts'
import { googleOf, googleViewOf } from './told-google.ts'
import { graphDeltaOf, graphOf, graphViewOf } from './told-graph.ts'
import { icsOf } from './told-ics.ts'

export const formats = {
  ics: icsOf,
  google: googleOf,
  'google view': googleViewOf,
  graph: graphOf,
  'graph view': graphViewOf,
  'graph delta': graphDeltaOf,
}
export type Format = keyof typeof formats

export interface Asked {
  now?: string
  from?: string
  to?: string
  domains?: string[]
  /** CSV rows, 'ada,grace' for short. */
  managers?: string[]
  holidays?: string
  policy?: Partial<Policy>
}

/** Files by name, 'grace' or 'ada@example.com=x' alike; text is iCalendar, anything else JSON. */
export async function audited(files: Record<string, unknown>, asked: Asked = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'halfhour-audited-'))
  try {
    const args = await Promise.all(Object.entries(files).map(([name, held]) => written(folder, name, held)))
    const request = await requestOf(folder, args, asked)
    const outcome = audit(request)
    const { calendars } = request
    const json = JSON.parse(JSON.stringify(auditJson(outcome, request, calendars.problems)))
    return { json, mails: mailsOf(outcome, request).map(mailLine), outcome, request }
  } finally {
    await rm(folder, { recursive: true })
  }
}

async function written(folder: string, name: string, held: unknown): Promise<string> {
  const [file = '', owner] = name.split('=').reverse()
  const isText = typeof held === 'string' || Buffer.isBuffer(held)
  const path = join(folder, `${file}.${isText ? 'ics' : 'json'}`)
  await writeFile(path, isText ? held : JSON.stringify(held))
  return owner ? `${owner}=${path}` : path
}

async function requestOf(folder: string, args: string[], asked: Asked): Promise<Request> {
  const now = Date.parse(asked.now ?? '2026-03-31T12:00:00Z')
  const start = asked.from ? Date.parse(asked.from) : now - 90 * DAY
  const end = asked.to ? Date.parse(asked.to) + DAY : now + 30 * DAY
  return {
    calendars: await readCalendars(args.map(calendarArgument), now, () => undefined),
    domains: asked.domains ?? [],
    management: asked.managers ? await managementOf(folder, asked.managers) : [],
    holidays: asked.holidays
      ? await readHolidays(await textFile(folder, 'holidays.ics', asked.holidays), now, {
          start: now - 365 * DAY,
          end: now + 365 * DAY,
        })
      : new Set<string>(),
    policy: { ...defaultPolicy, ...asked.policy },
    now,
    window: { start, end },
  }
}

async function managementOf(folder: string, rows: string[]) {
  const full = rows.map((row) => row.replace(/\b(ada|grace|linus)\b(?!@)/g, '$1@example.com'))
  const path = await textFile(folder, 'managers.csv', ['person,manager', ...full, ''].join('\n'))
  return (await readManagers(path)).management
}

async function textFile(folder: string, name: string, text: string): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, text)
  return path
}

/** 'missed ada@example.com 2026-03-11T09:30Z' */
const mailLine = ({ composed, recipient, date }: ReturnType<typeof mailsOf>[number]) =>
  `${composed.kind.split('-')[0]} ${recipient.address.replace('@example.com', '')} ${new Date(date).toISOString().slice(0, 16)}Z`

export interface JudgedSlot {
  slot: string
  start: string
  end: string
  minutes: number
  state: string
  moved: boolean
  flags: string[]
  reasons: string[]
}

/** '03-03 held moved short [shortened]' */
export function slotLine({ slot, state, moved, flags, reasons }: JudgedSlot): string {
  const marks = [state, ...(moved ? ['moved'] : []), ...flags.filter((flag) => flag !== 'skipped')]
  return `${slot.slice(5, 10)} ${marks.join(' ')}${reasons.length > 0 ? ` [${reasons.join(' ')}]` : ''}`
}
