// The built-in mailbox: every mail as it would look, in place of SMTP or before go-live.
import type { Instant } from '../../domain/types.ts'
import { plain } from '../batch.ts'
import type { Db } from '../tables.ts'

export interface KeptMail {
  at: Instant
  recipient: string
  kind: string
  subject: string
  messageId: string
  html: string
  text: string
  /** RFC 5322. */
  raw: Buffer
}

/** Keeps a mail; the same Message-ID again changes nothing, as mail systems fold it. */
export async function keep(db: Db, { messageId, ...mail }: KeptMail): Promise<void> {
  const { subject, html, text } = mail
  await db
    .insertInto('mailbox')
    .values({ ...mail, message_id: messageId, subject: plain(subject), html: plain(html), text: plain(text) })
    .onConflict((oc) => oc.column('message_id').doNothing())
    .execute()
}

export interface MailLine {
  id: number
  at: Instant
  recipient: string
  kind: string
  subject: string
}

/** Null: all. */
export interface MailFilter {
  recipient: string | null
  kind: string | null
}

/** Newest first; `before` an id of an earlier page. */
export async function list(
  db: Db,
  limit: number,
  before: number | null = null,
  { recipient, kind }: MailFilter = { recipient: null, kind: null },
): Promise<MailLine[]> {
  return db
    .selectFrom('mailbox')
    .select(['id', 'at', 'recipient', 'kind', 'subject'])
    .$if(before !== null, (query) => query.where('id', '<', before as number))
    .$if(recipient !== null, (query) => query.where('recipient', '=', plain(recipient as string)))
    .$if(kind !== null, (query) => query.where('kind', '=', kind as string))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
}

export async function byId(db: Db, id: number): Promise<(KeptMail & { id: number }) | null> {
  const row = await db.selectFrom('mailbox').selectAll().where('id', '=', id).executeTakeFirst()
  if (!row) return null
  const { message_id, ...mail } = row
  return { ...mail, messageId: message_id }
}

/** Ids of the mails kept before and after this one. */
export async function around(db: Db, id: number): Promise<{ older: number | null; newer: number | null }> {
  const row = await db
    .selectFrom('mailbox')
    .select(({ fn }) => [
      fn.max('id').filterWhere('id', '<', id).as('older'),
      fn.min('id').filterWhere('id', '>', id).as('newer'),
    ])
    .executeTakeFirstOrThrow()
  return { older: row.older ?? null, newer: row.newer ?? null }
}

/** Everybody who has mail here, sorted. */
export async function recipients(db: Db): Promise<string[]> {
  const rows = await db.selectFrom('mailbox').select('recipient').distinct().orderBy('recipient').execute()
  return rows.map(({ recipient }) => recipient)
}

export async function count(db: Db): Promise<number> {
  const { n } = await db
    .selectFrom('mailbox')
    .select(({ fn }) => fn.countAll<number>().as('n'))
    .executeTakeFirstOrThrow()
  return n
}
