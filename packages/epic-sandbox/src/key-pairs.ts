/** The RSA key pairs of sandboxes. Generating one takes longer than everything else that a sandbox starts with, so closed sandboxes leave theirs. */
import { generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';

export interface RsaKeyPair {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

export interface KeyPairs {
  /** Returns a 2048-bit pair that no other open sandbox has, so that a client that confuses two sandboxes is refused. */
  readonly take: () => Promise<RsaKeyPair>;
  /** Leaves the pairs to sandboxes that start later. */
  readonly release: () => void;
}

const spare: RsaKeyPair[] = [];

export function createKeyPairs(): KeyPairs {
  const taken: RsaKeyPair[] = [];
  return {
    async take() {
      const pair = spare.pop() ?? (await promisify(generateKeyPair)('rsa', { modulusLength: 2048 }));
      taken.push(pair);
      return pair;
    },
    release: () => void spare.push(...taken.splice(0)),
  };
}
