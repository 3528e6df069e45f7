import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createDerivedKeys } from '../../src/auth/derived-keys.ts';

const PLACE = { clientId: 'client-1', baseUrl: 'https://fhir.example.org/R4' };
const KEYS = {
  RSA: generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey,
  EC: generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey,
};

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

describe.each(Object.entries(KEYS))('the keys derived from a private key of kind %s', (_kind, privateKey) => {
  it('are the same for every replica, in whatever form it was given the key', () => {
    const forms = [
      privateKey,
      createPrivateKey(privateKey.export({ format: 'pem', type: 'pkcs8' })),
      createPrivateKey({ key: privateKey.export({ format: 'jwk' }), format: 'jwk' }),
    ];
    const keys = forms.map((form) => text(createDerivedKeys({ privateKey: form, ...PLACE })('cursors')));
    expect(new Set(keys).size).toBe(1);
    expect(keys[0]).toMatch(/^[0-9a-f]{64}$/);
  });

  it('are others for another purpose, client, server or private key', () => {
    const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    const keys = [
      createDerivedKeys({ privateKey, ...PLACE })('cursors'),
      createDerivedKeys({ privateKey, ...PLACE })('token'),
      createDerivedKeys({ privateKey, ...PLACE, clientId: 'client-2' })('cursors'),
      createDerivedKeys({ privateKey, ...PLACE, baseUrl: 'https://fhir.example.org/R4/b' })('cursors'),
      createDerivedKeys({ privateKey: other, ...PLACE })('cursors'),
    ];
    expect(new Set(keys.map(text)).size).toBe(keys.length);
  });
});
