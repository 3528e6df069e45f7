/**
 * What is at rest of a write, so that it tells nothing to who reads the store: it is named, compared and opened by the caller's
 * idempotency key, which is not kept.
 */
import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';

/** A key in the hands of a caller, for an input. */
export interface KeyedRequest {
  /** The FHIR server's base URL. */
  readonly upstream: string;
  /** Names the caller. */
  readonly caller: string;
  readonly idempotencyKey: string;
  readonly mutation: string;
  readonly input: object;
}

export interface Seal {
  close(text: string): string;
  /** @throws Error where it was closed with another key, or altered */
  open(sealed: string): string;
}

const ALGORITHM = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** The same for every input, so that a key that is used for another one is noticed. */
export function claimIdOf(keyed: KeyedRequest): string {
  return digest(keyed, 'claim', '');
}

/** Of mutation and input. It cannot be guessed back, as a hash of a few numbers could: that takes the idempotency key. */
export function fingerprintOf(keyed: KeyedRequest): string {
  return digest(keyed, 'input', canonicalJson({ mutation: keyed.mutation, input: keyed.input }));
}

export function createSeal(keyed: KeyedRequest): Seal {
  const key = Buffer.from(hkdfSync('sha256', secretOf(keyed), '', 'seal', 32));
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

function digest(keyed: KeyedRequest, purpose: string, text: string): string {
  return createHmac('sha256', secretOf(keyed)).update(`${purpose} ${text}`).digest('base64url');
}

/** The same text for equal inputs: names in one order, and nothing of what was not given. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_name, inner: unknown) => {
    if (inner === null) return undefined;
    if (typeof inner !== 'object' || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).toSorted(([one], [other]) => (one < other ? -1 : 1)));
  });
}
