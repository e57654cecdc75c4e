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

/** How often open pages look for news, unless told otherwise. */
export const REFRESH_SECONDS = 30

/** What the layout shows around every page. */
export interface Frame {
  title: string
  /** Which link of the navigation is this page; '' for none. */
  section: 'start' | 'connections' | 'mailbox' | ''
}

export interface Pages {
  render<View extends Frame>(page: PageName, view: View): string
  send<View extends Frame>(reply: FastifyReply, page: PageName, view: View): FastifyReply
  piece(piece: PieceName, view: object): string
}

const NAMES = [
  'start',
  'connections',
  'people',
  'disconnect',
  'test',
  'key',
  'new-key',
  'set-up',
  'setting-up',
  'consent',
  'mailbox',
  'mail',
  'stop',
  'failure',
] as const
export type PageName = (typeof NAMES)[number]
/** Parts of a page that are sent by themselves. */
export type PieceName = 'step' | 'tested' | 'connected' | 'set-up-form' | 'key-again'

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
  const reading = () => ({ data: { reader, now: now() } satisfies Reading })
  const render = (page: PageName, view: Frame) => compiled.get(page)!(framed(view, reader, assets), reading())
  return {
    render,
    piece: (name, view) => handlebars.compile(`{{> ${name}}}`, { strict: true })(view, reading()),
    send: (reply, page, view) => reply.type('text/html; charset=utf-8').send(render(page, view)),
  }
}

function framed(view: Frame, reader: Reader, assets: Assets) {
  const { section } = view
  return {
    ...view,
    assets,
    locale: reader.locale,
    onStart: section === 'start',
    onConnections: section === 'connections',
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
