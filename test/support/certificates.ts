/** Issues X.509 certificates (RFC 5280) for tests of TLS, with any validity, host names and issuer. */
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

export interface Identity {
  /** PEM. */
  readonly certificate: string;
  readonly privateKey: KeyObject;
  readonly name: string;
}

export interface CertificateOptions {
  /** The common name. */
  readonly name: string;
  /** The host names of the subjectAltName extension. */
  readonly hosts?: readonly string[];
  /** Signs the certificate; null: self-signed. */
  readonly issuer?: Identity | null;
  readonly from?: Date;
  readonly to?: Date;
  readonly isAuthority?: boolean;
}

const DAY_MS = 86_400_000;

let issued = 0;

export function issueCertificate(options: CertificateOptions): Identity {
  const { name, hosts = [], issuer = null, isAuthority = false } = options;
  const { from = new Date(Date.now() - DAY_MS), to = new Date(Date.now() + 365 * DAY_MS) } = options;
  issued += 1;
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const toBeSigned = sequence(
    tagged(0, integer(Buffer.from([2]))),
    integer(Buffer.from([1 + (issued % 126), ...Buffer.from(name).subarray(0, 8)])),
    ECDSA_WITH_SHA256,
    nameOf(issuer?.name ?? name),
    sequence(time(from), time(to)),
    nameOf(name),
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(
      3,
      sequence(basicConstraints(isAuthority), ...(hosts.length === 0 ? [] : [alternativeNames(hosts)])),
    ),
  );
  const signature = sign('sha256', toBeSigned, issuer?.privateKey ?? privateKey);
  const certificate = sequence(toBeSigned, ECDSA_WITH_SHA256, bitString(signature));
  return { certificate: pem(certificate), privateKey, name };
}

function encoded(tag: number, ...contents: readonly Buffer[]): Buffer {
  const content = Buffer.concat(contents);
  const { length } = content;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

function sequence(...contents: readonly Buffer[]): Buffer {
  return encoded(0x30, ...contents);
}

function integer(value: Buffer): Buffer {
  return encoded(0x02, value);
}

/** Encodes a context-specific, explicit tag. */
function tagged(number: number, content: Buffer): Buffer {
  return encoded(0xa0 + number, content);
}

function bitString(content: Buffer): Buffer {
  return encoded(0x03, Buffer.from([0]), content);
}

/** @param hex the encoded object identifier */
function objectId(hex: string): Buffer {
  return encoded(0x06, Buffer.from(hex, 'hex'));
}

/** OID 1.2.840.10045.4.3.2. */
const ECDSA_WITH_SHA256 = sequence(objectId('2a8648ce3d040302'));

/** Encodes a name with only a common name (2.5.4.3). */
function nameOf(name: string): Buffer {
  return sequence(encoded(0x31, sequence(objectId('550403'), encoded(0x0c, Buffer.from(name)))));
}

/** Encodes a UTCTime up to 2049 and a GeneralizedTime, which has a year of four digits, from 2050 (RFC 5280 §4.1.2.5). */
function time(date: Date): Buffer {
  const text = date.toISOString().replaceAll(/[-:T]|\.\d+/g, '');
  const isBefore2050 = date.getUTCFullYear() < 2050;
  return encoded(isBefore2050 ? 0x17 : 0x18, Buffer.from(isBefore2050 ? text.slice(2) : text));
}

/** OID 2.5.29.19. */
function basicConstraints(isAuthority: boolean): Buffer {
  const content = isAuthority ? sequence(encoded(0x01, Buffer.from([255]))) : sequence();
  return sequence(objectId('551d13'), encoded(0x04, content));
}

/** OID 2.5.29.17. */
function alternativeNames(hosts: readonly string[]): Buffer {
  const names = hosts.map((host) => encoded(0x82, Buffer.from(host)));
  return sequence(objectId('551d11'), encoded(0x04, sequence(...names)));
}

function pem(der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}
