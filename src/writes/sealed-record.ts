/**
 * Encrypts and authenticates the record of a write. Its name, fingerprint and encryption key all derive from the caller's idempotency key, which is
 * not stored, so the store reveals nothing to a reader.
 */
import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';

/** A mutation with the idempotency key that its caller sent. */
export interface KeyedRequest {
  /** The FHIR server's base URL. */
  readonly upstream: string;
  /** Identifies the caller. */
  readonly caller: string;
  readonly idempotencyKey: string;
  readonly mutation: string;
  readonly input: object;
}

export interface Seal {
  close(text: string): string;
  /** @throws Error if the text was sealed with another key, or altered */
  open(sealed: string): string;
}

const ALGORITHM = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Returns the same id for every input, to detect a key that is reused with another input. */
export function claimIdOf(request: KeyedRequest): string {
  return digest(request, 'claim', '');
}

/** Returns the fingerprint of mutation and input. It is keyed with the idempotency key, so the few numbers of an input cannot be guessed from it. */
export function fingerprintOf(request: KeyedRequest): string {
  return digest(request, 'input', canonicalJson({ mutation: request.mutation, input: request.input }));
}

export function createSeal(request: KeyedRequest): Seal {
  const key = Buffer.from(hkdfSync('sha256', secretOf(request), '', 'seal', 32));
  return {
    close(text) {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv(ALGORITHM, key, iv);
      const closed = [cipher.update(text, 'utf8'), cipher.final()];
      return Buffer.concat([iv, cipher.getAuthTag(), ...closed]).toString('base64url');
    },
    open(sealed) {
      const bytes = Buffer.from(sealed, 'base64url');
      const decipher = createDecipheriv(ALGORITHM, key, bytes.subarray(0, IV_BYTES), {
        authTagLength: TAG_BYTES,
      });
      decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
      return (
        decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES), undefined, 'utf8') + decipher.final('utf8')
      );
    },
  };
}

function secretOf({ upstream, caller, idempotencyKey }: KeyedRequest): string {
  return JSON.stringify([upstream, caller, idempotencyKey]);
}

function digest(request: KeyedRequest, purpose: string, text: string): string {
  return createHmac('sha256', secretOf(request)).update(`${purpose} ${text}`).digest('base64url');
}

/** Returns the same text for equal inputs: sorted names, without nulls. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_name, inner: unknown) => {
    if (inner === null) return undefined;
    if (typeof inner !== 'object' || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).toSorted(([one], [other]) => (one < other ? -1 : 1)));
  });
}
