/** From a planned mailing and the judgement it stands on to what the mail shows. Pure: the same scene, the same view. */
import type { Bundle } from '../domain/bundles.ts'
import type { Digest, DigestLine } from '../domain/digest.ts'
import type { Judgement, Slot } from '../domain/judgement.ts'
import type { PlannedMailing } from '../domain/planning.ts'
import type { Policy } from '../domain/policy.ts'
import { infrequencySentence, reasonSentence } from '../domain/reasons.ts'
import type { Address, Instant, Person, Span } from '../domain/types.ts'
import type {
  ActionItem,
  AgendaView,
  Alert,
  AlertsView,
  DigestRow,
  DigestView,
  Introduction,
  Links,
  LocalLinks,
  MailKind,
  Party,
  RecapView,
  Stops,
  Topic,
  Views,
} from './views.ts'

/** What is known of a pair at the moment its mail is written. */
export interface Scene {
  judgement: Judgement
  people: readonly [Person, Person]
  policy: Policy
  /** Up to three times at which both are free. */
  times: Span[]
  question: string | null
  topics: AgendaView['topics']
  actions: { mine: ActionItem[]; theirs: ActionItem[] }
}

/** What the service adds to every mail: where its links lead, and who runs it. An audit has none of it. */
export interface Desk {
  links(mailing: PlannedMailing): Links
  digestLinks(recipient: Address): Links
  adminLinks(): LocalLinks
  /** Where people connect their own calendar. */
  ownLinks(): LocalLinks
  pairUrl(recipient: Address, about: Address): string | null
  stops(recipient: Address, kind: MailKind): Stops | null
  introduction(recipient: Address): Introduction | null
  replies: boolean
}

/** A view with the kind that it is for. */
export type Composed = { [K in MailKind]: { kind: K; view: Views[K] } }[MailKind]

export const noDesk: Desk = {
  links: () => ({ primary: null, small: [] }),
  digestLinks: () => ({ primary: null, small: [] }),
  adminLinks: () => ({ primary: null, small: [], where: '' }),
  ownLinks: () => ({ primary: null, small: [], where: '' }),
  pairUrl: () => null,
  stops: () => null,
  introduction: () => null,
  replies: false,
}

export const noTopics: { mine: Topic[]; theirs: Topic[]; carried: Topic[] } = {
  mine: [],
  theirs: [],
  carried: [],
}

/** Agenda or recap; `now` is the moment of the mail. Throws where the slot is not of the judgement. */
export function composeOne(mailing: PlannedMailing, scene: Scene, desk: Desk, now: Instant): Composed {
  const slot = slotOf(mailing, scene)
  const common = {
    now,
    links: desk.links(mailing),
    introduction: desk.introduction(mailing.recipient),
    other: partyOf(otherOf(mailing, scene)),
    slot: meetingOf(slot, scene),
    actions: scene.actions,
    replies: desk.replies,
  }
  if (mailing.kind === 'recap') {
    const view: RecapView = {
      ...common,
      stops: desk.stops(mailing.recipient, 'recap'),
      role: mailing.role,
      carried: scene.topics.carried,
    }
    return { kind: 'recap', view }
  }
  const kind = `agenda-${mailing.role}` as const
  const view: AgendaView = {
    ...common,
    stops: desk.stops(mailing.recipient, kind),
    lastMet: lastMetBefore(scene.judgement, now),
    topics: scene.topics,
    question: scene.question,
  }
  return { kind, view }
}

/** All alerts of a recipient's day in one mail (M4). */
export function composeAlerts(
  bundle: Bundle,
  sceneOf: (about: Address) => Scene,
  desk: Desk,
  now: Instant,
): Composed {
  const alerts = bundle.alerts.map((mailing) => alertOf(mailing, sceneOf(mailing.about), desk, now))
  const view: AlertsView = {
    now,
    introduction: desk.introduction(bundle.recipient),
    stops: desk.stops(bundle.recipient, bundle.kind),
    alerts: alerts as [Alert, ...Alert[]],
  }
  return { kind: bundle.kind, view }
}

