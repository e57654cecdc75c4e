// Every mail that would have gone out in the window, as .eml files: the dry run of an audit.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Bundle, bundleAlerts } from '../domain/bundles.ts'
import { digestOf } from '../domain/digest.ts'
import { planDigests } from '../domain/digest-time.ts'
import { busySpans, freeTimes } from '../domain/free.ts'
import { judgeWatched } from '../domain/judge.ts'
import { planMailings } from '../domain/mailings.ts'
import { occasionOf } from '../domain/occasion.ts'
import {
  isTooLate,
  type PlanContext,
  type PlannedMailing,
  type PlanWindow,
  pairKeyOf,
  reachOf,
  replayWindow,
} from '../domain/planning.ts'
import { questionFor } from '../domain/questions.ts'
import { type Address, DAY, type Instant, type Person, type Span } from '../domain/types.ts'
import {
  type Composed,
  composeAlerts,
  composeDigest,
  composeOne,
  noDesk,
  noTopics,
  type Scene,
} from '../mail/compose.ts'
import { type Message, messageOf, toEml } from '../mail/message.ts'
import { renderMail } from '../mail/render.ts'
import type { Audit, Audited, Request } from './audit.ts'

/** Writes them into `folder`, which exists, named by their date, and tells how many of each kind there are. */
export async function writeEmails(
  audit: Audit,
  request: Request,
  folder: string,
): Promise<Map<string, number>> {
  const counts = new Map<string, number>()
  for await (const message of messagesOf(audit, request)) {
    const number = [...counts.values()].reduce((sum, count) => sum + count, 1)
    const date = new Date(message.date).toISOString().slice(0, 16).replace(/[-:]/g, '')
    await writeFile(
      join(folder, `${String(number).padStart(4, '0')}-${date}Z-${message.kind}.eml`),
      await toEml(message),
    )
    counts.set(message.kind, (counts.get(message.kind) ?? 0) + 1)
  }
  return counts
}

async function* messagesOf(audit: Audit, request: Request): AsyncGenerator<Message> {
  for (const mail of mailsOf(audit, request)) {
    const { kind, view } = mail.composed
    const { address, name, zone, locale } = mail.recipient
    const recipient = { address, name, zone, locale }
    const rendered = await renderMail(kind, view, recipient)
    const mailing = { kind, key: mail.key, slot: mail.thread, stop: null, date: mail.date }
    yield messageOf(rendered, mailing, recipient, {
      address: 'halfhour@localhost',
      name: 'Halfhour',
      host: 'halfhour.invalid',
    })
  }
}

interface Mail {
  composed: Composed
  recipient: Person
  key: string
  /** Prompt and recap of a slot make one thread. */
  thread: string | null
  date: Instant
}

/** All mails of the window up to now, by date. */
export function mailsOf({ pairs }: Audit, request: Request): Mail[] {
  const until = Math.min(request.now, request.window.end - 1)
  const window = replayWindow(request.window.start, until)
  const people = new Map(pairs.flatMap(({ facts }) => facts.people.map((person) => [person.address, person])))
  // One alert more on the same day makes all of that day wait for it (M4), be it after the window's end.
  const wider = replayWindow(request.window.start, until + DAY)
  const planned = pairs.flatMap((pair) => planOf(pair, wider).map((mailing) => ({ mailing, pair })))
  const single = planned.filter(({ mailing }) => mailing.kind === 'agenda' || mailing.kind === 'recap')
  const pairOf = new Map(planned.map(({ mailing, pair }) => [mailing, pair]))
  const bundles = bundleAlerts(
    planned.map(({ mailing }) => mailing),
    [...people.values()],
  )
  return [
    ...askedInTurn(single, request),
    ...bundles.map((bundle) => alertsMail(bundle, pairOf, people.get(bundle.recipient)!, request)),
    ...[...people.values()].flatMap((person) => digestsOf(person, pairs, window)),
  ]
    .filter(({ date }) => date <= until)
    .sort((a, b) => a.date - b.date || (a.key < b.key ? -1 : 1))
}

function planOf({ judgement, facts }: Audited, window: PlanWindow): PlannedMailing[] {
  const context: PlanContext = {
    ...facts,
    settled: [],
    firstSeen: new Map(),
    pairSeen: null,
    alertsSince: null,
  }
  return planMailings(judgement, context, window).filter((mailing) => !isTooLate(mailing))
}

