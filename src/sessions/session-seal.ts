/**
 * Names and seals what is stored about people. The name and the key of a value derive from secrets that only the browser has, and the key also
 * from SESSION_SECRET, so that neither a reader of the store nor a thief of a cookie can read a session.
 */
import { createHash, createHmac, hkdfSync, type KeyObject } from 'node:crypto';
import { createSealer } from '../auth/sealer.ts';

/** The site of a session. At another site or FHIR server, it is neither found nor opened. */
export interface SessionPlace {
  /** The id of the site; absent without a sites file. */
  readonly site?: string | undefined;
  readonly baseUrl: string;
}

export interface SessionSeal {
  /** Returns the name of a value in the store. @param secrets what the browser sends */
  nameOf(...secrets: readonly string[]): string;
  seal(value: unknown, ...secrets: readonly string[]): Promise<string>;
  /** Returns undefined for a value that is expired, altered, or of another place or browser. */
  open(sealed: string, ...secrets: readonly string[]): Promise<unknown>;
}

interface SessionSealOptions {
  /** The kind of values, such as `session`. */
  readonly purpose: string;
  readonly place: SessionPlace;
  /** The first seals, and all open. */
  readonly secrets: readonly KeyObject[];
  readonly lifetimeMs: number;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

const INFO_PREFIX = 'epic-fhir-graphql-gateway session';
const KEY_BYTES = 32;

export function createSessionSeal(options: SessionSealOptions): SessionSeal {
  const { purpose, place, secrets: sessionSecrets, lifetimeMs, now } = options;
  const context = [purpose, place.baseUrl, place.site ?? null];
  const binding = { issuer: 'gateway', subject: purpose, audience: JSON.stringify(context) };
  const sealerOf = (sessionSecret: KeyObject, secrets: readonly string[]) => {
    const info = JSON.stringify([INFO_PREFIX, ...context, ...secrets]);
    // Node allows an `info` of at most 1024 bytes.
    const digest = createHash('sha256').update(info).digest();
    const key = new Uint8Array(hkdfSync('sha256', sessionSecret, '', digest, KEY_BYTES));
    // The sealer counts whole seconds from the start of the current one.
    return createSealer({ lifetimeSeconds: Math.ceil(lifetimeMs / 1000) + 1, now, key });
  };
  return {
    nameOf: (...secrets) => nameIn(place, purpose, ...secrets),
    async seal(value, ...secrets) {
      const [first] = sessionSecrets;
      if (first === undefined) throw new Error('Expected a session secret.');
      return sealerOf(first, secrets).seal(value, binding);
    },
    async open(sealed, ...secrets) {
      for (const sessionSecret of sessionSecrets) {
        const opened = await sealerOf(sessionSecret, secrets).open(sealed, binding);
        if (opened.kind === 'value') return opened.value;
      }
      return undefined;
    },
  };
}

/** Returns a hash that names a value of a site. It does not depend on SESSION_SECRET, which can be replaced. */
export function nameIn({ site, baseUrl }: SessionPlace, ...parts: readonly string[]): string {
  return createHash('sha256')
    .update(JSON.stringify([baseUrl, site ?? null, ...parts]))
    .digest('base64url');
}

/** Returns a name that does not show who the person is to a reader of the store. With a new first secret, a person gets another name, and the sessions under the old one count apart. */
export function nameOfPerson(
  { site, baseUrl }: SessionPlace,
  secret: KeyObject,
  ...parts: readonly string[]
): string {
  return createHmac('sha256', secret)
    .update(JSON.stringify(['person', baseUrl, site ?? null, ...parts]))
    .digest('base64url');
}
