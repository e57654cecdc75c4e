// The errors of Entra's token endpoint: AADSTS numbers in their usual sentences.
import { randomUUID } from 'node:crypto'
import type { Instant } from '../../../domain/types.ts'

/** RFC 6749 5.2, as Entra words it. */
export class TokenRefusal extends Error {
  readonly status: number
  readonly error: string
  readonly number: number

  constructor(status: number, error: string, number: number, message: string) {
    super(message)
    this.status = status
    this.error = error
    this.number = number
  }

  bodyAt(wall: Instant, correlation = randomUUID() as string) {
    const trace = randomUUID()
    const timestamp = new Date(wall).toISOString().replace('T', ' ').replace(/\.\d+/, '')
    const ids = `Trace ID: ${trace} Correlation ID: ${correlation} Timestamp: ${timestamp}`
    return {
      error: this.error,
      error_description: `AADSTS${this.number}: ${this.message} ${ids}`,
      error_codes: [this.number],
      timestamp,
      trace_id: trace,
      correlation_id: correlation,
      error_uri: `https://login.microsoftonline.com/error?code=${this.number}`,
      ...(SUBERRORS[this.number] ? { suberror: SUBERRORS[this.number] } : {}),
    }
  }
}

const SUBERRORS: Record<number, string> = { 53003: 'message_only', 65001: 'consent_required' }

export const missing = (name: string) =>
  new TokenRefusal(
    400,
    'invalid_request',
    900144,
    `The request body must contain the following parameter: '${name}'.`,
  )

export const unknownTenant = (tenant: string) =>
  new TokenRefusal(
    400,
    'invalid_request',
    90002,
    `Tenant '${tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant.`,
  )

export const unknownApp = (app: string, tenant: string) =>
  new TokenRefusal(
    400,
    'unauthorized_client',
    700016,
    `Application with identifier '${app}' was not found in the directory '${tenant}'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.`,
  )

export const wrongSecret = (app: string) =>
  new TokenRefusal(
    401,
    'invalid_client',
    7000215,
    `Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${app}'.`,
  )

export const expiredSecret = (app: string) =>
  new TokenRefusal(
    401,
    'invalid_client',
    7000222,
    `The provided client secret keys for app '${app}' are expired. Visit the Azure portal to create new keys for your app: https://aka.ms/NewClientSecret, or consider using certificate credentials for added security: https://aka.ms/certCreds.`,
  )

export const noCredential = () =>
  new TokenRefusal(
    401,
    'invalid_client',
    7000218,
    "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
  )

export const wrongCertificate = (thumbprint: string) =>
  new TokenRefusal(
    401,
    'invalid_client',
    700027,
    `The certificate with identifier used to sign the client assertion is not registered on application. [Reason - The key was not found., Thumbprint of key used by client: '${thumbprint}']`,
  )

export const wrongSignature = () =>
  new TokenRefusal(
    401,
    'invalid_client',
    700027,
    'Client assertion failed signature validation. [Reason - The provided signature value did not match the expected signature value.]',
  )

export const wrongAssertion = (message: string) => new TokenRefusal(401, 'invalid_client', 700021, message)
export const assertionTime = () =>
  new TokenRefusal(401, 'invalid_client', 700024, 'Client assertion is not within its valid time range.')

export const wrongScope = (scope: string) =>
  new TokenRefusal(
    400,
    'invalid_scope',
    1002012,
    `The provided value for scope ${scope} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).`,
  )

export const unknownResource = (resource: string, tenant: string) =>
  new TokenRefusal(
    400,
    'invalid_resource',
    500011,
    `The resource principal named ${resource} was not found in the tenant named ${tenant}.`,
  )

export const appDisabled = (app: string) =>
  new TokenRefusal(401, 'unauthorized_client', 7000112, `Application '${app}'(Halfhour) is disabled.`)

export const noConsent = (app: string) =>
  new TokenRefusal(
    400,
    'invalid_grant',
    65001,
    `The user or administrator has not consented to use the application with ID '${app}' named 'Halfhour'. Send an interactive authorization request for this user and resource.`,
  )

export const misconfigured = () =>
  new TokenRefusal(
    400,
    'unauthorized_client',
    650056,
    "Misconfigured application. This could be due to one of the following: the client has not listed any permissions for 'AAD Graph' in the requested permissions in the client's application registration. Or, the admin has not consented in the tenant. Please contact your admin to fix the configuration or consent on behalf of the tenant.",
  )

export const blockedByPolicy = () =>
  new TokenRefusal(
    400,
    'invalid_grant',
    53003,
    'Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.',
  )

export const invalidGrant = (number: number, message: string) =>
  new TokenRefusal(400, 'invalid_grant', number, message)
