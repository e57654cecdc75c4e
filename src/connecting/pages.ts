// What the pages of connections ask for, put together: testing, saving, removing, consent.
import type { Services } from '../services.ts'
import type { Connecting } from '../web/connecting.ts'
import { googleAccess, microsoftAccess } from './companies.ts'
import { type ConsentMeans, consentsFor } from './consents.ts'
import { disconnect } from './disconnect.ts'
import { testAgain } from './test.ts'

interface Means extends ConsentMeans {
  services: Services
}

export function connectingFor(means: Means): Connecting {
  const { store, services, config, clock } = means
  return {
    google: googleAccess(means),
    microsoft: microsoftAccess(means),
    consents: consentsFor(means),
    test: (connection) => testAgain(store, config, connection, clock.now()),
    disconnect: async (connection) =>
      void (await disconnect(store, services, config, connection, clock.now())),
  }
}
