// Writes the mail of a mailing: loads what it stands on, judges once more, and lets the mail room compose and render.

import type { Bundle } from './domain/bundles.ts'
import { digestOf } from './domain/digest.ts'
import { busySpans, freeTimes } from './domain/free.ts'
import { occasionOf } from './domain/occasion.ts'
import { type PlannedMailing, pairKeyOf, reachOf } from './domain/planning.ts'
import { type Question, questionFor } from './domain/questions.ts'
import {
  type Address,
  DAY,
  HOUR,
  type Instant,
  type Judgement,
  type PairFacts,
  type Person,
  type Span,
} from './domain/types.ts'
import {
  type Composed,
  composeAlerts,
  composeDigest,
  composeOne,
  composeTrouble,
  composeWellAgain,
  type Desk,
  noTopics,
  type Scene,
} from './mail/compose.ts'
import { type Message, messageOf, type Sender } from './mail/message.ts'
import { renderMail } from './mail/render.ts'
import { asPlanned, isAlert } from './pipeline/bundle.ts'
import { decide, factsOf } from './pipeline/judge.ts'
import type { Mailing } from './store/mailing.ts'
import type { Store } from './store/open.ts'
import type { Trouble } from './store/trouble.ts'

/** Where letters are written: the store they draw on, who sends them, and what the service adds to each. */
export interface Office {
  store: Store
  sender: Sender
  /** Made per mail, as the first mail to somebody introduces us. */
  deskFor(recipient: Address): Promise<Desk>
}

interface Letter {
  composed: Composed
  recipient: Person
  /** Names the slot whose mails make one thread. */
  thread: string | null
}

/**
 * The message for one mailing, or for a bundle of alerts whose first names it (M4). Null: there is nothing (more) to
 * say. Throws UnmailableAddress.
 */
export async function writeLetter(
  office: Office,
  mailings: readonly Mailing[],
  now: Instant,
): Promise<Message | null> {
  const first = mailings[0]!
  const desk = await office.deskFor(first.recipient)
  const letter = await letterFor(office, mailings, desk, now)
  if (!letter) return null
  const { kind, view } = letter.composed
  const rendered = await renderMail(kind, view, letter.recipient)
  const stop = view.stops?.thisKind ?? null
  const mailing = { kind, key: first.subject, slot: letter.thread, stop, date: now }
  return messageOf(rendered, mailing, letter.recipient, office.sender)
}

function letterFor(
  office: Office,
  mailings: readonly Mailing[],
  desk: Desk,
  now: Instant,
): Promise<Letter | null> {
  const first = mailings[0]!
  if (first.kind === 'trouble') return Promise.resolve(troubleLetter(first, desk, now))
  if (first.kind === 'digest') return digestLetter(office.store, first, desk, now)
  if (isAlert(first)) return alertsLetter(office.store, mailings, desk, now)
  return slotLetter(office.store, first, desk, now)
}

// --- agenda and recap ---------------------------------------------------------------------------------------

async function slotLetter(store: Store, mailing: Mailing, desk: Desk, now: Instant): Promise<Letter | null> {
  const known = await judged(store, mailing.pair!, now)
  if (!known) return null
  const planned = asPlanned(mailing)
  const question = mailing.kind === 'agenda' ? await ask(store, mailing, planned, known) : null
  const scene = { ...sceneOf(known), question: question?.text ?? null }
  const composed = composeOne(planned, scene, desk, now)
  return { composed, recipient: personIn(known, mailing.recipient), thread: threadOf(mailing) }
}

/** A mail that is repeated for a later day stays in the thread of its slot. */
const threadOf = ({ subject }: Mailing): string => subject.replace(/ again$/, '')

/** The question of this mail: the one it asked already, if it is tried again. */
async function ask(store: Store, mailing: Mailing, planned: PlannedMailing, known: Known): Promise<Question> {
  const { facts, judgement } = known
  const slot = judgement.slots.find(({ original }) => original === mailing.slot)!
  const back = planned.role === 'report' ? planned.recipient : planned.about
  const absences = facts.absences.filter(({ person }) => person === back)
  const occasion = occasionOf(slot, judgement, absences, personIn(known, back).zone, 0)
  const asked = await store.diary.questionsAsked(mailing.pair!, mailing.recipient)
  const before =
    mailing.payload.question === undefined
      ? asked
      : asked.slice(0, asked.indexOf(String(mailing.payload.question)))
  const question = questionFor(planned.role, pairKeyOf(facts.people), before, occasion)
  await store.diary.noteQuestion(mailing.id, question.id)
  return question
}

