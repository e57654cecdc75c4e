// The few facts of PostgreSQL's wire protocol (version 3) that the embedded server needs to know.

export interface Frame {
  /** The message's type byte as a character. */
  type: string
  bytes: Buffer
}

/** Splits what arrived into whole messages (type, length, body) and the unfinished rest. */
export function frames(bytes: Buffer): { complete: Frame[]; rest: Buffer } {
  const complete: Frame[] = []
  let at = 0
  while (bytes.length - at >= 5) {
    const end = at + 1 + bytes.readInt32BE(at + 1)
    if (end > bytes.length) break
    complete.push({ type: String.fromCharCode(bytes[at] as number), bytes: bytes.subarray(at, end) })
    at = end
  }
  return { complete, rest: bytes.subarray(at) }
}

const PROTOCOL_3 = 3

/** A StartupMessage of protocol 3, as opposed to a request for encryption or to cancel. */
export function isStartup(message: Buffer): boolean {
  return message.readInt32BE(4) >>> 16 === PROTOCOL_3
}

export const READY_IDLE = 'I'

/** The transaction state of the ReadyForQuery message an answer ends with; null: the query is not over yet. */
export function readyState(answer: Buffer): string | null {
  const at = answer.length - 6
  return at >= 0 && answer[at] === 0x5a && answer.readInt32BE(at + 1) === 5
    ? String.fromCharCode(answer[at + 5] as number)
    : null
}

/** The NotificationResponse messages of an answer. */
export function notificationsIn(answer: Buffer): Buffer[] {
  const found: Buffer[] = []
  for (let at = 0; at + 5 <= answer.length; at += 1 + answer.readInt32BE(at + 1))
    if (answer[at] === 0x41) found.push(answer.subarray(at, at + 1 + answer.readInt32BE(at + 1)))
  return found
}
