// The consent page: tiny, one form, for a real browser to press.
import type { Address } from '../../../domain/types.ts'
import { accountField, document, escaped } from '../../server/consent.ts'
import { isLoginScope } from '../scopes.ts'
import type { Asked, AuthorizationError } from './authorize.ts'

/** @param query the request itself, handed on by the form; @param people who may be signed in */
export function consentPage(asked: Asked, query: string, people: Address[]): string {
  const scope = (name: string) =>
    `<p><label><input type="checkbox" name="scope" value="${escaped(name)}" checked> ${escaped(name)}</label></p>`
  const scopes = asked.scopes.filter((name) => !isLoginScope(name)).map(scope)
  return document(
    'Sign in – Google sandbox',
    `<form method="post" action="/o/oauth2/v2/auth/consent">
${accountField(people, asked.hint)}
${scopes.join('\n')}
<input type="hidden" name="query" value="${escaped(query)}">
<p><button name="answer" value="allow">Allow</button> <button name="answer" value="deny">Deny</button></p>
</form>`,
  )
}

export function errorPage({ code, error, message }: AuthorizationError): string {
  return document(`Error ${code}: ${error}`, `<p>Access blocked: ${escaped(message)}</p>`)
}