// --- alerts -------------------------------------------------------------------------------------------------

async function alertsLetter(
  store: Store,
  mailings: readonly Mailing[],
  desk: Desk,
  now: Instant,
): Promise<Letter | null> {
  const scenes = new Map<Address, Scene>()
  const alerts = mailings.map(asPlanned)
  let recipient: Person | undefined
  for (const [about, ofPair] of Map.groupBy(mailings, ({ payload }) => payload.about as Address)) {
    const known = await judged(store, ofPair[0]!.pair!, now)
    if (!known) return null
    recipient = personIn(known, ofPair[0]!.recipient)
    scenes.set(about, { ...sceneOf(known), times: await timesFor(store, known.facts, now) })
  }
  if (!recipient) return null
  const kind = alerts[0]!.kind as Bundle['kind']
  const bundle: Bundle = { recipient: recipient.address, kind, day: alerts[0]!.day, at: now, alerts }
  const composed = composeAlerts(bundle, (about) => scenes.get(about)!, desk, now)
  return { composed, recipient, thread: null }
}

const SOONEST = 2 * HOUR
const AHEAD = 12 * DAY

async function timesFor(store: Store, facts: PairFacts, now: Instant): Promise<Span[]> {
  const within = { start: now, end: now + AHEAD }
  const diaries = await Promise.all(
    facts.people.map(async (person) => {
      const { work, absences } = reachOf(person, facts)
      const rows = await store.diary.rowsOf(person.address, within)
      return { work, busy: [...absences, ...busySpans(rows, person.address, within)] }
    }),
  )
  return freeTimes(diaries, facts.policy.minimumMinutes, now + SOONEST, facts.people[0].zone)
}

// --- digest -------------------------------------------------------------------------------------------------

async function digestLetter(
  store: Store,
  mailing: Mailing,
  desk: Desk,
  now: Instant,
): Promise<Letter | null> {
  const pairs: { judgement: Judgement; report: Person }[] = []
  let manager: Person | undefined
  for (const { id } of await store.pairs.ofPeople([mailing.recipient])) {
    const known = await judged(store, id, now)
    if (known?.judgement.manager !== mailing.recipient) continue
    manager = personIn(known, mailing.recipient)
    pairs.push({ judgement: known.judgement, report: known.facts.people.find((one) => one !== manager)! })
  }
  if (manager?.leftAt != null && manager.leftAt <= now) return null
  const digest = manager && digestOf({ manager, pairs, openItems: 0 }, now)
  if (!manager || !digest) return null
  const personOf = (address: Address) => pairs.find(({ report }) => report.address === address)!.report
  return { composed: composeDigest(digest, personOf, desk, now), recipient: manager, thread: null }
}

// --- trouble ------------------------------------------------------------------------------------------------

function troubleLetter({ recipient, payload }: Mailing, desk: Desk, now: Instant): Letter {
  const { trouble, until } = payload as { trouble: Trouble; until?: Instant }
  const composed =
    until === undefined ? composeTrouble(trouble, desk, now) : composeWellAgain(trouble, until, desk, now)
  return { composed, recipient: { ...nobody, address: recipient }, thread: null }
}

/** Admins need not be people of the calendars. */
const nobody: Person = {
  address: '',
  aliases: [],
  name: null,
  zone: 'UTC',
  hours: null,
  locale: null,
  leftAt: null,
}

// --- what all of them stand on ------------------------------------------------------------------------------

interface Known {
  facts: PairFacts
  judgement: Judgement
}

async function judged(store: Store, pair: number, now: Instant): Promise<Known | null> {
  const known = await store.judging.known(pair, now)
  return known && { facts: factsOf(known), judgement: decide(known, now).judgement }
}

function sceneOf({ facts, judgement }: Known): Scene {
  const { people, policy } = facts
  return {
    judgement,
    people,
    policy,
    times: [],
    question: null,
    topics: noTopics,
    actions: { mine: [], theirs: [] },
  }
}

function personIn({ facts }: Known, address: Address): Person {
  return facts.people.find((person) => person.address === address)!
}
