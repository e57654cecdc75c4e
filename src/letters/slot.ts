// Agenda and recap, with the question that an agenda suggests.
import { occasionOf } from '../domain/occasion.ts'
import { type PlannedMailing, pairKeyOf } from '../domain/planning.ts'
import { type Question, questionFor } from '../domain/questions.ts'
import type { Instant } from '../domain/types.ts'
import { composeOne, type Desk } from '../mail/compose.ts'
import { asPlanned } from '../pipeline/bundle.ts'
import type { Mailing } from '../store/mailings/mailing.ts'
import type { Store } from '../store/open.ts'
import { judged, type Known, type Letter, personIn, sceneOf } from './known.ts'

export async function slotLetter(
  store: Store,
  mailing: Mailing,
  desk: Desk,
  now: Instant,
): Promise<Letter | null> {
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
