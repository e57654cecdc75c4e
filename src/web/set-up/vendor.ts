// What differs between the vendors whose companies are connected on the web; the pages around it are the same.
import type { Step } from '../../calendars/probe.ts'
import type { Company } from '../../domain/account.ts'
import type { Instant, Zone } from '../../domain/types.ts'
import type { Connection } from '../../store/connections/connections.ts'
import type { CompanyAccess, KeyFacts } from '../connecting.ts'
import type { CompanyForm } from './form.ts'
import type { Filled, Part } from './parts.ts'

export interface Vendor<Options extends Company = Company, Facts extends KeyFacts = KeyFacts> {
  /** In addresses of pages, and in the names of the partials guide-… and allow-… */
  kind: 'google' | 'microsoft'
  /** 'Google Workspace' */
  name: string
  access: CompanyAccess<Options, Facts>
  words: SetUpWords
  /** The form that asks for a key. @param isKnown of an account that is connected */
  keyParts(isKnown: boolean): Part[]
  /** How that form stands at first. */
  keyTyped: Filled['typed']
  /** What failed is mended by another key, not by people, consent or permissions. */
  isOfKey(failed: Step): boolean
  /** What of it need not be typed again for another key. No secret: it stands in an address. */
  retyped(facts: Facts): Filled['typed']
  /**
   * The key as it is kept, JSON, and what the form can tell of it by itself. `madeOf`: the known one, where nothing secret
   * was given, so that only what is told of it changes; null: it is new.
   * @param known the stored key of the same account; null: there is none, or it cannot be opened
   */
  keyOf(
    typed: Filled['typed'],
    known: string | null,
    wall: Instant,
  ): Pick<Filled, 'problems'> & { key: string; madeOf: string | null }
  people: CompanyForm<Options>
  /** How the form of people stands at first. */
  peopleTyped(facts: Facts): Filled['typed']
  /** What was chosen for a connection; null: it is none of this vendor's companies. */
  chosen(connection: Pick<Connection, 'kind' | 'options'>): Options | null
  /** What the partials guide-… and allow-… name. */
  guide: object
  allow(facts: Facts): object
  /** Whose key it is, a sentence. */
  by(facts: Facts): string
  /** As whom the test asks, a sentence. */
  acting(options: Options, facts: Facts): string
  /** What the page of connections tells of a key. @param zone in which days are counted */
  lines(facts: Facts, wall: Instant, zone: Zone): KeyLine[]
}

export interface SetUpWords {
  /** Whom it is for, in how many steps. */
  lead: string
  keyHeading: string
  keyNote: string
  /** What comes after the key. */
  later: { heading: string; text: string }[]
  /** The first step that is left once a key was given. */
  stepAfterKey: number
  anotherKey: string
  /** A known account: what is given, and where it is made. */
  newKey: string
  renewal: string
}

/** A fact of a key: a text, or a day with how near it is, in a word (`tone`) and in days (`left`). */
export type KeyLine = { label: string } & (
  | { value: string; at: null; tone: null; left: null; note: null }
  | { value: null; at: Instant; tone: 'well' | 'wait' | 'trouble'; left: string; note: string | null }
)

export const textLine = (label: string, value: string): KeyLine => ({
  ...{ label, value },
  ...{ at: null, tone: null, left: null, note: null },
})

/** What an admin grants whatever is chosen, and what more if people are chosen by group. */
export function grantsOf({ permissions }: Pick<Vendor['access'], 'permissions'>) {
  const always = permissions('all')
  const names = new Set(always.map(({ name }) => name))
  return { always, forGroups: permissions('groups').filter(({ name }) => !names.has(name)) }
}
