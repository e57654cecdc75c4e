// The consent pages: tiny, one form, for a real browser to press.
import type { Address } from '../../../domain/types.ts'
import { accountField, document, escaped } from '../../server/consent.ts'
import type { AuthorizationError } from './authorize.ts'

/** @param what is asked for, @param query the request itself, handed on by the form, @param people who may be signed in */
export function consentPage(
  what: string[],
  path: string,
  query: string,
  people: Address[],
  hint?: string,
): string {
  return document(
    'Permissions requested – Microsoft sandbox',
    `<form method="post" action="${escaped(path)}">
${accountField(people, hint)}
<ul>${what.map((each) => `<li>${escaped(each)}</li>`).join('')}</ul>
<input type="hidden" name="query" value="${escaped(query)}">
<p><button name="answer" value="accept">Accept</button> <button name="answer" value="cancel">Cancel</button></p>
</form>`,
  )
}

export function errorPage({ number, message }: AuthorizationError): string {
  return document(
    'Sorry, but we’re having trouble signing you in.',
    `<p>AADSTS${number}: ${escaped(message)}</p>`,
  )
}
