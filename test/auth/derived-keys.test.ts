import {
  createPrivateKey,
  createSecretKey,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
} from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createKeyDerivation } from '../../src/auth/derived-keys.ts';
import type { SecretAuthentication } from '../../src/config/authentication.ts';
import type { EpicConnection } from '../../src/config/connection.ts';
import { createKeyConnection } from '../../src/config/connection.ts';

type Connection = Pick<EpicConnection, 'baseUrl' | 'authentication'>;

const BASE_URL = 'https://fhir.example.org/R4';
const OTHER_URL = 'https://fhir.example.org/R4/b';

const keyConnection = (privateKey: KeyObject, clientId = 'client-1', baseUrl = BASE_URL): Connection =>
  createKeyConnection({ baseUrl, clientId, privateKey, keyId: null });
const secretConnection = (
  secret: string,
  clientId = 'client-1',
  baseUrl = BASE_URL,
  kind: SecretAuthentication['kind'] = 'client_secret_basic',
): Connection => ({
  baseUrl,
  authentication: {
    kind,
    clientId,
    clientSecret: createSecretKey(secret, 'utf8'),
    tokenUrl: null,
    scope: null,
  },
});
const openConnection = (secret: string | null, baseUrl = BASE_URL): Connection => ({
  baseUrl,
  authentication: { kind: 'none', stateSecret: secret === null ? null : createSecretKey(secret, 'utf8') },
});

const inHex = (bytes: Uint8Array | ArrayBuffer): string => Buffer.from(new Uint8Array(bytes)).toString('hex');

/** Returns the key of a connection for a purpose, in hexadecimal. */
async function keyFor(connection: Connection & { site?: string }, purpose = 'cursors'): Promise<string> {
  return inHex((await createKeyDerivation(connection))(purpose));
}

/** Returns the number of different keys. */
async function countDistinct(keys: readonly Promise<string>[]): Promise<number> {
  return new Set(await Promise.all(keys)).size;
}

const KEYS = {
  RSA: generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey,
  EC: generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey,
};

describe.each(Object.entries(KEYS))('the keys derived from a private key of kind %s', (_kind, privateKey) => {
  it('derives the same keys on every replica, whatever the format of the private key', async () => {
    const forms = [
      privateKey,
      createPrivateKey(privateKey.export({ format: 'pem', type: 'pkcs8' })),
      createPrivateKey({ key: privateKey.export({ format: 'jwk' }), format: 'jwk' }),
    ];
    expect(await countDistinct(forms.map((form) => keyFor(keyConnection(form))))).toBe(1);
    expect(await keyFor(keyConnection(privateKey))).toMatch(/^[0-9a-f]{64}$/);
  });

  it('derives the same keys as earlier versions, so cursors and tokens survive the upgrade', async () => {
    const { d = '' } = privateKey.export({ format: 'jwk' });
    const info = JSON.stringify(['epic-fhir-graphql-gateway', 'cursors', 'client-1', BASE_URL]);
    expect(await keyFor(keyConnection(privateKey))).toBe(inHex(hkdfSync('sha256', d, '', info, 32)));
  });

  it('derives other keys for another purpose, client, server, site or private key', async () => {
    const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    const keys = [
      keyFor(keyConnection(privateKey)),
      keyFor(keyConnection(privateKey), 'token'),
      keyFor(keyConnection(privateKey, 'client-2')),
      keyFor(keyConnection(privateKey, 'client-1', OTHER_URL)),
      keyFor({ ...keyConnection(privateKey), site: 'north' }),
      keyFor({ ...keyConnection(privateKey), site: 'south' }),
      keyFor(keyConnection(other)),
    ];
    expect(await countDistinct(keys)).toBe(keys.length);
  });
});

describe('the keys derived from a client secret', () => {
  it('derives the same keys on every replica, wherever the secret is sent', async () => {
    const posted = secretConnection('s3cret', 'client-1', BASE_URL, 'client_secret_post');
    expect(await countDistinct([keyFor(secretConnection('s3cret')), keyFor(posted)])).toBe(1);
  });

  it('derives other keys for another purpose, client, server or client secret', async () => {
    const keys = [
      keyFor(secretConnection('s3cret')),
      keyFor(secretConnection('s3cret'), 'token'),
      keyFor(secretConnection('s3cret', 'client-2')),
      keyFor(secretConnection('s3cret', 'client-1', OTHER_URL)),
      keyFor(secretConnection('s3crets')),
    ];
    expect(await countDistinct(keys)).toBe(keys.length);
  });

  it('makes each guess of a client secret cost more than a hash [T3-I5]', async () => {
    const info = JSON.stringify(['epic-fhir-graphql-gateway', 'cursors', 'client-1', BASE_URL]);
    expect(await keyFor(secretConnection('s3cret'))).not.toBe(
      inHex(hkdfSync('sha256', 's3cret', '', info, 32)),
    );
  });
});

describe('the keys for an open FHIR server', () => {
  const SECRET = 'a state secret of 32 characters.';

  it('derives the keys from STATE_SECRET, so replicas share them and they survive a restart', async () => {
    expect(await countDistinct([keyFor(openConnection(SECRET)), keyFor(openConnection(SECRET))])).toBe(1);
  });

  it('derives other keys for another purpose, server or STATE_SECRET', async () => {
    const keys = [
      keyFor(openConnection(SECRET)),
      keyFor(openConnection(SECRET), 'token'),
      keyFor(openConnection(SECRET, OTHER_URL)),
      keyFor(openConnection(`${SECRET}.`)),
    ];
    expect(await countDistinct(keys)).toBe(keys.length);
  });

  it('derives keys that end with the process without STATE_SECRET', async () => {
    const derive = await createKeyDerivation(openConnection(null));
    expect(inHex(derive('cursors'))).toBe(inHex(derive('cursors')));
    expect(inHex(derive('cursors'))).not.toBe(await keyFor(openConnection(null)));
  });
});
