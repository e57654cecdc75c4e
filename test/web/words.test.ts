// The words of pages that others wrote in part: what leads somewhere, and what is only shown.
import Handlebars from 'handlebars'
import { expect, test } from 'vitest'
import { readerOf } from '../../src/mail/dates.ts'
import { helpers } from '../../src/web/words.ts'
import { at } from '../support/facts.ts'
import { plain } from './support.ts'

const handlebars = Handlebars.create()
handlebars.registerHelper(helpers)
const data = { reader: readerOf({ locale: 'en-GB', zone: 'America/New_York' }), now: 0 }
const render = (template: string, view: object) =>
  handlebars.compile(template, { strict: true })(view, { data })

const link = (url: string) =>
  `<a href="${url}" target="_blank" rel="noreferrer">${url}<span class="hidden"> (in a new tab)</span></a>`

test.each([
  ['Grant it: https://a.test/b?c=d.', `Grant it: ${link('https://a.test/b?c=d')}.`],
  [
    'https://a.test/ (an account), or https://b.test/c.',
    `${link('https://a.test/')} (an account), or ${link('https://b.test/c')}.`,
  ],
  ['http://a.test/ and javascript:alert(1)', 'http://a.test/ and javascript:alert(1)'],
  [
    'https://a.test/"onclick=x https://b.test/<b>',
    `${link('https://a.test/')}&quot;onclick=x ${link('https://b.test/')}&lt;b&gt;`,
  ],
  ['https://', 'https://'],
  [`https://a.test/${'x'.repeat(400)}`, link(`https://a.test/${'x'.repeat(400)}`)],
])('%s', (text, html) => expect(plain(render('{{linked text}}', { text }))).toBe(`<bdi>${html}</bdi>`))

test('a day of the calendar is the same in every zone, and no script changes it', () => {
  expect(render('{{day at}}', { at: at('2027-06-30T00:00Z') })).toBe(
    '<time datetime="2027-06-30">30 June 2027</time>',
  )
})
