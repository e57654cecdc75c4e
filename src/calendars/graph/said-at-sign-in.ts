// What Entra says when it gives no token, in plain words. Codes: learn.microsoft.com/entra/identity-platform/reference-error-codes
import { aadsts, CONSENT, type Known, ofPerson, type Words } from './known.ts'
import type { Asker } from './trouble.ts'

/** Where an admin of the tenant grants all that the app asks for. */
export function adminConsentUrl({
  key: { tenant, clientId },
  place: { login },
}: Pick<Asker, 'key' | 'place'>) {
  return `${login}/${tenant}/adminconsent?client_id=${clientId}`
}

export const app = ({ place }: Asker) => `${place.portal} → App registrations → the app`
export const grant = (_asked: unknown, by: Asker): string =>
  `${app(by)} → API permissions: Grant admin consent, or have an admin open ${adminConsentUrl(by)}`
const newSecret: Words = (_asked, by) =>
  `${app(by)} → Certificates & secrets → New client secret; copy its Value (not its Secret ID) and ${
    by.key.kind === 'app'
      ? 'connect with it.'
      : 'start Halfhour with it as MICROSOFT_CLIENT_SECRET. Nobody has to consent again.'
  }`

/** Entra gives no token. */
export const tokens: readonly Known[] = [
  {
    when: aadsts(90002, 900023, 900021),
    kind: 'client',
    cause: (_asked, { key }) => `it knows no tenant ${key.tenant}.`,
    wayOut:
      'Correct the tenant: the Directory (tenant) ID on the overview of Entra. It may also be one of another cloud (MICROSOFT_CLOUD).',
  },
  {
    when: aadsts(700016, 700054, 7000110),
    kind: 'client',
    cause: (_asked, { key }) => `the tenant ${key.tenant} has no app with the client id ${key.clientId}.`,
    wayOut: (_asked, by) =>
      `Correct the Application (client) ID; or the app is of another tenant and nobody here consented yet: ${adminConsentUrl(by)}`,
  },
  {
    when: aadsts(7000215),
    kind: 'client',
    cause: 'the secret is wrong.',
    wayOut: newSecret,
  },
  {
    when: aadsts(7000222),
    kind: 'client',
    cause: 'the secret has expired.',
    wayOut: newSecret,
  },
  {
    when: aadsts(700027, 7000214, 700030, 7000218),
    kind: 'client',
    cause: 'the certificate is not, or no longer, one of the app.',
    wayOut: (_asked, by) =>
      `${app(by)} → Certificates & secrets → Certificates: upload it, or connect with another.`,
  },
  {
    when: aadsts(700024, 700021, 500133),
    kind: 'connection',
    cause: "this server's clock is wrong, or the certificate's proof was not accepted.",
    wayOut: "Set the server's clock (NTP).",
  },
  {
    when: ofPerson(aadsts(65001, 65004, 50173, 50132, 50133, 70008, 70000, 700082, 70043, 700084, 54005)),
    kind: 'connection',
    cause: 'access was taken back, or ran out, or the password was changed.',
    wayOut: CONSENT,
  },
  {
    when: ofPerson(aadsts(50034, 50057, 500011, 51004)),
    kind: 'connection',
    cause: 'the account is closed or switched off.',
    wayOut: 'Switch it on in Entra, or remove this connection.',
  },
  {
    when: ofPerson(aadsts(50076, 50078, 50079, 50058, 50072, 50074, 50158)),
    kind: 'connection',
    cause: 'the person has to sign in again (a second factor is asked for).',
    wayOut: CONSENT,
  },
  {
    when: aadsts(65001),
    kind: 'connection',
    cause: 'nobody has consented to the app yet.',
    wayOut: grant,
  },
  {
    when: aadsts(90094, 90093, 900941),
    kind: 'client',
    cause: 'who signed in may not consent for the company.',
    wayOut: (_asked, by) => `Send this link to an admin: ${adminConsentUrl(by)}`,
  },
  {
    when: aadsts(650056, 650057, 650051),
    kind: 'client',
    cause: 'the permissions are not listed with the app, or not consented to.',
    wayOut: (asked, by) =>
      `${app(by)} → API permissions: add ${asked.permission.name} (${
        by.key.kind === 'app' ? 'Application' : 'Delegated'
      }), then grant admin consent.`,
  },
  {
    when: aadsts(7000112, 7000113, 700005),
    kind: 'client',
    cause: 'the app is disabled.',
    wayOut: (_asked, { place }) =>
      `${place.portal} → Enterprise applications → the app → Properties: "Enabled for users to sign-in" must be Yes.`,
  },
  {
    when: aadsts(53003, 53000, 53001, 530036, 530035),
    kind: 'client',
    cause: 'a Conditional Access policy blocks the app.',
    wayOut: 'Make an exception for this app, or for the address of this server, in that policy.',
  },
  {
    when: aadsts(90033, 90024, 90006, 900382),
    kind: 'passing',
    cause: 'Microsoft’s sign-in has trouble of its own.',
  },
  {
    when: ({ from, status }) => from === 'sign-in' && status < 500,
    kind: 'connection',
    cause: 'it gives no token, for a reason that is not known here.',
  },
]
