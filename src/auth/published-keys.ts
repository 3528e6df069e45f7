/** Reads public key sets (RFC 7517 §5). */
import { calculateJwkThumbprint } from 'jose';
import { z } from 'zod';

export interface PublishedKey {
  readonly kid: string | null;
  /** As in RFC 7638; null if the key is invalid. */
  readonly thumbprint: string | null;
  readonly use: string | null;
  readonly algorithm: string | null;
  /** Whether the private part was published too. */
  readonly isPrivate: boolean;
}

/** RFC 7517 §5. An invalid key fails only when it is used. */
export const jwkSet = z.object({ keys: z.array(z.record(z.string(), z.unknown())) });
const optionalText = z.string().nullable().catch(null);
const jwk = z.looseObject({ kid: optionalText, use: optionalText, alg: optionalText });

/** Returns null if the JSON is not a key set. */
export async function readPublishedKeys(json: unknown): Promise<readonly PublishedKey[] | null> {
  const parsed = jwkSet.safeParse(json);
  return parsed.success ? Promise.all(parsed.data.keys.map(readPublishedKey)) : null;
}

async function readPublishedKey(member: Readonly<Record<string, unknown>>): Promise<PublishedKey> {
  const { kid, use, alg } = jwk.parse({ kid: null, use: null, alg: null, ...member });
  return {
    kid,
    thumbprint: await computeThumbprint(member),
    use,
    algorithm: alg,
    isPrivate: ['d', 'p', 'q', 'k'].some((part) => part in member),
  };
}

async function computeThumbprint(member: Readonly<Record<string, unknown>>): Promise<string | null> {
  try {
    return await calculateJwkThumbprint(member);
  } catch {
    return null;
  }
}
