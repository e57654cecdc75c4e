// The vendors whose companies are connected on the web.
import type { Connection } from '../../store/connections/connections.ts'
import type { Connecting } from '../connecting.ts'
import { googleSetUp } from './google.ts'
import { microsoftSetUp } from './microsoft.ts'
import type { Vendor } from './vendor.ts'

/** By the kind of their connections; of others there are no companies. */
export const vendorsOf = ({
  google,
  microsoft,
}: Pick<Connecting, 'google' | 'microsoft'>): Partial<Record<Connection['kind'], Vendor>> => ({
  google: googleSetUp(google),
  microsoft: microsoftSetUp(microsoft),
})
