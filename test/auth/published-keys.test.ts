import { createPublicKey } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readPublishedKeys } from '../../src/auth/published-keys.ts';
import { exportPublicJwk } from '../../src/auth/signing-keys.ts';
import { rsa } from '../config/key-material.ts';

const { privateKey } = rsa();

describe('readPublishedKeys', () => {
  it('reads the id, use, algorithm and thumbprint of each published key', async () => {
    const key = await exportPublicJwk(createPublicKey(privateKey), 'mine', 'RS384');
    const { kid: thumbprint } = await exportPublicJwk(createPublicKey(privateKey), null);
    expect(await readPublishedKeys({ keys: [key, { ...privateKey.export({ format: 'jwk' }) }] })).toEqual([
      { kid: 'mine', thumbprint, use: 'sig', algorithm: 'RS384', isPrivate: false },
      { kid: null, thumbprint, use: null, algorithm: null, isPrivate: true },
    ]);
  });

  it('accepts members of a key set that are not keys', async () => {
    expect(await readPublishedKeys({ keys: [{}, { kty: 'x', kid: 1, use: {} }] })).toEqual([
      { kid: null, thumbprint: null, use: null, algorithm: null, isPrivate: false },
      { kid: null, thumbprint: null, use: null, algorithm: null, isPrivate: false },
    ]);
  });

  it.each([undefined, null, 'keys', [], {}, { keys: {} }, { keys: [1] }])(
    'returns null for %j, which is not a key set',
    async (json) => {
      expect(await readPublishedKeys(json)).toBeNull();
    },
  );
});
