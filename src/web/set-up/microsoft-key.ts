// The form of an app registration: its ids, and the secret or certificate that proves it. Pure.
import { isDay } from '../../domain/clock.ts'
import { DAY, type Instant } from '../../domain/types.ts'
import type { Filled, Part } from './parts.ts'

export const app: Part[] = [
  { name: 'tenant', label: 'Directory (tenant) ID', note: 'Or a domain of the tenant.', required: true },
  { name: 'client_id', label: 'Application (client) ID', required: true },
]

/** @param secretNote beside the secret */
const proofPart = (secretNote: string, dayNote: string): Part => ({
  name: 'proof',
  legend: 'How does the app prove itself?',
  choices: [
    {
      value: 'secret',
      label: 'By a client secret',
      fields: [
        { name: 'client_secret', label: 'Its Value', note: secretNote, secret: true },
        {
          ...{ name: 'secret_expires', label: 'The day it expires', type: 'date' },
          note: `As Entra shows it, so that admins are told before. ${dayNote}`,
        },
      ],
    },
    {
      value: 'certificate',
      label: 'By a certificate',
      fields: [
        {
          ...{ name: 'certificate', label: 'Or what is in it, pasted', rows: 5, secret: true },
          note: 'Certificate and RSA private key, as PEM.',
          file: { label: 'The file', accept: '.pem,.crt,.cer,.key,application/x-pem-file' },
        },
      ],
    },
  ],
})

export const proof = proofPart('Not the Secret ID.', 'May stay empty.')
/** Of a known app. */
export const newProof = proofPart(
  'Not the Secret ID. Empty: a secret that is stored stays.',
  'Empty: a known day stays with its secret.',
)

/** @param known the stored key of the same app: tenant and id stay as they are, and its secret unless another is given */
export function keyOf(typed: Filled['typed'], known: string | null, wall: Instant) {
  const stored: Record<string, string> = known === null ? {} : JSON.parse(known)
  const text = (name: string) => typed[name]?.trim() ?? ''
  const [tenant, client_id] = [stored.tenant ?? text('tenant'), stored.client_id ?? text('client_id')]
  const by = text('proof')
  const { given, problems } =
    by === 'certificate'
      ? certificateIn(text('certificate'))
      : secretIn(text('client_secret'), text('secret_expires'), stored, wall)
  return {
    madeOf: by === 'secret' && text('client_secret') === '' ? known : null,
    key: JSON.stringify({ type: 'microsoft_app', tenant, client_id, ...given }),
    problems: {
      ...(tenant === '' ? { tenant: 'Give the tenant: the overview of the app shows its id.' } : {}),
      ...(client_id === '' ? { client_id: 'Give the client id: the overview of the app shows it.' } : {}),
      ...(by === 'secret' || by === 'certificate' ? problems : { proof: NO_PROOF }),
    },
  }
}

interface Given extends Pick<Filled, 'problems'> {
  given: Record<string, string>
}

const NO_PROOF = 'Choose a secret or a certificate.'

function certificateIn(certificate: string): Given {
  const missing = { certificate: 'Choose the file of the certificate, or paste what is in it.' }
  return { given: { certificate }, problems: certificate === '' ? missing : {} }
}

/** The day goes with its secret: where that stays, it does; where that is replaced, it is forgotten. */
function secretIn(secret: string, day: string, stored: Record<string, string>, wall: Instant): Given {
  const wrongDay = day === '' ? null : dayProblem(day, wall)
  const kept = secret === '' ? stored : {}
  const [client_secret, secret_expires] = [secret || (kept.client_secret ?? ''), day || kept.secret_expires]
  return {
    given: { client_secret, ...(secret_expires === undefined ? {} : { secret_expires }) },
    problems: {
      ...(client_secret === '' ? { client_secret: 'Paste the secret: Entra shows its Value once.' } : {}),
      ...(wrongDay ? { secret_expires: wrongDay } : {}),
    },
  }
}

/** Why a day is none on which a secret can end, a sentence; null: it can. */
export function dayProblem(text: string, wall: Instant): string | null {
  if (!isDay(text)) return `“${text.slice(0, 60)}” is no day. Give it as 2027-06-30, or leave it empty.`
  return Date.parse(text) < wall - DAY
    ? 'That day is over. Make a new secret in Entra, and give that one.'
    : null
}
