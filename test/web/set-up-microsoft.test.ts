// The set-up of a tenant with the real steps behind it, against the sandbox: what is wrong is named, then all is saved.
import { beforeAll, describe, expect, test } from 'vitest'
import { readRoles } from '../../src/sandbox/graph/oauth/apps.ts'
import type { GraphScene } from '../sandbox/graph-support.ts'
import { ada, grace, linus } from '../sandbox/support.ts'
import { ends, hidden, page, read, registrationOf, tenantPages } from './tenant.ts'

const { scene, look, statusOf, post, given, everybody, connections, credentials } = tenantPages()
let here: GraphScene
let clientId: string
beforeAll(() => {
  here = scene()
  clientId = here.app.clientId
})

describe('the app', () => {
  test('is asked for with what to do before: each permission to be copied', async () => {
    const body = await look(page)
    expect(read(body)).toMatch(
      /Register an app .* Allow it to read .* Make a secret, or upload a certificate/,
    )
    for (const role of readRoles) expect(body).toContain(`<code data-copy>${role}</code>`)
    expect(body).toContain('href="https://entra.microsoft.com/#view/')
  })

  test('given with its secret leads to consent and people; the secret is not shown again', async () => {
    const { statusCode, body } = await post(page, given())
    expect(statusCode).toBe(200)
    const link = `${here.graph.loginUrl}${here.graph.tenantId}/adminconsent?client_id=${clientId}`
    expect(body.replaceAll('&#x3D;', '=')).toContain(`<code data-copy>${link}</code>`)
    expect(body).not.toContain(here.app.secret)
    expect(Buffer.from(hidden(body, 'sealed'), 'base64url').toString('latin1')).not.toContain(here.app.secret)
  })

  test('of a tenant that is named by its domain: that is its mail domain, too', async () => {
    const { body } = await post(page, { ...given(), tenant: 'Example.com' })
    expect(body).toContain('name="domains" value="example.com"')
    const { body: atMicrosoft } = await post(page, { ...given(), tenant: 'example.onmicrosoft.com' })
    expect(atMicrosoft).toContain('name="domains" value=""')
  })

  test.each<[string, () => Record<string, string | File>, string, string]>([
    ['no tenant', () => ({ tenant: ' ' }), 'tenant', 'Give the tenant'],
    ['no name of a tenant', () => ({ tenant: 'ours <b>' }), 'tenant', 'Directory (tenant) ID'],
    ['no client id', () => ({ client_id: '' }), 'client_id', 'Give the client id'],
    ['a name for the client id', () => ({ client_id: 'halfhour' }), 'client_id', 'Application (client) ID'],
    ['no secret', () => ({ client_secret: ' ' }), 'client_secret', 'Paste the secret'],
    ['the id of the secret', () => ({ client_secret: here.app.secretId }), 'client_secret', 'column Value'],
    ['no day', () => ({ secret_expires: '30.6.2031' }), 'secret_expires', '“30.6.2031” is no day.'],
    ['no day of the calendar', () => ({ secret_expires: '2031-02-30' }), 'secret_expires', 'is no day.'],
    ['a day that is over', () => ({ secret_expires: '2020-06-30' }), 'secret_expires', 'That day is over.'],
    ['neither secret nor certificate', () => ({ proof: 'x' }), 'proof', 'Choose a secret or a certificate.'],
    ['no certificate', () => ({ proof: 'certificate' }), 'certificate', 'Choose the file'],
    [
      'a certificate without its key',
      () => ({ proof: 'certificate', certificateFile: new File(['-----BEGIN CERTIFICATE-----'], 'a.pem') }),
      'certificate',
      'The certificate cannot be used',
    ],
  ])('%s: one sentence, at its field; no secret is shown again', async (_what, wrong, field, sentence) => {
    const { statusCode, body, text } = await post(page, { ...given(), ...wrong() })
    expect(statusCode).toBe(422)
    expect(text).toContain('1 field needs another look. Nothing was tested yet.')
    expect(body).toContain(`<a class="target" href="#${field}">`)
    expect(read(body.split(`id="${field}-problem"`)[1] ?? '')).toContain(sentence)
    expect(body).not.toContain(here.app.secret)
    expect(body).not.toContain(here.app.secretId)
    expect(body).not.toContain('<b>')
  })

  test('with something wrong keeps its secret, sealed: Entra shows it only once', async () => {
    const wrong = await post(page, { ...given(), tenant: 'ours', client_id: 'halfhour' })
    expect(wrong.text).toContain('2 fields need another look.')
    expect(wrong.text).toContain('What you gave before is kept')
    const kept = hidden(wrong.body, 'kept')
    const { statusCode } = await post(page, { ...registrationOf(here), client_secret: '', kept })
    expect(statusCode).toBe(200)
    const touched = `${kept.slice(0, -4)}${kept.endsWith('AAAA') ? 'BBBB' : 'AAAA'}`
    expect((await post(page, { ...registrationOf(here), client_secret: '', kept: touched })).text).toContain(
      'Paste the secret',
    )
    expect(await connections()).toEqual([])
  })
})

