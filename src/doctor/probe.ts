/** Opens a connection to a host and looks at it: whether it stands, and whether its certificate is good. No request is sent. */
import type { X509Certificate } from 'node:crypto';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { withoutBrackets } from './addresses.ts';
import { systemCode } from './system-code.ts';

export interface Certificate {
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
      readonly certificate: Certificate | null;
      /** Node's code for why the certificate is not trusted; null: it is. */
      readonly fault: string | null;
    }
  /** No connection, or none of TLS; the code is Node's or OpenSSL's. */
  | { readonly kind: 'unreachable'; readonly code: string; readonly isTls: boolean };

/** Longer than any handshake takes that is of use. */
const PATIENCE_MS = 10_000;

/** Resolves whatever happens. */
export function probe(url: string, timeoutMs = PATIENCE_MS): Promise<Probe> {
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
  // Not the socket's own timeout, which starts anew with every byte.
  const timer = setTimeout(() => unreachable('ETIMEDOUT'), timeoutMs);
  socket.once('connect', () => {
    isConnected = true;
    if (!isTls) end({ kind: 'plain' });
  });
  socket.once('secureConnect', () => end(secure(socket)));
  socket.once('end', () => unreachable('ECONNRESET'));
  socket.once('error', (error) => unreachable(systemCode(error)));
  return promise.finally(() => clearTimeout(timer));
}

/** Goes on whatever the certificate is like, since what is wrong with it is what is wanted; nothing is sent over this connection. */
function openTls(host: string, port: number): TLSSocket {
  return connectTls({
    host,
    port,
    rejectUnauthorized: false,
    ...(isIP(host) === 0 ? { servername: host } : {}),
  });
}

function secure(socket: Socket | TLSSocket): Probe {
  if (!('getPeerX509Certificate' in socket)) return { kind: 'plain' };
  const certificate = socket.getPeerX509Certificate();
  return {
    kind: 'secure',
    protocol: socket.getProtocol() ?? 'TLS',
    certificate: certificate === undefined ? null : described(certificate),
    // Node has it as a text here, and not as the code of an error.
    fault: socket.authorized ? null : systemCode(socket.authorizationError),
  };
}

function described(certificate: X509Certificate): Certificate {
  const { subject, issuer, validFrom, validTo } = certificate;
  return {
    subject: nameIn(subject),
    issuer: nameIn(issuer),
    validFrom: new Date(validFrom).toISOString(),
    validTo: new Date(validTo).toISOString(),
    isSelfSigned: subject === issuer,
  };
}

/** What a certificate says comes from elsewhere: one line of it, and what controls a terminal is left out. */
function nameIn(distinguished: string | undefined): string {
  const lines = (distinguished ?? '').split('\n');
  const value = ['CN=', 'O=', 'OU=']
    .map((prefix) => lines.find((line) => line.startsWith(prefix))?.slice(prefix.length))
    .find((name) => name !== undefined && name !== '');
  return (value ?? 'nobody by name').replaceAll(/\p{C}/gu, '').slice(0, 80);
}
