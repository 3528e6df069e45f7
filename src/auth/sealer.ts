/** Seals a value into an opaque token that only a holder of the key can read, and nobody can alter. */
import { EncryptJWT, errors, jwtDecrypt } from 'jose';

/** What a sealed value is bound to. It opens only with the same binding. */
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
  /** 32 bytes. Whoever has the key can open what was sealed with it. */
  readonly key: Uint8Array;
}

/** JWE with direct A256GCM (RFC 7516, RFC 7518 §4.5, §5.3): encrypted and authenticated. */
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
