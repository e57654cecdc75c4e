import { describe, expect, test } from 'vitest'
import { renderMail } from '../../src/mail/render.ts'
import { sample } from '../../src/mail/samples.ts'
import { type MailKind, mailKinds, type Views } from '../../src/mail/views.ts'

type Path = (string | number)[]

const HOSTILE = '<img src=x onerror=alert(1)>"\'&\r\nBcc: linus@example.com\u202e'
/** Ours, not a stranger's: chosen from a list, a day, or a link. */
const OURS = new Set([
  'kind',
  'role',
  'reason',
  'to',
  'due',
  'week',
  'day',
  'primary',
  'url',
  'thisKind',
  'all',
])

/** Part of the shape that this one kind does not show. */
const UNUSED: Partial<Record<MailKind, string[]>> = {
  'agenda-manager': ['replies'],
  trouble: ['gist'],
}

const render = async (kind: MailKind, change: (view: object) => object = (view) => view) => {
  const { view, recipient } = await sample(kind)
  return renderMail(kind, change(view) as Views[MailKind], recipient)
}

const cases = (
  await Promise.all(
    mailKinds.map(async (kind) =>
      textsOf((await sample(kind)).view).map((path) => ({ kind, path, field: path.join('.') })),
    ),
  )
).flat()

describe.each(mailKinds)('%s', (kind) => {
  test('has a subject, a preheader, HTML under 40 KB and a text of its own', async () => {
    const { subject, preheader, html, text } = await render(kind)
    expect(subject).toMatch(/^\S.*\S$/)
    expect(preheader).toMatch(/^\S.*\S$/)
    expect(Buffer.byteLength(html)).toBeLessThan(40_000)
    expect(text).not.toMatch(/<[a-z]|&[a-z]+;|\{\{|undefined|\[object/)
    expect(html).not.toMatch(/\{\{|undefined|\[object|<mj-/)
  })

  test('loads nothing from elsewhere, and only layout tables are tables', async () => {
    const { html } = await render(kind)
    expect(html).not.toMatch(/<img|<link|@import|url\(|fonts\.googleapis/)
    expect(html.match(/<table/g)).toHaveLength(html.match(/<table[^>]*role="presentation"/g)?.length ?? 0)
    expect(html).toContain('<html lang="en"')
    expect(html).toContain('<meta name="color-scheme" content="light dark"')
  })

  test('has one button at most, and none where no service runs', async () => {
    const { html } = await render(kind)
    expect(html.match(/class="button"/g)).toHaveLength(1)
    const bare = await render(kind, withoutLinks)
    expect(bare.html).not.toContain('class="button"')
    expect(bare.text).not.toContain('https://')
  })

  test('throws where a field is missing', async () => {
    const { view } = await sample(kind)
    for (const field of Object.keys(view).filter((name) => !UNUSED[kind]?.includes(name) && name !== 'now')) {
      const without = render(kind, ({ [field as never]: _gone, ...rest }) => rest)
      await expect(without, field).rejects.toThrow()
    }
  })
})

test.each(cases)('$kind shows nothing unescaped from $field', async ({ kind, path }) => {
  const { subject, preheader, html, text } = await render(kind, (view) => replaced(view, path, HOSTILE))
  expect(html).not.toMatch(/<img|"'&\s|\u202e/)
  for (const line of [subject, preheader, html, text]) expect(line).not.toMatch(/^Bcc:/m)
  for (const line of [subject, preheader]) expect(line).not.toMatch(/[\r\n\u202e]/)
  expect(text).not.toMatch(/[\r\u202e]/)
})

test.each(cases)('$kind tells $field in the text as in the HTML', async ({ kind, path }) => {
  const { html, text } = await render(kind, (view) => replaced(view, path, 'Quixotry'))
  expect(text.includes('Quixotry')).toBe(shown(html).includes('Quixotry'))
})

/** What a person reads of a page: no head, no hidden preheader. */
const shown = (html: string): string =>
  html.slice(html.indexOf('</head>')).replace(/<div style="display:none.*/, '')

function textsOf(value: unknown, path: Path = []): Path[] {
  if (typeof value === 'string')
    return OURS.has(String(path.findLast((key) => typeof key === 'string'))) ? [] : [path]
  if (value === null || typeof value !== 'object') return []
  return Object.entries(value).flatMap(([key, inner]) =>
    textsOf(inner, [...path, Array.isArray(value) ? Number(key) : key]),
  )
}

function replaced<T>(value: T, path: Path, text: string): T {
  const copy = structuredClone(value)
  const last = path.at(-1)!
  const holder = path.slice(0, -1).reduce((inner, key) => inner[key as never], copy as never)
  holder[last as never] = text as never
  return copy
}

const withoutLinks = (view: object): object =>
  JSON.parse(JSON.stringify(view), (key, value) => {
    if (key === 'links') return { primary: null, small: [] }
    return key === 'stops' || key === 'url' ? null : value
  })