/** Agendas and recaps; what a pair was asked before decides the next question. */
function askedInTurn(planned: { mailing: PlannedMailing; pair: Audited }[], request: Request): Mail[] {
  const asked = new Map<string, string[]>()
  return planned
    .sort((a, b) => a.mailing.dueAt - b.mailing.dueAt)
    .map(({ mailing, pair }) => {
      const key = `${pairKeyOf(pair.facts.people)} ${mailing.recipient}`
      const history = asked.get(key) ?? []
      const question = mailing.kind === 'agenda' ? questionOf(mailing, pair, history) : null
      if (question) asked.set(key, [...history, question.id])
      const scene = { ...sceneOf(pair, mailing.dueAt, request), question: question?.text ?? null }
      return mailOf(mailing, composeOne(mailing, scene, noDesk, mailing.dueAt), pair)
    })
}

function questionOf(mailing: PlannedMailing, { facts, judgement }: Audited, history: string[]) {
  const slot = judgement.slots.find((one) => one.original === mailing.slot)!
  const report = facts.people.find((person) => person.address !== judgement.manager) ?? facts.people[0]
  const absences = facts.absences.filter(({ person }) => person === report.address)
  const occasion = occasionOf(slot, judgement, absences, report.zone, 0)
  return questionFor(mailing.role, pairKeyOf(facts.people), history, occasion)
}

function mailOf(mailing: PlannedMailing, composed: Composed, { facts }: Audited): Mail {
  const recipient = facts.people.find(({ address }) => address === mailing.recipient)!
  return { composed, recipient, key: mailing.subject, thread: mailing.subject, date: mailing.dueAt }
}

function alertsMail(
  bundle: Bundle,
  pairOf: Map<PlannedMailing, Audited>,
  recipient: Person,
  request: Request,
): Mail {
  const pairs = new Map(bundle.alerts.map((mailing) => [mailing.about, pairOf.get(mailing)!]))
  const scene = (about: Address) => sceneOf(pairs.get(about)!, bundle.at, request, true)
  const composed = composeAlerts(bundle, scene, noDesk, bundle.at)
  return { composed, recipient, key: `${bundle.kind} ${bundle.day}`, thread: null, date: bundle.at }
}

/** @param withTimes proposes times too, which alerts do */
function sceneOf({ judgement, facts }: Audited, now: Instant, request: Request, withTimes = false): Scene {
  const actions = { mine: [], theirs: [] }
  const times = withTimes ? timesFor(facts.people, facts, now, request) : []
  return {
    judgement,
    people: facts.people,
    policy: facts.policy,
    times,
    question: null,
    topics: noTopics,
    actions,
  }
}

function timesFor(
  people: readonly Person[],
  facts: Audited['facts'],
  now: Instant,
  { calendars }: Request,
): Span[] {
  const diaries = people.map((person) => {
    const own = new Set(calendars.copies.filter(({ owner }) => owner === person.address).map(({ id }) => id))
    const events = calendars.events.filter(({ calendar }) => own.has(calendar))
    const { work, absences } = reachOf(person, facts)
    return {
      work,
      busy: [...absences, ...busySpans(events, person.address, { start: now, end: now + 12 * DAY })],
    }
  })
  return freeTimes(diaries, facts.policy.minimumMinutes, now + DAY / 12, people[0]!.zone)
}

/** A digest is judged as of its Monday, with what is known now. */
function digestsOf(manager: Person, all: readonly Audited[], window: PlanWindow): Mail[] {
  const own = all.filter(({ facts }) => facts.management.some((one) => one.manager === manager.address))
  if (own.length === 0) return []
  const { absences, holidays, policy } = own[0]!.facts
  return planDigests(manager, { absences, holidays, policy, seen: null }, window).flatMap(
    ({ dueAt, subject }) => {
      const pairs = own.map(({ facts, watched }) => ({
        judgement: judgeWatched(watched, facts, dueAt),
        report: facts.people.find(({ address }) => address !== manager.address)!,
      }))
      const digest = digestOf({ manager, pairs, openItems: 0 }, dueAt)
      if (!digest) return []
      const personOf = (address: Address) => pairs.find(({ report }) => report.address === address)!.report
      const composed = composeDigest(digest, personOf, noDesk, dueAt)
      return [{ composed, recipient: manager, key: subject, thread: null, date: dueAt }]
    },
  )
}
