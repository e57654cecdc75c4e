// What the pages call each kind of mail and of connection, and which mails people can stop.
import type { Address } from '../domain/types.ts'
import type { MailKind, Tables } from '../store/tables.ts'

export type Stoppable = Exclude<MailKind, 'trouble'> | 'all'

/** As a label: 'Monday digest'. */
export const kindLabels: Record<MailKind, string> = {
  agenda: 'Agenda',
  recap: 'Recap',
  missed: 'Called off',
  short: 'Short meeting',
  infrequent: 'Long gap',
  digest: 'Monday digest',
  trouble: 'Calendar trouble',
}

/** As they stand in "You get …", "Stop …". */
const stoppable: Record<Stoppable, string> = {
  agenda: 'agenda mails before your 1-on-1s',
  recap: 'recaps after your 1-on-1s',
  missed: 'mails about 1-on-1s that were called off',
  short: 'mails about short 1-on-1s',
  infrequent: 'mails about long gaps between 1-on-1s',
  digest: 'Monday digests',
  all: 'any mails from Halfhour',
}

export const stoppableKinds = Object.keys(stoppable) as Stoppable[]

export const isStoppable = (kind: string): kind is Stoppable => Object.hasOwn(stoppable, kind)

export const isMailKind = (kind: string): kind is MailKind => Object.hasOwn(kindLabels, kind)

/** e.g. 'recaps after your 1-on-1s'. */
export const phraseOf = (kind: Stoppable): string => stoppable[kind]

export const labelOf = (kind: string): string => (isMailKind(kind) ? kindLabels[kind] : kind)

type ConnectionKind = Tables['connections']['kind']

const companyNames: Record<ConnectionKind, string> = {
  google: 'Google Workspace',
  microsoft: 'Microsoft 365',
  ics: 'iCalendar',
}

const ownNames: Record<ConnectionKind, string> = {
  google: 'Google Calendar of one person',
  microsoft: 'Outlook calendar of one person',
  ics: 'iCalendar',
}

/** @param owner whose own connection it is; null: an admin's */
export const kindName = (kind: ConnectionKind, owner: Address | null): string =>
  owner === null ? companyNames[kind] : ownNames[kind]
