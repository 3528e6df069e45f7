/** Parses keys from the environment, in every form that people paste them in. */
import type { JsonWebKey, KeyObject } from 'node:crypto';
import { z } from 'zod';
import type { SigningAlgorithm } from './variables.ts';

export interface ParsedKey {
  readonly key: KeyObject;
  /** The `kid` of a JWK; null for PEM, and for a JWK without one. */
  readonly keyId: string | null;
}

/** Parses PEM, PEM on one line with literal `\n`, or a JWK. Returns null for anything else. */
export function parseKey(
  source: string,
  create: (input: string | { key: JsonWebKey; format: 'jwk' }) => KeyObject,
): ParsedKey | null {
  try {
    if (!source.trimStart().startsWith('{')) {
      return { key: create(source.replaceAll('\\n', '\n').trim()), keyId: null };
    }
    const jwk = z
      .looseObject({ kty: z.string(), kid: z.string().min(1).optional() })
      .parse(JSON.parse(source));
    return { key: create({ key: jwk, format: 'jwk' }), keyId: jwk.kid ?? null };
  } catch {
    return null;
  }
}

/** Each curve's name in OpenSSL, and in RFC 7518 §3.4. */
const CURVES: Partial<Record<SigningAlgorithm, { readonly openssl: string; readonly jose: string }>> = {
  ES256: { openssl: 'prime256v1', jose: 'P-256' },
  ES384: { openssl: 'secp384r1', jose: 'P-384' },
};

/** Describes the key that the algorithm requires (RFC 7518 §3.3, §3.4); null if this key matches. */
export function describeKeyMismatch(key: KeyObject, algorithm: SigningAlgorithm): string | null {
  const curve = CURVES[algorithm];
  const { modulusLength = 0, namedCurve } = key.asymmetricKeyDetails ?? {};
  if (curve === undefined) {
    return key.asymmetricKeyType === 'rsa' && modulusLength >= 2048
      ? null
      : 'an RSA key of 2048 bits or more';
  }
  return key.asymmetricKeyType === 'ec' && namedCurve === curve.openssl
    ? null
    : `an EC key on the curve ${curve.jose} (${curve.openssl})`;
}
