// Post between sandboxes: invitations, cancellations and answers, as mail servers exchange them (iMIP, RFC 5546 and 6047).
import type { Address, Instant } from '../../domain/types.ts'
import type { Facts, GuestAnswer } from './facts.ts'

export interface Letter {
  method: 'REQUEST' | 'CANCEL' | 'REPLY'
  from: Address
  to: Address
  uid: string
  sequence: number
  organizer: { email: Address; displayName?: string }
  /** One instance by its original start; null: the single event or the whole series. */
  original: Instant | null
  /** What it is about; of an instance all of it, not only what differs. */
  facts: Facts
  /** With a whole series: its instances that differ; null: called off. */
  exceptions: { original: Instant; facts: Facts | null }[]
  /** REPLY: what `from` says. */
  answer: GuestAnswer | null
}

/** A sandbox as the post sees it. */
interface Recipient {
  /** Somebody with this address lives here. */
  houses(address: Address): boolean
  receive(letter: Letter): void
}

export interface Post {
  join(recipient: Recipient): void
  /** Delivered at once, in the order of sending; what nobody houses is lost, like mail to the rest of the world. */
  send(letter: Letter): void
  /** Everything sent so far, in order. */
  sent(): readonly Letter[]
}

export function newPost(): Post {
  const recipients: Recipient[] = []
  const waiting: Letter[] = []
  const sent: Letter[] = []
  let delivering = false
  return {
    join: (recipient) => void recipients.push(recipient),
    sent: () => sent,
    send(letter) {
      sent.push(letter)
      waiting.push(structuredClone(letter))
      // A letter that is sent while another is read waits until that one is done.
      if (delivering) return
      delivering = true
      try {
        for (let next = waiting.shift(); next; next = waiting.shift())
          recipients.find((each) => each.houses(next!.to))?.receive(next)
      } finally {
        delivering = false
      }
    },
  }
}
