/** Sample data that lives beside each template: for the preview and the tests. */
import { readFile } from 'node:fs/promises'
import { templatesFolder } from './folder.ts'
import type { MailKind, Recipient, Views } from './views.ts'

export interface Sample<K extends MailKind> {
  recipient: Recipient
  view: Views[K]
}

/** Instants stand as text in the files (2026-06-02T13:00:00Z), so that people can read and change them. */
export async function sample<K extends MailKind>(kind: K): Promise<Sample<K>> {
  return JSON.parse(await readFile(`${templatesFolder}${kind}.sample.json`, 'utf8'), (_key, value) =>
    typeof value === 'string' && INSTANT.test(value) ? Date.parse(value) : value,
  )
}

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/
