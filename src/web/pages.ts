// The page templates of templates/pages, compiled once; a page is a template, its view and the moment it is made.
import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { FastifyReply } from 'fastify'
import Handlebars from 'handlebars'
import type { Instant } from '../domain/types.ts'
import { type Reader, readerOf } from '../mail/dates.ts'
import { type Assets, loadAssets } from './assets.ts'
import { helpers, type Reading } from './words.ts'

const folder = fileURLToPath(new URL('../../templates/pages/', import.meta.url))

/** What the layout shows around every page. */
export interface Frame {
  title: string
  /** Which link of the navigation is this page; '' for none. */
  section: 'start' | 'mailbox' | ''
}

export interface Pages {
  render<View extends Frame>(page: PageName, view: View): string
  send<View extends Frame>(reply: FastifyReply, page: PageName, view: View): FastifyReply
}

export type PageName = 'start' | 'mailbox' | 'mail' | 'stop' | 'failure'

export interface PageOptions {
  /** BCP 47, for dates; the words are English. */
  locale: string
  /** Where no script shows the browser's own. */
  zone: string
  now(): Instant
}

/** Rendering throws where a view lacks a field that its template names. */
export async function loadPages({ locale, zone, now }: PageOptions): Promise<Pages> {
  const handlebars = await environment()
  const assets = await loadAssets()
  const reader = readerOf({ locale, zone })
  const compiled = new Map<PageName, Handlebars.TemplateDelegate>()
  for (const name of NAMES)
    compiled.set(name, handlebars.compile(await read(`${name}.hbs`), { strict: true }))
  const render = (page: PageName, view: Frame) =>
    compiled.get(page)!(framed(view, reader, assets), { data: { reader, now: now() } satisfies Reading })
  return {
    render,
    send: (reply, page, view) => reply.type('text/html; charset=utf-8').send(render(page, view)),
  }
}

const NAMES: PageName[] = ['start', 'mailbox', 'mail', 'stop', 'failure']

function framed(view: Frame, reader: Reader, assets: Assets) {
  const { section } = view
  return {
    ...view,
    assets,
    locale: reader.locale,
    onStart: section === 'start',
    onMailbox: section === 'mailbox',
  }
}

async function environment(): Promise<typeof Handlebars> {
  const handlebars = Handlebars.create()
  handlebars.registerHelper(helpers)
  for (const file of await readdir(`${folder}partials`)) {
    handlebars.registerPartial(file.replace('.hbs', ''), await read(`partials/${file}`))
  }
  return handlebars
}

const read = (file: string): Promise<string> => readFile(folder + file, 'utf8')
