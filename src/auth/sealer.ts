/** Seals values into opaque tokens that only holders of the key can read or create. */
import { EncryptJWT, errors, jwtDecrypt } from 'jose';

/** A sealed value opens only with the binding that it was sealed with. */
export interface SealBinding {
  readonly issuer: string;
  readonly subject: string;
  readonly audience: string;
}

export type UnsealResult =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'expired'; readonly value: unknown }
  | { readonly kind: 'invalid' };

export interface Sealer {
  seal(value: unknown, binding: SealBinding): Promise<string>;
  open(sealed: string, binding: SealBinding): Promise<UnsealResult>;
}

interface SealerOptions {
  readonly lifetimeSeconds: number;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** 32 bytes. */
  readonly key: Uint8Array;
}

/** Seals by JWE with direct A256GCM (RFC 7516, RFC 7518 §4.5, §5.3), which encrypts and authenticates. */
export function createSealer({ lifetimeSeconds, now, key }: SealerOptions): Sealer {
  return {
    seal(value, { issuer, subject, audience }) {
      return new EncryptJWT({ value })
        .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
        .setIssuer(issuer)
        .setSubject(subject)
        .setAudience(audience)
        .setExpirationTime(Math.floor(now() / 1000) + lifetimeSeconds)
        .encrypt(key);
    },
    async open(sealed, { issuer, subject, audience }) {
      try {
        const { payload } = await jwtDecrypt(sealed, key, {
          keyManagementAlgorithms: ['dir'],
          contentEncryptionAlgorithms: ['A256GCM'],
          issuer,
          subject,
          audience,
          requiredClaims: ['exp'],
          currentDate: new Date(now()),
        });
        return { kind: 'value', value: payload['value'] };
      } catch (error) {
        return error instanceof errors.JWTExpired
          ? { kind: 'expired', value: error.payload['value'] }
          : { kind: 'invalid' };
      }
    },
  };
}
