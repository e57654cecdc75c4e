// What the pages of a company's set-up ask of each vendor: reading a key, naming permissions, testing and saving.
import { scopesFor } from '../calendars/google/scopes.ts'
import { appKey, appProblems, expiryOf } from '../calendars/graph/key.ts'
import { permissionsFor } from '../calendars/graph/permissions.ts'
import { placeOf } from '../calendars/graph/place.ts'
import { adminConsentUrl } from '../calendars/graph/said-at-sign-in.ts'
import { UsageError } from '../errors.ts'
import { microsoftPlace, type ServiceSettings } from '../services.ts'
import type { Store } from '../store/open.ts'
import type { AppFacts, Connecting } from '../web/connecting.ts'
import { connectCompany, connectTenant } from './company.ts'
import { readKey } from './key.ts'

interface Means {
  store: Store
  config: ServiceSettings
  clock: { now(): number }
}

const GIVEN = 'What was given'

export function googleAccess({ store, config, clock }: Means): Connecting['google'] {
  return {
    readKey: (text) => {
      try {
        const { clientEmail, clientId } = readKey(text, GIVEN).key
        return { facts: { account: clientEmail, clientEmail, clientId } }
      } catch (error) {
        if (error instanceof UsageError) return { problems: { key: error.message } }
        throw error
      }
    },
    permissions: (by) => scopesFor(by).map(({ url: name, opens }) => ({ name, opens })),
    connect: (key, options, changing = null) => {
      const { credentials } = readKey(key, GIVEN)
      return connectCompany(store, { credentials, options, changing }, config, clock.now())
    },
  }
}

export function microsoftAccess({ store, config, clock }: Means): Connecting['microsoft'] {
  const place = placeOf(microsoftPlace(config))
  const factsOf = (credentials: object): AppFacts => {
    const key = appKey(credentials, GIVEN)
    const { tenant, clientId, proof } = key
    const account = `${tenant} ${clientId}`.toLowerCase()
    const consent = adminConsentUrl({ key, place })
    return { account, tenant, clientId, proof: proof.kind, expires: expiryOf(key), consent }
  }
  return {
    portal: place.portal,
    readKey: (text) => {
      const credentials = JSON.parse(text) ?? {}
      const problems = appProblems(credentials)
      return Object.keys(problems).length > 0 ? { problems } : { facts: factsOf(credentials) }
    },
    permissions: (by) => permissionsFor(by).map(({ name, opens }) => ({ name, opens })),
    connect: (key, options, changing = null) =>
      connectTenant(store, { credentials: JSON.parse(key), options, changing }, config, clock.now()),
  }
}
