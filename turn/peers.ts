/**
 * Addresses that a TURN server must not relay to: whoever has credentials could otherwise reach what stands behind it (the
 * cloud's metadata service, databases on localhost, the office network). Ranges after the IANA special-purpose registries
 * (RFC 6890); multicast has a switch of its own in coturn.
 */
import { BlockList, isIP } from 'node:net';

type Range = readonly [first: string, last: string, what: string];

/** This machine. */
const LOOPBACK: readonly Range[] = [
  ['127.0.0.0', '127.255.255.255', 'this machine'],
  ['::1', '::1', 'this machine'],
];

/** Networks that an installation inside a company may want to reach. */
const PRIVATE: readonly Range[] = [
  ['10.0.0.0', '10.255.255.255', 'private (RFC 1918)'],
  ['100.64.0.0', '100.127.255.255', 'carrier-grade NAT'],
  ['172.16.0.0', '172.31.255.255', 'private (RFC 1918)'],
  ['192.168.0.0', '192.168.255.255', 'private (RFC 1918)'],
  ['fc00::', 'fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', 'unique local'],
];

/**
 * Never a participant: link-local (there is the metadata service), reserved, examples, and IPv4 inside of IPv6. `::` is missing
 * on purpose: coturn takes a range that ends with it for all addresses there are, and refuses `::` as a peer by itself.
 */
const NEVER: readonly Range[] = [
  ['0.0.0.0', '0.255.255.255', 'this network: reaches this machine on most systems'],
  ['169.254.0.0', '169.254.255.255', "link-local: the cloud's metadata service"],
  ['192.0.0.0', '192.0.0.255', 'protocol assignments'],
  ['192.0.2.0', '192.0.2.255', 'examples'],
  ['192.88.99.0', '192.88.99.255', '6to4 relays'],
  ['198.18.0.0', '198.19.255.255', 'benchmarks'],
  ['198.51.100.0', '198.51.100.255', 'examples'],
  ['203.0.113.0', '203.0.113.255', 'examples'],
  ['240.0.0.0', '255.255.255.255', 'reserved, broadcast'],
  ['::ffff:0.0.0.0', '::ffff:255.255.255.255', 'IPv4 written as IPv6: a way round the ranges above'],
  ['64:ff9b::', '64:ff9b::ffff:ffff', 'IPv4 behind NAT64'],
  ['64:ff9b:1::', '64:ff9b:1:ffff:ffff:ffff:ffff:ffff', 'IPv4 behind a local NAT64'],
  ['100::', '100::ffff:ffff:ffff:ffff', 'discarded'],
  ['2001::', '2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff', 'protocol assignments, Teredo'],
  ['2001:db8::', '2001:db8:ffff:ffff:ffff:ffff:ffff:ffff', 'examples'],
  ['2002::', '2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff', 'IPv4 inside of 6to4'],
  ['fe80::', 'febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff', 'link-local'],
];

export interface Allowed {
  readonly private: boolean;
  readonly loopback: boolean;
}

export const deniedRanges = (allowed: Allowed): readonly Range[] => [
  ...NEVER,
  ...(allowed.loopback ? [] : LOOPBACK),
  ...(allowed.private ? [] : PRIVATE),
];

/** Whether the ranges hold the address. A server whose own address is denied cannot join two people who both need it. */
export function isDenied(address: string, allowed: Allowed): boolean {
  const list = new BlockList();
  const familyOf = (text: string): 'ipv4' | 'ipv6' => (isIP(text) === 4 ? 'ipv4' : 'ipv6');
  // A BlockList takes every IPv4 address for an IPv4-mapped one, which that range is not meant for.
  const ranges = deniedRanges(allowed).filter(([first]) => !first.startsWith('::ffff:'));
  for (const [first, last] of ranges) list.addRange(first, last, familyOf(first));
  return list.check(address, familyOf(address));
}
