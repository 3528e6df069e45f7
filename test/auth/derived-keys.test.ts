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

type Server = Pick<EpicConnection, 'baseUrl' | 'authentication'>;

const BASE_URL = 'https://fhir.example.org/R4';
const OTHER_URL = 'https://fhir.example.org/R4/b';

const signing = (privateKey: KeyObject, clientId = 'client-1', baseUrl = BASE_URL): Server =>
  createKeyConnection({ baseUrl, clientId, privateKey, keyId: null });
const withSecret = (
  secret: string,
  clientId = 'client-1',
  baseUrl = BASE_URL,
  kind: SecretAuthentication['kind'] = 'client_secret_basic',
): Server => ({
  baseUrl,
  authentication: {
    kind,
    clientId,
    clientSecret: createSecretKey(secret, 'utf8'),
    tokenUrl: null,
    scope: null,
  },
});
const open = (secret: string | null, baseUrl = BASE_URL): Server => ({
  baseUrl,
  authentication: { kind: 'none', stateSecret: secret === null ? null : createSecretKey(secret, 'utf8') },
});

const inHex = (bytes: Uint8Array | ArrayBuffer): string => Buffer.from(new Uint8Array(bytes)).toString('hex');

/** The key of a connection for a purpose. */
async function keyFor(connection: Server, purpose = 'cursors'): Promise<string> {
  return inHex((await createKeyDerivation(connection))(purpose));
}

/** How many different keys there are. */
async function countOf(keys: readonly Promise<string>[]): Promise<number> {
  return new Set(await Promise.all(keys)).size;
}

const KEYS = {
  RSA: generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey,
  EC: generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey,
};

describe.each(Object.entries(KEYS))('the keys derived from a private key of kind %s', (_kind, privateKey) => {
  it('every replica derives the same keys, whatever form the private key has', async () => {
    const forms = [
      privateKey,
      createPrivateKey(privateKey.export({ format: 'pem', type: 'pkcs8' })),
      createPrivateKey({ key: privateKey.export({ format: 'jwk' }), format: 'jwk' }),
    ];
    expect(await countOf(forms.map((form) => keyFor(signing(form))))).toBe(1);
    expect(await keyFor(signing(privateKey))).toMatch(/^[0-9a-f]{64}$/);
  });

  it('the derived keys are those of earlier versions, so cursors and tokens survive the upgrade', async () => {
    const { d = '' } = privateKey.export({ format: 'jwk' });
    const info = JSON.stringify(['epic-fhir-graphql-gateway', 'cursors', 'client-1', BASE_URL]);
    expect(await keyFor(signing(privateKey))).toBe(inHex(hkdfSync('sha256', d, '', info, 32)));
  });

  it('another purpose, client, server or private key gives other derived keys', async () => {
    const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    const keys = [
      keyFor(signing(privateKey)),
      keyFor(signing(privateKey), 'token'),
      keyFor(signing(privateKey, 'client-2')),
      keyFor(signing(privateKey, 'client-1', OTHER_URL)),
      keyFor(signing(other)),
    ];
    expect(await countOf(keys)).toBe(keys.length);
  });
});

describe('the keys derived from a client secret', () => {
  it('every replica derives the same keys, wherever it sends the secret', async () => {
    const posted = withSecret('s3cret', 'client-1', BASE_URL, 'client_secret_post');
    expect(await countOf([keyFor(withSecret('s3cret')), keyFor(posted)])).toBe(1);
  });

  it('another purpose, client, server or secret gives other derived keys', async () => {
    const keys = [
      keyFor(withSecret('s3cret')),
      keyFor(withSecret('s3cret'), 'token'),
      keyFor(withSecret('s3cret', 'client-2')),
      keyFor(withSecret('s3cret', 'client-1', OTHER_URL)),
      keyFor(withSecret('s3crets')),
    ];
    expect(await countOf(keys)).toBe(keys.length);
  });

  it('each secret that an attacker tries against a cursor costs more than a hash', async () => {
    const info = JSON.stringify(['epic-fhir-graphql-gateway', 'cursors', 'client-1', BASE_URL]);
    expect(await keyFor(withSecret('s3cret'))).not.toBe(inHex(hkdfSync('sha256', 's3cret', '', info, 32)));
  });
});

describe('the keys for an open server', () => {
  const SECRET = 'a state secret of 32 characters.';

  it('the keys come from STATE_SECRET, so replicas share them and they survive a restart', async () => {
    expect(await countOf([keyFor(open(SECRET)), keyFor(open(SECRET))])).toBe(1);
  });

  it('another purpose, server or STATE_SECRET gives other derived keys', async () => {
    const keys = [
      keyFor(open(SECRET)),
      keyFor(open(SECRET), 'token'),
      keyFor(open(SECRET, OTHER_URL)),
      keyFor(open(`${SECRET}.`)),
    ];
    expect(await countOf(keys)).toBe(keys.length);
  });

  it('the keys end with the process if there is no STATE_SECRET', async () => {
    const derive = await createKeyDerivation(open(null));
    expect(inHex(derive('cursors'))).toBe(inHex(derive('cursors')));
    expect(inHex(derive('cursors'))).not.toBe(await keyFor(open(null)));
  });
});
