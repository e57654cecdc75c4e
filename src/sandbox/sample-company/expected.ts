// What must come out of the sample company's six weeks, put together from its chapters' tables.
import type { Refusal, Slot } from '../../domain/judgement.ts'
import type { Address, Instant } from '../../domain/types.ts'
import type { Bystander, Chapter } from './chapter.ts'
import { digests } from './digests.ts'
import { addressOf } from './people.ts'
import { mailsOf, slotsOf } from './table.ts'

export type MailKind = 'agenda' | 'recap' | 'missed' | 'short' | 'infrequent' | 'digest'

/** Named by its original start. */
export type ExpectedSlot = Pick<Slot, 'original' | 'state' | 'moved' | 'flags' | 'reasons'>

/** One mail as it arrives; of bundled alerts the one that carries them. */
export interface ExpectedMail {
  kind: MailKind
  to: Address
  /** The other ones of the pairs it is about, sorted; none: a digest. */
  about: Address[]
  /** Original starts of the slots it is about; none: a digest, infrequent. */
  slots: Instant[]
  at: Instant
  /** Equal to `at` but for mails that go as soon as a calendar was read: the last fitting moment. */
  until: Instant
}

export interface Expected {
  /** Final verdicts of all slots that begin by plan within the six weeks. */
  pairs: { people: readonly [Address, Address]; slots: ExpectedSlot[] }[]
  /** By time. */
  mails: ExpectedMail[]
  /** Meetings with others that are not watched. */
  notWatched: { title: string; reason: Refusal }[]
}

/** @param end slots after it are told in tables only for their mails */
export function expectedOf(
  chapters: readonly Chapter[],
  bystanders: readonly Bystander[],
  end: Instant,
): Expected {
  const mails = [...chapters.flatMap(mailsOf), ...digests()]
  return {
    pairs: chapters.map((chapter) => ({
      people: peopleOf(chapter),
      slots: slotsOf(chapter).filter(({ original }) => original < end),
    })),
    mails: bundled(mails).sort((a, b) => a.at - b.at || (a.to < b.to ? -1 : 1)),
    notWatched: bystanders.map(({ title, reason }) => ({ title, reason })),
  }
}

/** Sorted. */
export function peopleOf({ pair }: Pick<Chapter, 'pair'>): readonly [Address, Address] {
  const [first, second] = pair.map(addressOf).sort()
  return [first!, second!]
}

const ALERTS: readonly MailKind[] = ['missed', 'short', 'infrequent']

/** M4: the tables say of each alert when it arrives; those that arrive together are one mail. */
function bundled(mails: readonly ExpectedMail[]): ExpectedMail[] {
  const alerts = mails.filter(({ kind }) => ALERTS.includes(kind))
  const groups = Map.groupBy(alerts, ({ to, at }) => `${at} ${to}`)
  return [...mails.filter((mail) => !alerts.includes(mail)), ...[...groups.values()].map(together)]
}

function together(alerts: readonly ExpectedMail[]): ExpectedMail {
  const [first] = alerts.toSorted((a, b) => ALERTS.indexOf(a.kind) - ALERTS.indexOf(b.kind))
  const about = [...new Set(alerts.flatMap((alert) => alert.about))].sort()
  return { ...first!, about, slots: alerts.flatMap(({ slots }) => slots).sort((a, b) => a - b) }
}
