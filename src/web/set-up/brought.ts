// The key that a form brings along: typed into it, sealed in it since the page before, or stored already.
import type { Fields } from '../forms.ts'
import type { WebParts } from '../server.ts'
import { openKey, sealKey } from './kept.ts'
import { type Known, OTHER_ACCOUNT, readKeyForm } from './key.ts'
import type { Vendor } from './vendor.ts'

/** A connection as it was found: its key, or why that cannot be used, a sentence. */
export type Held = { key: Known; whyNot: null } | { key: null; whyNot: string }

export function keysBrought({ store, clock }: Pick<WebParts, 'store' | 'clock'>, vendor: Vendor) {
  const opened = (sealed = '') => openKey(sealed, store.secrets, clock.wall())
  return {
    seal: (text: string) => sealKey(text, store.secrets, clock.wall()),
    /** What the form of a key holds. */
    readKey(fields: Fields, known: Known | null) {
      const secrets = JSON.parse(opened(fields.kept) ?? '{}')
      return readKeyForm(vendor, fields, { secrets, known, wall: clock.wall() })
    },
    /** The key that a form of people brings along, or else the stored one; or why it is asked for, a sentence. */
    keyFor({ sealed }: Fields, of: Held | null): Known | string {
      if (of && sealed === undefined) return of.key ?? of.whyNot
      const key = opened(sealed)
      const read = key === null ? null : vendor.access.readKey(key)
      if (key === null || read === null || !('facts' in read)) return ONCE_MORE
      const isOther = of?.key && of.key.facts.account !== read.facts.account
      return isOther ? OTHER_ACCOUNT : { key, facts: read.facts, madeOf: null }
    },
  }
}

const ONCE_MORE = 'Give the key once more: it is kept for a day, in the page alone.'
