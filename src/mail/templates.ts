/** The mail templates of templates/emails: MJML and text, each compiled once, at its first use. */
import { execFile } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import Handlebars from 'handlebars'
import { templatesFolder } from './folder.ts'
import { helpers, type Reading } from './helpers.ts'
import type { MailKind } from './views.ts'

type Fill = (view: object, reading: Reading) => string

export interface Template {
  html: Fill
  text: Fill
}

/** Filling throws where the view lacks a field that the template names. */
export const template = once(compile)

async function compile(kind: MailKind): Promise<Template> {
  const [html, text, htmlWords, textWords] = await Promise.all([
    pages('all').then((all) => all[kind]),
    read(`${kind}.txt.hbs`),
    environment('html'),
    environment('text'),
  ])
  return { html: filler(htmlWords, html, false), text: filler(textWords, text, true) }
}

function filler(handlebars: typeof Handlebars, source: string, noEscape: boolean): Fill {
  const fill = handlebars.compile(source, { strict: true, noEscape })
  return (view, reading) => fill(view, { data: { ...reading } })
}

/** The HTML of all kinds, made by MJML in a process of its own (see mjml-pages.ts). */
const pages = once(async (_all: 'all'): Promise<Record<MailKind, string>> => {
  const script = fileURLToPath(new URL('./mjml-pages.ts', import.meta.url))
  const { stdout } = await promisify(execFile)(process.execPath, [script], { maxBuffer: 10_000_000 })
  return JSON.parse(stdout)
})

/** Partials are named by their file: partials/when.html.hbs is {{> when}} of the HTML templates. */
const environment = once(async (part: 'html' | 'text'): Promise<typeof Handlebars> => {
  const handlebars = Handlebars.create()
  handlebars.registerHelper(helpers(part === 'html'))
  const ending = part === 'html' ? '.html.hbs' : '.txt.hbs'
  const files = await readdir(`${templatesFolder}partials`)
  for (const file of files.filter((name) => name.endsWith(ending))) {
    handlebars.registerPartial(file.slice(0, -ending.length), await read(`partials/${file}`))
  }
  return handlebars
})

const read = (file: string): Promise<string> => readFile(templatesFolder + file, 'utf8')

/** Made once for each key, also where several ask at the same time; made anew where it failed. */
function once<K, V>(make: (key: K) => Promise<V>): (key: K) => Promise<V> {
  const made = new Map<K, Promise<V>>()
  return (key) => {
    const known = made.get(key)
    if (known) return known
    const coming = make(key)
    made.set(key, coming)
    coming.catch(() => made.delete(key))
    return coming
  }
}
