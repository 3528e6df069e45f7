/** Reads public key sets (RFC 7517 §5). */
import { calculateJwkThumbprint } from 'jose';
import { z } from 'zod';

export interface PublishedKey {
  readonly kid: string | null;
  /** RFC 7638; null if the member is not a valid key. */
  readonly thumbprint: string | null;
  readonly use: string | null;
  readonly algorithm: string | null;
  /** True if its private part was published too. */
  readonly isPrivate: boolean;
}

/** RFC 7517 §5. A member that is not a valid key fails only when it is used. */
export const jwkSet = z.object({ keys: z.array(z.record(z.string(), z.unknown())) });
const optionalText = z.string().nullable().catch(null);
const jwk = z.looseObject({ kid: optionalText, use: optionalText, alg: optionalText });

/** Returns null if it is not a key set. */
export async function readPublishedKeys(json: unknown): Promise<readonly PublishedKey[] | null> {
  const parsed = jwkSet.safeParse(json);
  return parsed.success ? Promise.all(parsed.data.keys.map(readPublishedKey)) : null;
}

async function readPublishedKey(member: Readonly<Record<string, unknown>>): Promise<PublishedKey> {
  const { kid, use, alg } = jwk.parse({ kid: null, use: null, alg: null, ...member });
  return {
    kid,
    thumbprint: await thumbprintOf(member),
    use,
    algorithm: alg,
    isPrivate: ['d', 'p', 'q', 'k'].some((part) => part in member),
  };
}

async function thumbprintOf(member: Readonly<Record<string, unknown>>): Promise<string | null> {
  try {
    return await calculateJwkThumbprint(member);
  } catch {
    return null;
  }
}
