// What a person meets who is asked for consent: a few pages of plain HTML, and the way back with the answer.
import type { FastifyReply } from 'fastify'
import type { Address } from '../../domain/types.ts'

/** @param content HTML */
export function document(title: string, content: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${escaped(title)}</title></head>
<body><h1>${escaped(title)}</h1>
${content}
</body></html>
`
}

export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}

/** @param people who may be signed in */
export function accountField(people: Address[], hint: string | undefined): string {
  const option = (address: Address) =>
    `<option${address === hint ? ' selected' : ''}>${escaped(address)}</option>`
  return `<p><label>Account <select name="person">${people.map(option).join('')}</select></label></p>`
}

export function page(reply: FastifyReply, html: string): FastifyReply {
  return reply.type('text/html; charset=utf-8').send(html)
}

/** Where the browser goes. */
export function sentBack(redirectUri: string, answer: Record<string, string | undefined>): string {
  const url = new URL(redirectUri)
  for (const [name, value] of Object.entries(answer))
    if (value !== undefined) url.searchParams.set(name, value)
  return url.href
}
