// The properties of one VEVENT, decoded.
import ICAL from 'ical.js'
import { quoted } from '../fields.ts'
import { Unreadable } from '../reading.ts'
import type { RawEvent } from './parse.ts'

export interface Property {
  /** Upper case. */
  name: string
  /** Names lower case. */
  params: Record<string, string | string[] | undefined>
  /** As written after the parameters: for dates, rules and whatever has no escapes. */
  raw: string
  /** Texts unescaped. */
  text: string
  line: number
}

const NOTHING: Property['params'] = {}

/** Throws Unreadable for a line that cannot be taken apart. */
export function propertiesOf(event: RawEvent): Property[] {
  return event.lines.map(({ text, line }) => propertyOf(text, line))
}

function propertyOf(text: string, line: number): Property {
  const colon = text.indexOf(':')
  const semicolon = text.indexOf(';')
  const isPlain = (semicolon < 0 || semicolon > colon) && !text.includes('\\')
  if (!isPlain) return decoded(text, line)
  const raw = text.slice(colon + 1)
  return { name: text.slice(0, colon).toUpperCase(), params: NOTHING, raw: raw.trim(), text: raw, line }
}

/** Dates and rules hold no colon, so that what follows the last one is their value. */
function decoded(text: string, line: number): Property {
  try {
    const [name, params, , value] = ICAL.parse.property(text) as [string, Property['params'], string, unknown]
    return {
      name: name.toUpperCase(),
      params,
      raw: text.slice(text.lastIndexOf(':') + 1).trim(),
      text: typeof value === 'string' ? value : '',
      line,
    }
  } catch {
    throw new Unreadable(`line ${line}: cannot be read: ${quoted(text)}`)
  }
}

export function param(property: Property, name: string): string | null {
  const value = property.params[name]
  return (Array.isArray(value) ? value[0] : value) ?? null
}
