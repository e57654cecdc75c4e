// What the service adds to its mails: who sends them, where their links lead, how to stop them, the first introduction.
import addressparser from 'nodemailer/lib/addressparser'
import type { Config } from './config.ts'
import type { Address } from './domain/types.ts'
import { type Desk, noDesk } from './mail/compose.ts'
import type { Sender } from './mail/message.ts'
import type { Introduction } from './mail/views.ts'
import type { Store } from './store/open.ts'
import { stopLinks } from './web/links.ts'

type Settings = Pick<Config, 'mailFrom' | 'smtpUrl' | 'publicUrl' | 'host' | 'port'>

/** Where people reach the web; without a public address only those on this machine can. */
export function webAddress({ publicUrl, host, port }: Pick<Settings, 'publicUrl' | 'host' | 'port'>): string {
  return publicUrl?.replace(/\/$/, '') ?? `http://${host}:${port}`
}

export function senderOf({ mailFrom, publicUrl }: Settings): Sender {
  const [from] = addressparser(mailFrom ?? 'Halfhour <halfhour@localhost>', { flatten: true })
  const address = from?.address ?? 'halfhour@localhost'
  const host = publicUrl ? new URL(publicUrl).hostname : address.slice(address.lastIndexOf('@') + 1)
  return { address, name: from?.name || 'Halfhour', host }
}

/** The desk for one mail to `recipient`: the first to anybody tells who writes. Pages of pairs come with a later issue. */
export async function deskFor(recipient: Address, store: Store, settings: Settings): Promise<Desk> {
  const isLive = settings.smtpUrl !== undefined && (await store.settings.goLiveAt()) !== null
  const known = await store.stops.isIntroduced(recipient, isLive ? 'smtp' : 'mailbox', store.secrets)
  const web = webAddress(settings)
  const connections = { primary: `http://localhost:${settings.port}/connections`, small: [] }
  return {
    ...noDesk,
    adminLinks: () => ({ ...connections, where: `${HERE_ALONE} ${elsewhere(settings.port)}` }),
    ownLinks: () => ({ ...connections, where: `${HERE_ALONE} ${NOT_THEIRS}` }),
    stops: stopLinks(store.secrets, web),
    introduction: () => (known ? null : introduction(senderOf(settings))),
  }
}

/** Without sign-in, whatever PUBLIC_URL is. */
const HERE_ALONE = 'This page opens on the machine that Halfhour runs on, and nowhere else.'
const NOT_THEIRS = 'If you cannot sit at it, ask whoever looks after Halfhour.'

const elsewhere = (port: number): string =>
  `From another one: ssh -L ${port}:localhost:${port} SERVER, then open it there. Without a browser “halfhour doctor” tells the same.`

function introduction({ address }: Sender): Introduction {
  return { runBy: 'your company', contact: address, reads: 'your work calendar' }
}