function alertOf(mailing: PlannedMailing, scene: Scene, desk: Desk, now: Instant): Alert {
  const common = {
    other: partyOf(otherOf(mailing, scene)),
    lastMet: lastMetBefore(scene.judgement, now),
    usualDays: usualDays(scene.judgement),
    next: nextPlanned(scene.judgement, now),
    times: scene.times,
    corrections: [],
    links: desk.links(mailing),
  }
  if (mailing.kind === 'infrequent') return { kind: 'infrequent', ...common, ...lapseOf(mailing, scene) }
  const slot = slotOf(mailing, scene)
  const meeting = meetingOf(slot, scene)
  const minutes = Math.round((slot.end - slot.start) / 60_000)
  if (mailing.kind === 'missed') {
    const reported = slot.reasons.includes('reported')
    const sentences = slot.reasons.map((reason) => reasonSentence(reason))
    return { kind: 'missed', ...common, slot: meeting, reported, sentences, since: null, replacement: null }
  }
  const reason = mailing.reason === 'short-by-rule' ? 'short-by-rule' : 'shortened'
  const { seriesMinutes } = slot
  const { minimumMinutes } = scene.policy
  return {
    kind: 'short',
    ...common,
    reason,
    slot: meeting,
    minutes,
    seriesMinutes,
    minimumMinutes,
    sentences: [],
  }
}

function lapseOf(mailing: PlannedMailing, { judgement, policy }: Scene) {
  const lapse = judgement.lapses.find(
    ({ since, reason }) => since === mailing.day && reason === mailing.reason,
  )
  const reason = mailing.reason === 'by-rule' ? ('by-rule' as const) : ('gap' as const)
  const days = lapse?.days ?? policy.longestGapDays
  const lastMet = lapse?.lastMet ?? null
  return { reason, days, lastMet, longestGapDays: policy.longestGapDays, sentences: [] }
}

/** @param personOf everybody the digest speaks of */
export function composeDigest(
  digest: Digest,
  personOf: (address: Address) => Person,
  desk: Desk,
  now: Instant,
): Composed {
  const row = (line: DigestLine) => rowOf(line, digest.manager, personOf, desk)
  const view: DigestView = {
    now,
    links: desk.digestLinks(digest.manager),
    introduction: desk.introduction(digest.manager),
    stops: desk.stops(digest.manager, 'digest'),
    week: digest.week,
    onRhythm: digest.onRhythm.length,
    total: digest.pairs,
    needsLook: digest.needsLook.map(row),
    unknown: digest.unknown.map(row),
    comingUp: digest.comingUp.map(row),
    steady: digest.onRhythm.map((address) => personOf(address).name ?? address),
    actions: [],
  }
  return { kind: 'digest', view }
}

function rowOf(
  line: DigestLine,
  manager: Address,
  personOf: (address: Address) => Person,
  desk: Desk,
): DigestRow {
  const slot = line.slots[0]
  const sentences = line.slots.flatMap((one) => one.reasons.map((reason) => reasonSentence(reason)))
  if (line.infrequent) sentences.push(infrequencySentence(line.infrequent))
  if (line.looks.includes('none-planned')) sentences.push('No 1-on-1 is planned.')
  return {
    other: partyOf(personOf(line.about)),
    sentences: [...new Set(sentences)],
    when: slot ? { start: slot.start, end: slot.end } : null,
    url: desk.pairUrl(manager, line.about),
  }
}

function slotOf({ slot: original, kind }: PlannedMailing, { judgement }: Scene): Slot {
  const slot = judgement.slots.find((one) => one.original === original)
  if (!slot) throw new Error(`a ${kind} is planned for a slot that is not there`)
  return slot
}

function meetingOf({ original, start, end, series }: Slot, { judgement }: Scene) {
  return { original, start, end, title: judgement.series.find(({ key }) => key === series)?.title ?? '' }
}

function otherOf({ about }: PlannedMailing, { people }: Scene): Person {
  return people[0].address === about ? people[0] : people[1]
}

function partyOf({ name, address, zone }: Person): Party {
  return { name, address, zone }
}

function usualDays({ series }: Judgement): number | null {
  const cadences = series.filter(({ ended }) => !ended).flatMap(({ cadenceDays }) => cadenceDays ?? [])
  return cadences.length > 0 ? Math.round(Math.min(...cadences)) : null
}

/** A replayed mail knows no more than its moment did. */
function lastMetBefore({ slots, oneOffs }: Judgement, now: Instant): Instant | null {
  const met = [...slots.filter(({ state }) => state === 'held'), ...oneOffs.filter((one) => one.met)]
  const before = met.filter(({ end }) => end <= now).map(({ start }) => start)
  return before.length > 0 ? Math.max(...before) : null
}

function nextPlanned({ slots }: Judgement, now: Instant): Span | null {
  const next = slots.find((slot) => slot.start > now && (slot.state === 'upcoming' || slot.state === 'held'))
  return next ? { start: next.start, end: next.end } : null
}
