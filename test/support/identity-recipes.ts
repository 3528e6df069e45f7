/** Reads the recipes of docs/identity-providers.md, and serves an issuer with the documents that the vendor of each publishes. */
import { generateKeyPairSync, type JsonWebKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { signToken } from '../../src/local-issuer/signed-token.ts';
import type { KeyPair } from '../config/key-material.ts';
import { startLocalServer } from '../http/local-server.ts';

const RECIPES_PAGE = 'docs/identity-providers.md';

const claims = z.record(z.string(), z.unknown());
const tokens = z.strictObject({
  header: z.looseObject({ alg: z.string(), kid: z.string() }),
  clinician: claims,
  patient: claims,
  service: claims,
});

export type Claims = Readonly<Record<string, unknown>>;
export type Holder = 'clinician' | 'patient' | 'service';
export type Vendor = keyof typeof KEY_SETS;

interface Recipe {
  readonly vendor: Vendor;
  /** The text of its section. */
  readonly section: string;
  /** The variables that it sets. */
  readonly settings: Readonly<Record<string, string>>;
  readonly tokens: z.output<typeof tokens>;
}

/** A public key, as a vendor publishes it. */
type PublishKey = (key: JsonWebKey, kid: string) => JsonWebKey & Readonly<Record<string, unknown>>;

interface VendorKeySet {
  /** Returns its URL. @param issuer without a slash at the end */
  readonly url: (issuer: string) => string;
  readonly signing: PublishKey;
  /** The other keys of the set. */
  readonly others: readonly PublishKey[];
}

const CERTIFICATE = { x5c: ['MIIC+DCCAeCgAwIBAgIJBIGjYW6hFpn2MA0GCSqGSIb3DQEBBQUAMCMxITAf'] };

/** Where each vendor publishes its key set, and which members its keys have, from the pages that the recipes name. */
const KEY_SETS = {
  Keycloak: {
    url: (issuer) => `${issuer}/protocol/openid-connect/certs`,
    signing: (key, kid) => ({ ...key, kid, alg: 'RS256', use: 'sig', x5t: kid, ...CERTIFICATE }),
    others: [(key) => ({ ...key, kid: 'encryption', alg: 'RSA-OAEP', use: 'enc', ...CERTIFICATE })],
  },
  'Microsoft Entra ID': {
    url: (issuer) => issuer.replace(/\/v2\.0$/, '/discovery/v2.0/keys'),
    // Without `alg`, and with the issuers whose tokens the key signs.
    signing: (key, kid) => ({ ...key, use: 'sig', kid, x5t: kid, ...CERTIFICATE, issuer: ANY_TENANT }),
    others: [
      (key) => ({ ...key, use: 'sig', kid: '2ZQpJ3UpbjAYXYGaXEJl8lV0TOI', issuer: ANY_TENANT }),
      (key) => ({ ...key, use: 'sig', kid: 'yreX2PsLi-qkbR8QDOmB_ySxp8Q', issuer: CONSUMERS }),
    ],
  },
  Okta: {
    url: (issuer) => `${issuer}/v1/keys`,
    signing: (key, kid) => ({ alg: 'RS256', ...key, kid, use: 'sig' }),
    others: [
      (key) => ({ alg: 'RS256', ...key, kid: 'Y3vBOdYT-l-I0j-gRQ26XjutSX00TeWiSguuDhW3ngo', use: 'sig' }),
    ],
  },
  Auth0: {
    url: (issuer) => `${issuer}/.well-known/jwks.json`,
    signing: (key, kid) => ({ alg: 'RS256', use: 'sig', ...CERTIFICATE, ...key, kid, x5t: kid }),
    others: [],
  },
  'Amazon Cognito': {
    url: (issuer) => `${issuer}/.well-known/jwks.json`,
    signing: (key, kid) => ({ alg: 'RS256', ...key, kid, use: 'sig' }),
    // ID tokens are signed with a key of their own.
    others: [(key) => ({ alg: 'RS256', ...key, kid: 'id-tokens=', use: 'sig' })],
  },
} as const satisfies Record<string, VendorKeySet>;

const ANY_TENANT = 'https://login.microsoftonline.com/{tenantid}/v2.0';
const CONSUMERS = 'https://login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0';

export function readRecipes(): Recipe[] {
  return readFileSync(RECIPES_PAGE, 'utf8')
    .split(/^## /m)
    .flatMap((section) => {
      const vendor = VENDORS.find((name) => section.startsWith(`${name}\n`));
      if (vendor === undefined) return [];
      const settings = readSettings(readBlock(section, 'ini'));
      return [{ vendor, section, settings, tokens: tokens.parse(JSON.parse(readBlock(section, 'json'))) }];
    });
}

export const VENDORS: readonly Vendor[] = [
  'Keycloak',
  'Microsoft Entra ID',
  'Okta',
  'Auth0',
  'Amazon Cognito',
];

function readBlock(section: string, language: string): string {
  return new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``).exec(section)?.[1] ?? '';
}

export function readSettings(text: string): Record<string, string> {
  return Object.fromEntries(
    Array.from(text.matchAll(/\b(AUTH_\w+)=([^\s`]+)/g), ([, name = '', value = '']) => [name, value]),
  );
}

export interface VendorIssuer {
  /** The settings of the recipe, with this issuer in place of the vendor's. */
  readonly settings: Readonly<Record<string, string>>;
  /** Returns the claims of a holder's token, at this issuer and valid now. */
  claimsOf(holder: Holder): Claims;
  /** Signs a token with the header of the recipe. An undefined claim is omitted. */
  sign(claims: Claims, header?: Readonly<Record<string, unknown>>): Promise<string>;
  /** Signs a token with HS256. */
  signWithSecret(claims: Claims): Promise<string>;
  close(): Promise<void>;
}

/** Starts an issuer on this machine, whose URL differs from the vendor's only in its origin. */
export async function startVendorIssuer(recipe: Recipe): Promise<VendorIssuer> {
  const { vendor, settings, tokens: documented } = recipe;
  const keySet: VendorKeySet = KEY_SETS[vendor];
  const { kid } = documented.header;
  const [signingKey, ...otherKeys] = [keySet.signing, ...keySet.others].map(() => newKey());
  if (signingKey === undefined) throw new Error('No key.');
  const server = await startLocalServer((response, request) => {
    const body = documents[`${server.origin}${request.url}`];
    if (body === undefined) response.writeHead(404).end();
    else response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  const named = settings['AUTH_ISSUER'] ?? '';
  const issuer = named.replace(new URL(named).origin, server.origin);
  const base = issuer.replace(/\/$/, '');
  const keys = [
    ...keySet.others.map((publish, index) => publish(publicJwkOf(otherKeys[index] ?? newKey()), kid)),
    keySet.signing(publicJwkOf(signingKey), kid),
  ];
  const documents: Readonly<Record<string, unknown>> = {
    [`${base}/.well-known/openid-configuration`]: describeProvider(issuer, keySet.url(base)),
    [keySet.url(base)]: { keys },
  };
  return {
    settings: { ...settings, AUTH_ISSUER: issuer },
    claimsOf(holder) {
      const now = Math.floor(Date.now() / 1000);
      const { clinician } = documented;
      const differences = holder === 'clinician' ? {} : documented[holder];
      const merged = Object.entries({ ...clinician, ...differences }).filter(([, value]) => value !== null);
      const times = { iat: now, exp: now + 300, ...('nbf' in clinician ? { nbf: now } : {}) };
      return { ...Object.fromEntries(merged), ...times, iss: issuer };
    },
    sign: (payload, header = {}) =>
      signToken(payload, { ...documented.header, ...header }, signingKey.privateKey),
    signWithSecret: (payload) =>
      signToken(payload, { ...documented.header, alg: 'HS256' }, new Uint8Array(64).fill(7)),
    close: () => server.close(),
  };
}

/** The members of OpenID Connect Discovery 1.0 §3 that all five vendors publish. */
function describeProvider(issuer: string, keySetUrl: string): Claims {
  const base = issuer.replace(/\/$/, '');
  return {
    issuer,
    authorization_endpoint: `${base}/authorize`,
    token_endpoint: `${base}/token`,
    jwks_uri: keySetUrl,
    response_types_supported: ['code'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
  };
}

function newKey(): KeyPair {
  return generateKeyPairSync('rsa', { modulusLength: 2048 });
}

function publicJwkOf({ publicKey }: KeyPair): JsonWebKey {
  return publicKey.export({ format: 'jwk' });
}
