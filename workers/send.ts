// Sends a mailing.
import type { Parts } from '../src/pipeline/parts.ts'
import { sendMailing } from '../src/pipeline/send.ts'
import type { Queues } from '../src/queue.ts'

export const send = (parts: Parts, queues: Queues) =>
  queues.worker('send', ({ mailing }) => sendMailing(parts, mailing), 4)
