import { expect, test } from 'vitest'
import { deliveryFailure, type SmtpFailure } from '../../src/mail/failure.ts'

const failure = (facts: Partial<SmtpFailure>): SmtpFailure => ({
  code: 'EENVELOPE',
  answer: null,
  command: null,
  bodySent: false,
  message: '',
  ...facts,
})

test.each<[string, Partial<SmtpFailure>, string]>([
  ['no such mailbox', { answer: 550, command: 'RCPT TO' }, 'permanent'],
  ['user not local', { answer: 551, command: 'RCPT TO' }, 'permanent'],
  ['greylisted', { answer: 450, command: 'RCPT TO' }, 'transient'],
  ['mailbox full for now', { answer: 452, command: 'RCPT TO' }, 'transient'],
  [
    'mailbox full, said as if for good',
    { answer: 552, command: 'RCPT TO', message: '552 5.2.2 Over quota' },
    'transient',
  ],
  [
    'content refused after the body',
    { code: 'EMESSAGE', answer: 554, command: 'DATA', bodySent: true },
    'permanent',
  ],
  [
    'content deferred after the body',
    { code: 'EMESSAGE', answer: 451, command: 'DATA', bodySent: true },
    'transient',
  ],
  [
    'server goes away instead of answering the body',
    { code: 'ECONNECTION', command: 'CONN', bodySent: true },
    'maybe-sent',
  ],
  ['silence after the body', { code: 'ETIMEDOUT', command: 'CONN', bodySent: true }, 'maybe-sent'],
  [
    'server says it goes away after the body',
    { code: 'EMESSAGE', answer: 421, command: 'DATA', bodySent: true },
    'transient',
  ],
  ['connection refused', { code: 'ESOCKET', command: 'CONN' }, 'transient'],
  ['connection lost before the body', { code: 'ECONNECTION', command: 'CONN' }, 'transient'],
  ['name not found', { code: 'EDNS', command: 'CONN' }, 'transient'],
  [
    'wrong password: every mail fails, ours to mend',
    { code: 'EAUTH', answer: 535, command: 'AUTH PLAIN' },
    'transient',
  ],
  ['our sender refused: every mail fails, ours to mend', { answer: 550, command: 'MAIL FROM' }, 'transient'],
  ['commands out of order', { answer: 503, command: 'RCPT TO' }, 'transient'],
  ['nodemailer itself refuses the envelope', { code: 'EENVELOPE', command: 'API' }, 'permanent'],
])('%s', (_what, facts, expected) => {
  const verdict = deliveryFailure(failure(facts))
  expect(verdict.state === 'maybe-sent' ? verdict.state : verdict.lasting).toBe(expected)
})
