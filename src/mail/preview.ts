/** `npm run mails`: every kind of mail from its sample data, as files to look at. */
import { mkdir, writeFile } from 'node:fs/promises'
import { messageOf, toEml } from './message.ts'
import { renderMail } from './render.ts'
import { sample } from './samples.ts'
import { type MailKind, mailKinds } from './views.ts'

const folder = 'out/mails'
const sender = { address: 'halfhour@example.com', name: 'Halfhour', host: 'halfhour.example.com' }

await mkdir(folder, { recursive: true })
for (const kind of mailKinds) await write(kind)
console.log(`${mailKinds.length} kinds of mail are in ${folder}, each as .html, .txt and .eml`)

async function write(kind: MailKind): Promise<void> {
  const { view, recipient } = await sample(kind)
  const mail = await renderMail(kind, view, recipient)
  const mailing = {
    kind,
    key: 'preview',
    slot: 'preview',
    stop: view.stops?.thisKind ?? null,
    date: view.now,
  }
  await writeFile(`${folder}/${kind}.html`, mail.html)
  await writeFile(`${folder}/${kind}.txt`, mail.text)
  await writeFile(`${folder}/${kind}.eml`, await toEml(messageOf(mail, mailing, recipient, sender)))
}
