// Lists as a person types them: separated by commas, spaces or lines.
import { readFile } from 'node:fs/promises'
import type { Address } from '../domain/types.ts'
import { cannotRead, UsageError } from '../errors.ts'
import { located } from './located.ts'

export function addressesIn(text: string): Address[] {
  return [
    ...new Set(
      text
        .split(/[\s,;]+/)
        .filter(Boolean)
        .map(addressOf),
    ),
  ]
}

/** Names may hold spaces. */
export function listIn(text: string): string[] {
  const items = text.split(/[,;\n]/).map((item) => item.trim())
  return [...new Set(items.filter(Boolean))]
}

export function addressOf(text: string): Address {
  if (/^[^\s@,;]+@[^\s@,;]+$/.test(text)) return text.toLowerCase()
  throw new UsageError(`“${text}” is no mail address.`)
}

/** Throws a UsageError that names the file. */
export async function textOf(file: string): Promise<string> {
  try {
    return await readFile(located(file), 'utf8')
  } catch (error) {
    throw new UsageError(cannotRead(file, error))
  }
}
