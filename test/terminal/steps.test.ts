import { describe, expect, test } from 'vitest'
import { stepLines, type Told } from '../../src/terminal/steps.ts'
import { columnsOf } from '../../src/terminal/text.ts'

const failed: Told = {
  name: 'Scope calendar.events.readonly',
  outcome: 'failed',
  said: 'It is not granted.',
  wayOut: 'Add https://www.googleapis.com/auth/calendar.events.readonly to client id 100000000000000000001.',
  raw: 'unauthorized_client: Client is unauthorized.',
}

describe('a step in a terminal', () => {
  test.each([
    ['ok', '✓'],
    ['failed', '✗'],
    ['skipped', '–'],
    ['noted', '!'],
  ] as const)('%s has the sign %s', (outcome, sign) => {
    expect(stepLines({ name: 'Key', outcome, said: 'It is one.' }, 80)).toEqual([`${sign} Key: It is one.`])
  })

  test('tells what to do and the raw message below', () => {
    expect(stepLines(failed, Number.POSITIVE_INFINITY)).toEqual([
      '✗ Scope calendar.events.readonly: It is not granted.',
      `  → ${failed.wayOut}`,
      '  “unauthorized_client: Client is unauthorized.”',
    ])
  })

  test('a narrow terminal breaks between words and cuts nothing that people copy', () => {
    const lines = stepLines(failed, 30)
    expect(lines).toContain('  https://www.googleapis.com/auth/calendar.events.readonly')
    expect(lines.filter((line) => line.length > 30 && line.trim().includes(' '))).toEqual([])
  })

  test.each([0, undefined])('one that does not know its width (%s) is taken for a usual one', (columns) => {
    expect(columnsOf({ columns } as { columns?: number }, 80)).toBe(80)
  })

  test('what a service says breaks no line and moves no cursor', () => {
    const lines = stepLines({ ...failed, raw: 'a\u001b[2K\r\nb' }, 80)
    expect(lines.at(-1)).toBe('  “a b”')
  })
})
