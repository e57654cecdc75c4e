// Mails about connections lead to a page that only the machine of the service shows: they say so, and how else to look.
import { expect, test } from 'vitest'
import { deskFor } from '../src/desk.ts'
import { ada } from './support/facts.ts'
import { testStore } from './support/store.ts'

const held = testStore()

test.each([undefined, 'https://halfhour.example.com'])('where PUBLIC_URL is %s', async (publicUrl) => {
  const settings = { publicUrl, mailFrom: undefined, smtpUrl: undefined, host: '127.0.0.1', port: 4000 }
  const desk = await deskFor(ada, held.store, settings)
  const [admins, own] = [desk.adminLinks(), desk.ownLinks()]
  for (const { primary, where } of [admins, own]) {
    expect(primary).toBe('http://localhost:4000/connections')
    expect(where).toContain('opens on the machine that Halfhour runs on')
  }
  expect(admins.where).toContain('ssh -L 4000:localhost:4000')
  expect(admins.where).toContain('halfhour doctor')
  expect(own.where).not.toContain('ssh')
})
