/** The built-in mailbox, in place of SMTP: every mail is kept, none leaves the house. */
import { type Message, toEml } from './message.ts'
import type { Transport } from './transport.ts'

/** `save` keeps a message and its RFC 5322 bytes; what it throws passes through, and the mail was not delivered. */
export function mailboxTransport(save: (message: Message, eml: Buffer) => Promise<void>): Transport {
  return {
    async deliver(message) {
      await save(message, await toEml(message))
      return { state: 'sent', response: 'kept in the built-in mailbox' }
    },
    verify: async () => null,
    close: async () => {},
  }
}
