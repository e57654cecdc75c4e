// The mailbox: every mail as it is, and nothing in it that acts on the page around it.
import type { FastifyInstance } from 'fastify'
import { beforeEach, describe, expect, test } from 'vitest'
import { mailKinds } from '../../src/mail/views.ts'
import type { MailLine } from '../../src/store/mailings/mailbox.ts'
import { ada } from '../support/facts.ts'
import { testStore } from '../support/store.ts'
import { keep, now, plain, someDays, webOver } from './support.ts'

const held = testStore()
let app: FastifyInstance
beforeEach(async () => {
  await someDays(held.store)
  app = await webOver(held.store)
})

const newest = async (): Promise<MailLine> => (await held.store.mailbox.list(1))[0]!
const hostile = {
  subject: '<script>alert(1)</script> "x" \u202egnp.exe\u0007',
  preheader: '',
  html: '<html><head></head><body><p>Hello</p><script>parent.document.title="owned"</script></body></html>',
  text: '</pre><script>alert(2)</script>',
}
const keepHostile = () =>
  keep(
    held.store,
    hostile,
    { kind: 'recap', date: now },
    {
      address: ada,
      name: '<b>Ada</b>',
      zone: 'UTC',
      locale: null,
    },
  )

describe('the list', () => {
  test('shows every mail, newest first, a page at a time', async () => {
    const { id: _id, ...mail } = (await held.store.mailbox.byId((await newest()).id))!
    for (let index = 0; index < 45; index++)
      await held.store.mailbox.keep({ ...mail, messageId: `<${index}@example.com>` })
    const first = plain((await app.inject('/mailbox')).body)
    expect(first.match(/<a class="target" href="\/mailbox\/\d+">/g)).toHaveLength(50)
    const older = /href="(\/mailbox\?before=\d+)">Older/.exec(first)?.[1] ?? ''
    const second = (await app.inject(older)).body
    expect(second.match(/<a class="target" href="\/mailbox\/\d+">/g)).toHaveLength(45 + mailKinds.length - 50)
    expect(second).not.toContain('Older mails')
    expect(second).toContain('href="/mailbox">Newest')
  })

  test('can be narrowed to a kind and a recipient', async () => {
    const recaps = (await app.inject('/mailbox?kind=recap')).body
    expect(recaps.match(/href="\/mailbox\/\d+"/g)).toHaveLength(1)
    expect((await app.inject('/mailbox?to=nobody@example.com')).body).toContain('No mail is like that.')
  })

  test.each([
    'before=0',
    'before=abc',
    'before=1e9',
    'kind=%3Cscript%3E',
    'to=%00',
    'before=1&before=2',
    'to[]=1',
  ])('takes ?%s calmly', async (query) => {
    const { statusCode, body } = await app.inject(`/mailbox?${query}`)
    expect(statusCode).toBe(200)
    expect(body).not.toContain('<script>')
  })
})

describe('a mail', () => {
  test('is shown in a frame without scripts, with its text, headers and file', async () => {
    const { id } = (await held.store.mailbox.list(10)).find(({ kind }) => kind === 'agenda')!
    const body = plain((await app.inject(`/mailbox/${id}`)).body)
    expect(body).toContain(`src="/mailbox/${id}/html"`)
    expect(body).toContain('sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox"')
    expect(body).toContain('List-Unsubscribe-Post: List-Unsubscribe=One-Click')
    const file = await app.inject(`/mailbox/${id}/mail.eml`)
    expect(file.headers['content-disposition']).toBe(`attachment; filename="halfhour-${id}.eml"`)
    expect(file.rawPayload).toEqual((await held.store.mailbox.byId(id))?.raw)
  })

  test('that is hostile stays text on the page around it', async () => {
    await keepHostile()
    const { id } = await newest()
    for (const url of ['/mailbox', `/mailbox/${id}`]) {
      const { body } = await app.inject(url)
      expect(body).not.toMatch(/<script>alert|<b>Ada|\u202e/)
      expect(body).toContain('&lt;script&gt;alert(1)')
    }
  })

  test('may load nothing, run nothing and post nothing', async () => {
    const policy = String(
      (await app.inject(`/mailbox/${(await newest()).id}/html`)).headers['content-security-policy'],
    )
    expect(policy).toMatch(/default-src 'none'/)
    expect(policy).toMatch(/sandbox (?!.*allow-(scripts|forms|top-navigation))/)
    expect(policy).not.toMatch(/script-src|connect-src|https?:/)
  })

  test.each([
    '/mailbox/999999',
    '/mailbox/0',
    '/mailbox/x',
    '/mailbox/1e3',
    '/mailbox/99999999999999999999/html',
  ])('%s is no mail', async (url) => expect((await app.inject(url)).statusCode).toBe(404))
})
