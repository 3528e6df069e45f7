/** Looks up hosts, and connects to them without sending a request. */
import type { X509Certificate } from 'node:crypto';
import { lookup } from 'node:dns/promises';
import { BlockList, connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';

/** Returns an error code of Node or the system, such as ENOENT; `unknown` for anything else, because it can contain anything. */
export function systemCode(error: unknown): string {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : error;
  return typeof code === 'string' && /^[A-Z][A-Z0-9_]{2,60}$/.test(code) ? code : 'unknown';
}

interface HostAddresses {
  readonly addresses: readonly string[];
  /** The error code of the lookup; null if it succeeded. */
  readonly code: string | null;
}

/** Looks up a host as Node does when it connects, through the system's resolver and hosts file. */
export async function lookUpHost(host: string): Promise<HostAddresses> {
  const bare = withoutBrackets(host);
  if (isIP(bare) !== 0) return { addresses: [bare], code: null };
  try {
    const found = await lookup(bare, { all: true });
    return { addresses: found.map(({ address }) => address), code: null };
  } catch (error) {
    return { addresses: [], code: systemCode(error) };
  }
}

export function isIpAddress(host: string): boolean {
  return isIP(withoutBrackets(host)) !== 0;
}

/** Removes the brackets of an IPv6 address in a URL. */
function withoutBrackets(host: string): string {
  return host.replace(/^\[(.*)\]$/, '$1');
}

/** Addresses that are not reachable from the internet (RFC 1918, 6598, 3927, 4193, 4291). */
const PRIVATE_SUBNETS = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['::1', 128],
  ['fc00::', 7],
  ['fe80::', 10],
] as const;
const PRIVATE = new BlockList();
for (const [network, bits] of PRIVATE_SUBNETS) PRIVATE.addSubnet(network, bits, familyOf(network));

export function isPrivateAddress(address: string): boolean {
  return PRIVATE.check(address, familyOf(address));
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4';
}

export interface ServerCertificate {
  /** The common name, or otherwise the organization. */
  readonly subject: string;
  readonly issuer: string;
  /** ISO 8601. */
  readonly validFrom: string;
  readonly validTo: string;
  readonly isSelfSigned: boolean;
}

export type Probe =
  /** Without TLS, which the gateway accepts on loopback. */
  | { readonly kind: 'plain' }
  | {
      readonly kind: 'secure';
      /** Such as `TLSv1.3`. */
      readonly protocol: string;
      readonly certificate: ServerCertificate | null;
      /** Node's code for an untrusted certificate; null if it is trusted. */
      readonly fault: string | null;
    }
  /** The TCP connection or, with `isTls`, the TLS handshake failed with a code of Node or OpenSSL. */
  | { readonly kind: 'unreachable'; readonly code: string; readonly isTls: boolean };

/** Longer than any useful handshake takes. */
export const PROBE_TIMEOUT_MS = 10_000;

/** Connects to the host of a URL. Never rejects. */
export function probe(url: string, timeoutMs = PROBE_TIMEOUT_MS): Promise<Probe> {
  const { protocol, hostname, port } = new URL(url);
  const host = withoutBrackets(hostname);
  const isTls = protocol === 'https:';
  const { promise, resolve } = Promise.withResolvers<Probe>();
  const socket = isTls
    ? openTls(host, port === '' ? 443 : Number(port))
    : connectTcp({ host, port: port === '' ? 80 : Number(port) });
  const end = (outcome: Probe): void => {
    resolve(outcome);
    socket.destroy();
  };
  let isConnected = false;
  const unreachable = (code: string): void => end({ kind: 'unreachable', code, isTls: isConnected });
  // The socket's own timeout restarts with every byte.
  const timer = setTimeout(() => unreachable('ETIMEDOUT'), timeoutMs);
  socket.once('connect', () => {
    isConnected = true;
    if (!isTls) end({ kind: 'plain' });
  });
  socket.once('secureConnect', () => end(describeTls(socket)));
  socket.once('end', () => unreachable('ECONNRESET'));
  socket.once('error', (error) => unreachable(systemCode(error)));
  return promise.finally(() => clearTimeout(timer));
}

/** Accepts any certificate, in order to describe it. Nothing is sent over this connection. */
function openTls(host: string, port: number): TLSSocket {
  const servername = isIP(host) === 0 ? { servername: host } : {};
  return connectTls({ host, port, rejectUnauthorized: false, ...servername });
}

function describeTls(socket: Socket | TLSSocket): Probe {
  if (!('getPeerX509Certificate' in socket)) return { kind: 'plain' };
  const certificate = socket.getPeerX509Certificate();
  return {
    kind: 'secure',
    protocol: socket.getProtocol() ?? 'TLS',
    certificate: certificate === undefined ? null : describeCertificate(certificate),
    // Despite its type, this is the code as a string.
    fault: socket.authorized ? null : systemCode(socket.authorizationError),
  };
}

function describeCertificate({ subject, issuer, validFrom, validTo }: X509Certificate): ServerCertificate {
  return {
    subject: nameIn(subject),
    issuer: nameIn(issuer),
    validFrom: new Date(validFrom).toISOString(),
    validTo: new Date(validTo).toISOString(),
    isSelfSigned: subject === issuer,
  };
}

/** Returns the name in a distinguished name, without control characters: anyone can write a certificate. */
function nameIn(distinguished = ''): string {
  const [, name] = ['CN', 'O', 'OU'].flatMap(
    (part) => new RegExp(`^${part}=(.+)$`, 'm').exec(distinguished) ?? [],
  );
  return (name ?? 'an unnamed party').replaceAll(/\p{C}/gu, '').slice(0, 80);
}
