/**
 * Prints every MJML template as HTML, as JSON by kind. Runs as a process of its own, once per service start: MJML
 * takes 110 MB and most of a second, and nobody needs it afterwards.
 */
import { readFile } from 'node:fs/promises'
import mjml2html from 'mjml'
import { templatesFolder } from './folder.ts'
import { type MailKind, mailKinds } from './views.ts'

const pages = await Promise.all(mailKinds.map(async (kind) => [kind, await pageOf(kind)]))
process.stdout.write(JSON.stringify(Object.fromEntries(pages)))

/** MJML 5 ignores includes unless told not to, and links a web font unless told none. */
async function pageOf(kind: MailKind): Promise<string> {
  const filePath = `${templatesFolder}${kind}.mjml`
  const { html } = await mjml2html(await readFile(filePath, 'utf8'), {
    filePath,
    ignoreIncludes: false,
    fonts: {},
    validationLevel: 'strict',
    keepComments: false,
  })
  return html.replace(/^\s+/gm, '')
}
