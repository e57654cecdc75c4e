/** The mail templates of templates/emails: MJML and text, each compiled once, at its first use. */
import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import Handlebars from 'handlebars'
import { helpers, type Reading } from './helpers.ts'
import type { MailKind } from './views.ts'

export const templatesFolder = fileURLToPath(new URL('../../templates/emails/', import.meta.url))

type Fill = (view: object, reading: Reading) => string

export interface Template {
  html: Fill
  text: Fill
}

const compiled = new Map<MailKind, Promise<Template>>()

/** Filling throws where the view lacks a field that the template names. */
export function template(kind: MailKind): Promise<Template> {
  let known = compiled.get(kind)
  if (!known) {
    known = compile(kind)
    compiled.set(kind, known)
  }
  return known
}

async function compile(kind: MailKind): Promise<Template> {
  const [html, text] = await Promise.all([mjmlOf(kind), read(`${kind}.txt.hbs`)])
  return {
    html: filler(await environment('html'), html, { noEscape: false }),
    text: filler(await environment('text'), text, { noEscape: true }),
  }
}

function filler(handlebars: typeof Handlebars, source: string, { noEscape }: { noEscape: boolean }): Fill {
  const fill = handlebars.compile(source, { strict: true, noEscape })
  return (view, reading) => fill(view, { data: { ...reading } })
}

/** MJML 5: no includes unless told so, a web font unless told not; loading it takes a second, so only when needed. */
async function mjmlOf(kind: MailKind): Promise<string> {
  const filePath = `${templatesFolder}${kind}.mjml`
  const { default: mjml2html } = await import('mjml')
  const { html } = await mjml2html(await read(`${kind}.mjml`), {
    filePath,
    ignoreIncludes: false,
    fonts: {},
    validationLevel: 'strict',
    keepComments: false,
  })
  return html.replace(/^\s+/gm, '')
}

type Part = 'html' | 'text'
const environments = new Map<Part, Promise<typeof Handlebars>>()

function environment(part: Part): Promise<typeof Handlebars> {
  let known = environments.get(part)
  if (!known) {
    known = environmentWithPartials(part)
    environments.set(part, known)
  }
  return known
}

/** Partials are named by their file: partials/when.html.hbs is {{> when}} of the HTML templates. */
async function environmentWithPartials(part: Part): Promise<typeof Handlebars> {
  const handlebars = Handlebars.create()
  handlebars.registerHelper(helpers(part === 'html'))
  const ending = part === 'html' ? '.html.hbs' : '.txt.hbs'
  for (const file of await readdir(`${templatesFolder}partials`)) {
    if (file.endsWith(ending))
      handlebars.registerPartial(file.slice(0, -ending.length), await read(`partials/${file}`))
  }
  return handlebars
}

const read = (file: string): Promise<string> => readFile(templatesFolder + file, 'utf8')
