// What disconnecting leaves behind at a service: for somebody there to take back.
import type { Address } from '../../domain/types.ts'
import type { Connection } from '../../store/connections/connections.ts'

/** @param owner whose own connection it is; null: an admin's. Returns sentences; null: nothing is left there */
export function afterwards(kind: Connection['kind'], owner: Address | null): string | null {
  return (owner === null ? COMPANY : OWN)[kind]
}

/** What a company gave us is its admin's to delete. */
const COMPANY: Record<Connection['kind'], string | null> = {
  google:
    'The key itself goes on working at Google: delete it there too (Cloud console → IAM & Admin → Service accounts → Keys), and ' +
    'the delegation (Admin console → Security → API controls → Manage domain-wide delegation).',
  microsoft:
    'At Microsoft the secret goes on working: delete the app there too, or its secret alone (Entra → App registrations).',
  ics: null,
}

/** Google is told; Microsoft lets no app give a single consent back. */
const OWN: Record<Connection['kind'], string | null> = {
  google: 'Your consent is given back to Google.',
  microsoft:
    'Your consent is forgotten here, and stays at Microsoft: take it back at https://myapps.microsoft.com.',
  ics: null,
}
