// A company set up by its admin: the key first, then whom to watch, then a test that saves if all is well.
import type { FastifyInstance } from 'fastify'
import { noSuchConnection } from '../failures.ts'
import { type Fields, numberOf } from '../forms.ts'
import type { Pages } from '../pages.ts'
import type { WebParts } from '../server.ts'
import type { Held } from './brought.ts'
import { readSetUp } from './form.ts'
import { knownKey } from './key.ts'
import { setUpPages } from './pages.ts'
import { typedIn } from './parts.ts'
import type { Vendor } from './vendor.ts'
import { vendorsOf } from './vendors.ts'

/** Lists of people are pasted here. */
const options = { bodyLimit: 512 * 1024 }

type Form = { Body: Fields | undefined }
type OneConnection = { Params: { id: string } }

export function setUpRoutes(app: FastifyInstance, parts: WebParts, pages: Pages): void {
  for (const vendor of Object.values(vendorsOf(parts.connecting))) {
    const answers = setUpPages(parts, pages, vendor)
    firstRoutes(app, vendor, answers)
    testRoute(app, parts, vendor, answers)
    changeRoutes(app, parts, vendor, answers)
  }
}

type Answers = ReturnType<typeof setUpPages>

/** A company is connected: its key, then its people. */
function firstRoutes(
  app: FastifyInstance,
  vendor: Vendor,
  { readKey, askForKey, askForPeople }: Answers,
): void {
  const page = `/connections/${vendor.kind}`
  app.get<{ Querystring: Fields }>(page, ({ query }, reply) => {
    const asked = Object.entries(typedIn(vendor.keyParts(false), query)).filter(([, text]) => text !== '')
    return askForKey(reply, { typed: { ...vendor.keyTyped, ...Object.fromEntries(asked) } })
  })
  app.post<Form>(page, options, async ({ body }, reply) => {
    const given = readKey(body ?? {}, null)
    const people = body?.by === undefined ? null : typedIn(vendor.people.parts, body)
    if (given.key === null) return askForKey(reply, { given, people })
    return askForPeople(reply, given, { typed: people ?? vendor.peopleTyped(given.facts), changed: null })
  })
}

/** People were chosen, of a new company or of one that is connected. */
function testRoute(
  app: FastifyInstance,
  parts: WebParts,
  vendor: Vendor,
  { keyFor, askForKey, askForPeople, test }: Answers,
): void {
  const page = `/connections/${vendor.kind}/test`
  app.get(page, (_request, reply) => reply.redirect(`/connections/${vendor.kind}`, 303))
  app.post<Form>(page, options, async (request, reply) => {
    const fields = request.body ?? {}
    const of = await connectionAt(parts, vendor, fields.of)
    if (fields.of !== undefined && of === null) throw noSuchConnection()
    const changed = of?.connection ?? null
    const key = keyFor(fields, of)
    if (typeof key === 'string') return askForKey(reply, { notice: key, changed, known: of?.key ?? null })
    const setUp = readSetUp(vendor.people, fields)
    if (setUp.options === null) return askForPeople(reply, key, { ...setUp, changed })
    const isKnown = of !== null && of.key !== null
    return test(request, reply, key, { options: setUp.options, typed: setUp.typed, changed, isKnown })
  })
}

/** A company that is connected watches others, or gets a new key. */
function changeRoutes(
  app: FastifyInstance,
  parts: WebParts,
  vendor: Vendor,
  { readKey, askForKey, askForPeople, test }: Answers,
): void {
  const page = `/connections/:id/${vendor.kind}`

  // Nobody gives the key again for that: who set it up was told to delete its file.
  app.get<OneConnection>(page, async ({ params }, reply) => {
    const { key, whyNot, before } = await stored(parts, vendor, params)
    if (key === null) return askForKey(reply, { changed: before.changed, notice: whyNot })
    return askForPeople(reply, key, before)
  })

  app.get<OneConnection>(`${page}/key`, async ({ params }, reply) => {
    const { key, before } = await stored(parts, vendor, params)
    return askForKey(reply, { changed: before.changed, known: key })
  })

  // Tested at once, with the people that were chosen before.
  app.post<Form & OneConnection>(`${page}/key`, options, async (request, reply) => {
    const { params, body } = request
    const { key: known, before } = await stored(parts, vendor, params)
    const given = readKey(body ?? {}, known)
    if (given.key === null) return askForKey(reply, { changed: before.changed, known, given })
    const isKnown = known !== null
    const keyTyped = typedIn(vendor.keyParts(isKnown), body ?? {})
    return test(request, reply, given, { ...before, isKnown, keyTyped })
  })
}

/** The connection that an address names, with its people as they stand in the form; throws where there is none. */
async function stored(parts: WebParts, vendor: Vendor, { id }: { id: string }) {
  const found = await connectionAt(parts, vendor, id)
  if (!found) throw noSuchConnection()
  const { connection: changed, chosen, key, whyNot } = found
  return { key, whyNot, before: { changed, options: chosen, typed: vendor.people.typedOf(chosen) } }
}

/** A company's connection with its key, or why that cannot be used; null: there is none of this vendor. */
async function connectionAt({ store }: WebParts, vendor: Vendor, text: unknown) {
  const id = numberOf(text)
  const connection = id === null ? null : await store.connections.byId(id)
  const chosen = connection && vendor.chosen(connection)
  if (!connection || !chosen) return null
  const known = await knownKey(store, vendor, connection.id)
  const held: Held = typeof known === 'string' ? { key: null, whyNot: known } : { key: known, whyNot: null }
  return { connection, chosen, ...held }
}
