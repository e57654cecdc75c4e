// Which addresses a feed may come from: none inside our own network, whatever name points there (SSRF).
import { type LookupAddress, lookup } from 'node:dns'
import { BlockList, isIP, type LookupFunction } from 'node:net'
import { FileError } from '../../errors.ts'

/** Not of the public Internet: IANA's special-purpose registries (RFC 6890), cloud metadata among them. */
const PRIVATE_V4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
]
/** 64:ff9b::/96, 2001::/32 and 2002::/16 carry IPv4 addresses inside of them. */
const PRIVATE_V6 = [
  '::/128',
  '::1/128',
  '::/96',
  '64:ff9b::/96',
  '64:ff9b:1::/48',
  '100::/64',
  '2001::/23',
  '2001:db8::/32',
  '2002::/16',
  '3fff::/20',
  '5f00::/16',
  'fc00::/7',
  'fe80::/10',
  'fec0::/10',
  'ff00::/8',
]

const blocked = new BlockList()
for (const [range, family] of [
  ...PRIVATE_V4.map((range) => [range, 'ipv4'] as const),
  ...PRIVATE_V6.map((range) => [range, 'ipv6'] as const),
]) {
  const [address = '', bits] = range.split('/')
  blocked.addSubnet(address, Number(bits), family)
}

/** An IPv4 address written as IPv6 (::ffff:127.0.0.1) counts as what it is. */
export function isPrivate(address: string): boolean {
  const family = isIP(address)
  return family === 0 || blocked.check(address, family === 4 ? 'ipv4' : 'ipv6')
}

/** May a feed come from this address? */
export type Allowed = (address: string) => boolean

export const publicOnly: Allowed = (address) => !isPrivate(address)

/** Throws a FileError where the host is a refused address by itself; names are judged when they are looked up. */
export function refuseHost(hostname: string, allowed: Allowed): void {
  const host = hostname.replace(/^\[|\]$/g, '')
  if (isIP(host) !== 0 && !allowed(host)) throw refusal(host)
}

/**
 * Looks a name up for a socket and hands out allowed addresses only. The socket connects to what was checked, so a name
 * that points elsewhere a moment later (DNS rebinding) changes nothing.
 */
export function lookupAllowed(allowed: Allowed): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, '', 0)
      const [first, ...others] = addresses.filter(({ address }) => allowed(address))
      if (!first) return callback(refusal(hostname), '', 0)
      const found: LookupAddress[] = [first, ...others]
      if (options.all) callback(null, found)
      else callback(null, first.address, first.family)
    })
  }
}

function refusal(host: string): FileError {
  return new FileError(
    `${host} is an address inside a private network; feeds from there are refused. ` +
      'Set ALLOW_PRIVATE_FEEDS=true if this one is meant.',
  )
}
