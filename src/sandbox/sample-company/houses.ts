// Where the sample company's calendars are: both services over HTTPS, with post between them.
import type { Address, Instant } from '../../domain/types.ts'
import { startGoogle } from '../google/sandbox.ts'
import { startGraph } from '../graph/sandbox.ts'
import type { SandboxTls } from '../server/tls.ts'
import { newPost } from '../world/post.ts'
import { newWorld } from '../world/world.ts'
import { DOMAINS } from './people.ts'
import type { Story } from './when.ts'

export type Houses = Awaited<ReturnType<typeof openHouses>>

/** Six weeks of requests come in a minute. */
const GOOGLE_LIMITS = { perProjectPerMinute: 1_000_000, perUserPerMinute: 100_000 }
const GRAPH_LIMITS = { perMailboxPerTenMinutes: 100_000 }

export async function openHouses({ tls, now }: { tls: SandboxTls; now: () => Instant }) {
  const post = newPost()
  const google = await startGoogle({ tls, now, post, limits: GOOGLE_LIMITS })
  const microsoft = await startGraph({ tls, now, post, limits: GRAPH_LIMITS, tenant: DOMAINS.microsoft })
  const story: Story = {
    ...newWorld([google.company, microsoft.company], now),
    google: google.company,
    microsoft: microsoft.company,
  }
  return {
    google,
    microsoft,
    story,
    /** Told whose calendars changed, at once. */
    onChange(listener: (owners: Address[]) => void) {
      google.onChange(listener)
      microsoft.onChange(listener)
    },
    close: async () => {
      await google.close()
      await microsoft.close()
    },
  }
}
