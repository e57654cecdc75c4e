import { expect, test } from 'vitest'
import { mailable, UnmailableAddress } from '../../src/mail/address.ts'

test.each([
  'ada@example.com',
  "o'hara+tag@mail.example.co.uk",
  'jürgen@bücher.example',
  'a@localhost',
  'x_y.z@a-b.example',
])('%s can be mailed', (address) => expect(mailable(address)).toBe(address))

test.each([
  'ada',
  '',
  'ada@',
  '@example.com',
  'ada@example.com\r\nRCPT TO:<linus@example.com>',
  'ada@example.com\n',
  'ada@example.com>',
  '<ada@example.com>',
  'Ada <ada@example.com>',
  'ada@example.com,linus@example.com',
  'ada@example.com linus@example.com',
  '"ada lovelace"@example.com',
  'ada..x@example.com',
  'ada@-example.com',
  'ada@example..com',
  'ada@[127.0.0.1]',
  `${'a'.repeat(250)}@example.com`,
])('%j is refused', (address) => expect(() => mailable(address)).toThrow(UnmailableAddress))