test('another secret is asked for with tenant and app filled in; what an address says is never trusted', async () => {
  const { body } = await post(`${page}/test`, await everybody({ ...given(), client_secret: 'abc~123' }))
  expect(read(body)).toMatch(/Secret failed/)
  const another = /href="([^"]+)">Another app or secret/
    .exec(body)?.[1]
    ?.replaceAll('&#x3D;', '=')
    .replaceAll('&amp;', '&')
  const form = await look(another ?? '')
  expect(form).toContain(`name="tenant" value="${here.graph.tenantId}"`)
  expect(form).toContain(`name="client_id" value="${clientId}"`)
  const odd =
    '?tenant=%22%3E%3Cb%3E&client_id=a&client_id=b&client_secret=hunter2&certificateFile=x&certificateFile=y&__proto__=z'
  expect(await statusOf(page + odd)).toBe(200)
  const shown = await look(page + odd)
  expect(shown).toContain('value="&quot;&gt;&lt;b&gt;"')
  expect(shown).not.toContain('hunter2')
})

test('a wrong secret is asked for again below its test; the people that were chosen are kept', async () => {
  const wrong = await everybody({ ...given(), client_secret: 'abc~123' })
  const chosen = { domains: 'example.com', by: 'list', people: `${ada}, ${linus}` }
  const { body } = await post(`${page}/test`, { ...wrong, ...chosen })
  const again = body.split('role="status"')[1]!
  expect(again).toContain('<h2>Give a new secret</h2>')
  expect(again).toContain(`action="${page}"`)
  expect(again).toContain(`name="client_id" value="${clientId}"`)
  expect(again).not.toContain('Consent for the company')
  expect(again).not.toContain('abc~123')
  const kept = { domains: hidden(again, 'domains'), by: hidden(again, 'by'), people: hidden(again, 'people') }
  expect(kept).toEqual(chosen)
  const none = await post(page, { ...given(), client_secret: '', ...kept })
  expect(hidden(none.body, 'people')).toBe(chosen.people)
  const right = await post(page, { ...given(), ...kept })
  expect(right.body).toContain('value="list" checked')
  expect(right.body).toContain(`${chosen.people}</textarea>`)
})

