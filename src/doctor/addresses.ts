/** Which addresses a host has, and whether the world beyond this network can reach them. */
import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';
import { systemCode } from './system-code.ts';

export type Addresses =
  | { readonly kind: 'found'; readonly addresses: readonly string[] }
  | { readonly kind: 'fault'; readonly code: string };

/** As Node itself looks names up when it connects: by the system's resolver, hosts file and all. */
export async function addressesOf(host: string): Promise<Addresses> {
  const bare = withoutBrackets(host);
  if (isIP(bare) !== 0) return { kind: 'found', addresses: [bare] };
  try {
    const found = await lookup(bare, { all: true });
    return { kind: 'found', addresses: found.map(({ address }) => address) };
  } catch (error) {
    return { kind: 'fault', code: systemCode(error) };
  }
}

/** The name or address of a URL, without the brackets of IPv6. */
export function withoutBrackets(hostname: string): string {
  return hostname.replace(/^\[(.*)\]$/, '$1');
}

/** Addresses that only this machine or its own network reaches (RFC 1918, 6598, 3927, 4193, 4291). */
const PRIVATE = new BlockList();
PRIVATE.addSubnet('0.0.0.0', 8);
PRIVATE.addSubnet('10.0.0.0', 8);
PRIVATE.addSubnet('100.64.0.0', 10);
PRIVATE.addSubnet('127.0.0.0', 8);
PRIVATE.addSubnet('169.254.0.0', 16);
PRIVATE.addSubnet('172.16.0.0', 12);
PRIVATE.addSubnet('192.168.0.0', 16);
PRIVATE.addAddress('::1', 'ipv6');
PRIVATE.addSubnet('fc00::', 7, 'ipv6');
PRIVATE.addSubnet('fe80::', 10, 'ipv6');

export function isPrivateAddress(address: string): boolean {
  return PRIVATE.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}
