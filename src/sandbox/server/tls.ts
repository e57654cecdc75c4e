// A certificate authority and a server certificate made in this process: the sandbox speaks real TLS without openssl.
import { randomBytes } from 'node:crypto'
import * as tls from 'node:tls'
import { generate } from 'selfsigned'

/** All PEM. `ca` is what a client must trust, `key` and `cert` are what a server shows. */
export interface SandboxTls {
  ca: string
  key: string
  cert: string
}

const DAY = 24 * 3600_000

/** Makes a CA and a certificate for this machine. Valid by the wall clock, from yesterday for two years. */
export async function makeTls(): Promise<SandboxTls> {
  // Who trusts the CAs of two sandboxes finds the right one by its name.
  const name = `Halfhour sandbox CA ${randomBytes(4).toString('hex')}`
  const ca = await generate([{ name: 'commonName', value: name }], {
    ...common(),
    extensions: [
      { name: 'basicConstraints', cA: true, pathLenConstraint: 0, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  })
  const server = await generate([{ name: 'commonName', value: 'localhost' }], {
    ...common(),
    ca: { key: ca.private, cert: ca.cert },
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      { name: 'subjectAltName', altNames: [dnsName('localhost'), ipName('127.0.0.1'), ipName('::1')] },
    ],
  })
  return { ca: ca.cert, key: server.private, cert: server.cert }
}

/**
 * Makes this process trust the CA beside those it trusts already, for every connection opened from now on.
 * For scripts, tests and the demo; a child process gets NODE_EXTRA_CA_CERTS. Production code knows nothing of it.
 */
export function trust(ca: string): void {
  tls.setDefaultCACertificates([...tls.getCACertificates('default'), ca])
}

function common() {
  const now = Date.now()
  return {
    keyType: 'ec' as const,
    algorithm: 'sha256',
    notBeforeDate: new Date(now - DAY),
    notAfterDate: new Date(now + 730 * DAY),
  }
}

const dnsName = (value: string) => ({ type: 2 as const, value })
const ipName = (ip: string) => ({ type: 7 as const, ip })
