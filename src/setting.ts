// What a row of the table of settings tells.
import { z } from 'zod'
import type { Config } from './config.ts'

export interface Setting {
  key: keyof Config
  name: string
  type: z.ZodType<unknown, unknown>
  /** What a value must be, as it ends the sentence "X is not …". */
  kind: string
  example: string
  /** Text as it would stand in the environment. */
  default?: string
  /** What the config holds where nothing is set and no default exists. */
  whenUnset?: unknown
  shownDefault: string
  help: string
  /** May also come from the file that NAME_FILE names; never shown. */
  secret?: boolean
}

export const url = (...schemes: string[]) =>
  z.string().refine((text) => URL.canParse(text) && schemes.includes(new URL(text).protocol.slice(0, -1)))
