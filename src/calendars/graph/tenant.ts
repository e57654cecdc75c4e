// Which tenant a name is of: admins give its id or one of its domains, and it stays the same when domains come and go.
import { isFields, textIn } from '../fields.ts'
import { timeout } from './network.ts'
import { type GraphSettings, placeOf } from './place.ts'

/** Its id (a GUID), as its public document tells; what is known as no tenant, or cannot be asked, comes back as it was. */
export async function tenantIdOf(tenant: string, settings: GraphSettings): Promise<string> {
  const { login } = placeOf(settings)
  const url = `${login}/${encodeURIComponent(tenant)}/v2.0/.well-known/openid-configuration`
  const told = await fetch(url, { signal: timeout() })
    .then((answer): Promise<unknown> => answer.json())
    .catch(() => null)
  const issuer = isFields(told) ? textIn(told, 'issuer') : null
  return GUID.exec(issuer ?? '')?.[0].toLowerCase() ?? tenant
}

const GUID = /[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}/i