describe('a tenant', () => {
  test('is tested step by step, then saved: with its day, its secret sealed', async () => {
    const secret_expires = ends(100)
    const { text } = await post(`${page}/test`, await everybody({ ...given(), secret_expires }))
    expect(text).toMatch(/App registration worked .* Secret worked .* Directory worked .* Calendar worked/)
    expect(text).toContain('Everything worked.')
    expect(text).toContain('The connection is saved.')
    expect(await connections()).toMatchObject([
      { kind: 'microsoft', name: 'Microsoft 365 (example.com)', options: { choice: { by: 'all' } } },
    ])
    expect(await credentials()).toMatchObject({ client_secret: here.app.secret, secret_expires })
  })

  test('proves itself by a certificate, given as a file', async () => {
    const { certificate, privateKey } = await here.graph.oauth.addCertificate(clientId)
    const certificateFile = new File([`${certificate}\n${privateKey}`], 'app.pem')
    const proven = { ...registrationOf(here), proof: 'certificate', certificate: '', certificateFile }
    const { text, body } = await post(`${page}/test`, await everybody(proven))
    expect(text).toMatch(/Certificate worked The certificate is accepted\b.* until \d{4}-/)
    expect(text).toContain('The connection is saved.')
    expect(body).not.toContain('PRIVATE KEY')
    expect(read(await look('/connections'))).toContain('The certificate expires')
  })

  test('nobody consented for is told so with the link, and connected once it was opened', async () => {
    here.graph.oauth.block(clientId, 'noConsent')
    const form = await everybody()
    const failed = await post(`${page}/test`, form)
    const link = `${here.graph.loginUrl}${here.graph.tenantId}/adminconsent?client_id=${clientId}`
    expect(failed.text).toMatch(/Sign-in failed .*nobody has consented .*What to do: .*AADSTS65001/)
    expect(failed.body.replaceAll('&#x3D;', '=')).toContain(
      `<a href="${link}" target="_blank" rel="noreferrer">`,
    )
    expect(await connections()).toEqual([])
    here.graph.oauth.block(clientId, null)
    const again = await post(`${page}/test`, { ...form, sealed: hidden(failed.body, 'sealed') })
    expect(again.text).toContain('The connection is saved.')
  })

  test('that lacks a permission hears which one, and the link to consent', async () => {
    here.graph.oauth.setRoles(clientId, ['Calendars.Read', 'User.Read.All', 'MailboxSettings.Read'])
    here.graph.company.addGroup('leads@example.com', [ada])
    const form = { ...(await everybody()), by: 'groups', groups: 'leads@example.com' }
    const { text, body } = await post(`${page}/test`, form)
    expect(text).toMatch(
      /Permission GroupMember\.Read\.All failed .*add GroupMember\.Read\.All \(Application\)/,
    )
    expect(body).toMatch(/<a href="[^"]+adminconsent\?client_id&#x3D;/)
    expect(body).toContain('leads@example.com</textarea>')
    expect(await connections()).toEqual([])
  })

  test('chooses departments by their names', async () => {
    here.graph.company.setUnit(grace, 'Sales')
    const form = { ...(await everybody()), by: 'units', units: 'Sales\n' }
    expect((await post(`${page}/test`, form)).text).toContain('The connection is saved.')
    expect((await connections())[0]?.options).toMatchObject({ choice: { by: 'units', units: ['/Sales'] } })
    expect(read(await look('/connections'))).toContain('Watches 1 department: Sales')
  })

  test('is not saved while a mailbox can be read that must be refused', async () => {
    const form = { ...(await everybody()), mustBeRefused: linus }
    const { text, body } = await post(`${page}/test`, form)
    expect(text).toMatch(/Mailbox that must be refused failed .*linus@example\.com can be read/)
    expect(body).toContain(`name="mustBeRefused" value="${linus}"`)
    expect(await connections()).toEqual([])
    here.graph.limitMailboxes(clientId, [ada, grace])
    expect((await post(`${page}/test`, form)).text).toContain('The connection is saved.')
    expect((await connections())[0]?.options).toMatchObject({ mustBeRefused: linus })
  })

  test('is not tested with fields that cannot be used', async () => {
    const form = { ...(await everybody()), domains: '', mustBeRefused: 'boss', by: 'units' }
    const { statusCode, text } = await post(`${page}/test`, form)
    expect(statusCode).toBe(422)
    expect(text).toContain('3 fields need another look. Nothing was tested yet.')
    expect((await post(`${page}/test`, { ...form, sealed: 'x' })).text).toContain(
      'once more: it is kept for a day',
    )
  })
})
