/** Looks at a host without sending it a request: its addresses, whether it can be connected to, and its certificate. */
import type { X509Certificate } from 'node:crypto';
import { lookup } from 'node:dns/promises';
import { BlockList, connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';

/** Returns a code of Node or the system such as ENOENT; `unknown` for anything else, which can hold anything and is not repeated. */
export function systemCode(error: unknown): string {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : error;
  return typeof code === 'string' && /^[A-Z][A-Z0-9_]{2,60}$/.test(code) ? code : 'unknown';
}

interface HostAddresses {
  readonly addresses: readonly string[];
  /** Why the host has none; null: it has some. */
  readonly code: string | null;
}

/** Looks a host up as Node does when it connects: by the system's resolver, hosts file and all. */
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

/** Removes the brackets that URLs put around an address of IPv6. */
function withoutBrackets(host: string): string {
  return host.replace(/^\[(.*)\]$/, '$1');
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

export interface ServerCertificate {
  /** Who it is for and who signed it, by their common names or, failing that, organisations. */
  readonly subject: string;
  readonly issuer: string;
  /** ISO 8601. */
  readonly validFrom: string;
  readonly validTo: string;
  readonly isSelfSigned: boolean;
}

export type Probe =
  /** Without TLS, as is accepted on loopback. */
  | { readonly kind: 'plain' }
  | {
      readonly kind: 'secure';
      /** Such as `TLSv1.3`. */
      readonly protocol: string;
      readonly certificate: ServerCertificate | null;
      /** Node's code for why the certificate is not trusted; null: it is. */
      readonly fault: string | null;
    }
  /** No connection, or none of TLS; the code is Node's or OpenSSL's. */
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
  // The socket's own timeout would start again with every byte.
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

/** Accepts any certificate in order to say what is wrong with it. Nothing is sent over this connection. */
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
    // Node gives the code as a text here.
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

/** Returns one line of a distinguished name, without anything that controls a terminal: a certificate is written elsewhere. */
function nameIn(distinguished: string | undefined): string {
  const lines = (distinguished ?? '').split('\n');
  const value = ['CN=', 'O=', 'OU=']
    .map((prefix) => lines.find((line) => line.startsWith(prefix))?.slice(prefix.length))
    .find((name) => name !== undefined && name !== '');
  return (value ?? 'nobody by name').replaceAll(/\p{C}/gu, '').slice(0, 80);
}
