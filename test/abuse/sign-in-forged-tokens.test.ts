/** An authorization server, or somebody between it and the gateway, sends an `id_token` that must start no session. */
import { createHmac, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { exportJWK, type JWTPayload, SignJWT } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { rsa } from '../config/key-material.ts';
import { at } from '../support/expected.ts';
import { type LocalServer, startLocalServer } from '../http/local-server.ts';
import {
  addressAt,
  begin,
  CLINICIANS_APP,
  openBrowser,
  type SignInGateway,
  type TestBrowser,
} from '../support/sign-in-browser.ts';
import { collectSecrets, refusalOf, startAttacked } from './sign-in-attacks.ts';

type Forge = (idToken: string, claims: JWTPayload) => string | Promise<string>;

const KEY_ID = 'sandbox-issuer-1';
const { privateKey: attackersKey, publicKey: attackersPublicKey } = rsa(2048, 'foreign');
const attackersCurveKey = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;

let forge: Forge;
let sandbox: Sandbox;
let gateway: SignInGateway;
let browser: TestBrowser;
let attackersServer: LocalServer;
let publicKeys: unknown;
const secrets = collectSecrets();

beforeAll(async () => {
  sandbox = await startSandbox({
    async forgeIdToken(idToken, claims) {
      const forged = await forge(idToken, claims);
      secrets.add(idToken, ...forged.split('.'));
      return forged;
    },
  });
  gateway = await startAttacked(sandbox);
  attackersServer = await startLocalServer((response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    void exportJWK(attackersPublicKey).then((key) =>
      response.end(JSON.stringify({ keys: [{ ...key, kid: KEY_ID }] })),
    );
  });
  publicKeys = await (await fetch(sandbox.tokenUrl.replace(/token$/, 'jwks'))).json();
});
beforeEach(() => {
  browser = openBrowser();
  sandbox.clearRequests();
});
afterAll(async () => {
  await secrets.expectNotRecorded(gateway, sandbox);
  expectNoForeignConnection();
  await attackersServer.close();
  await gateway.close();
  await sandbox.close();
});

function expectNoForeignConnection(): void {
  expect(attackersServer.connections).toBe(0);
}

async function signInRefused(as = gateway): Promise<string> {
  const callback = sandbox.signIn(await begin(browser, as), 'clinician');
  secrets.addUrl(callback);
  const answer = await browser.request(addressAt(as, callback));
  secrets.expectNotIn([answer]);
  expect(browser.cookies.size).toBe(0);
  // Nothing was read with the tokens that came with the forged one.
  expect(sandbox.requests.filter(({ operation }) => operation === 'read' || operation === 'search')).toEqual(
    [],
  );
  return refusalOf(answer);
}

const seconds = (): number => Math.floor(Date.now() / 1000);

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Replaces the header, without a new signature. */
const withHeader =
  (header: object, signature = ''): Forge =>
  (idToken) =>
    `${encode(header)}.${idToken.split('.')[1]}.${signature}`;

/** Signs with a shared secret. */
const withSecret =
  (secret: () => string | Buffer, header: object = { alg: 'HS256', kid: KEY_ID }): Forge =>
  (idToken) => {
    const content = `${encode(header)}.${idToken.split('.')[1]}`;
    return `${content}.${createHmac('sha256', secret()).update(content).digest('base64url')}`;
  };

const signedBy =
  (key: KeyObject, header: { alg: string; [name: string]: unknown }): Forge =>
  (_idToken, claims) =>
    new SignJWT(claims).setProtectedHeader(header).sign(key);

const SIGNATURES: readonly (readonly [how: string, forge: Forge])[] = [
  ['with alg none', withHeader({ alg: 'none' })],
  ['with alg none and a key id', withHeader({ alg: 'none', kid: KEY_ID })],
  ['with alg None', withHeader({ alg: 'None', kid: KEY_ID })],
  ['with alg none and a signature', withHeader({ alg: 'none', kid: KEY_ID }, 'c2lnbmF0dXJl')],
  ['without alg', withHeader({ kid: KEY_ID, typ: 'JWT' })],
  ['with HS256 and the client id', withSecret(() => CLINICIANS_APP)],
  ['with HS256 and no secret', withSecret(() => '')],
  ['with HS256 and the public key as text', withSecret(() => JSON.stringify(at(publicKeys, 'keys', 0)))],
  [
    'with HS256 and the modulus',
    withSecret(() => Buffer.from(String(at(publicKeys, 'keys', 0, 'n')), 'base64url')),
  ],
  ['with HS512', withSecret(() => CLINICIANS_APP, { alg: 'HS512', kid: KEY_ID })],
  ['of another key', signedBy(attackersKey, { alg: 'RS256', kid: KEY_ID })],
  ['of another key, without key id', signedBy(attackersKey, { alg: 'RS256' })],
  ['of an unknown key id', signedBy(attackersKey, { alg: 'RS256', kid: 'unknown' })],
  ['of an elliptic key', signedBy(attackersCurveKey, { alg: 'ES256', kid: KEY_ID })],
  ['with PS256', signedBy(attackersKey, { alg: 'PS256', kid: KEY_ID })],
  [
    'with its own key in the header',
    async (_idToken, claims) =>
      new SignJWT(claims)
        .setProtectedHeader({ alg: 'RS256', kid: KEY_ID, jwk: await exportJWK(attackersPublicKey) })
        .sign(attackersKey),
  ],
  [
    'with the address of its key in the header',
    (_idToken, claims) =>
      new SignJWT(claims)
        .setProtectedHeader({
          alg: 'RS256',
          kid: KEY_ID,
          jku: attackersServer.origin,
          x5u: attackersServer.origin,
        })
        .sign(attackersKey),
  ],
  ['with a path as key id', signedBy(attackersKey, { alg: 'RS256', kid: '../../../dev/null' })],
  ['without its signature', (idToken) => idToken.replace(/[^.]*$/, '')],
  ['with one letter changed', (idToken) => idToken.replace(/.{5}$/, 'AAAAA')],
  [
    'of other claims',
    (idToken, claims) => {
      const [header, , signature] = idToken.split('.');
      return `${header}.${encode({ ...claims, sub: 'somebody-else' })}.${signature}`;
    },
  ],
];

describe('the signature of an id_token [T3-S6]', () => {
  it.each(SIGNATURES)('%s is refused', async (_how, forged) => {
    forge = forged;
    expect(await signInRefused()).toBe('400 sign_in_wrong_signature');
  });

  it.each<[how: string, forged: Forge]>([
    ['no JWT', () => 'no-token-at-all'],
    ['encrypted', (idToken) => `${idToken}.x.y`],
    ['of 10 kB', (idToken) => idToken.replace('.', `.${'A'.repeat(10_000)}`)],
    ['no JSON', (idToken) => idToken.replace(/\.[^.]+\./, '.bm8ganNvbg.')],
    ['empty', () => ''],
  ])('of an id_token that is %s starts no session', async (_how, forged) => {
    forge = forged;
    expect(await signInRefused()).toBe('400 sign_in_invalid_response');
  });
});

describe('the claims of an id_token that the server signed [T3-S6]', () => {
  let claims: (right: JWTPayload) => Record<string, unknown>;
  let keys: { readonly privateKey: KeyObject; readonly publicKey: KeyObject };
  let own: SignInGateway;

  beforeAll(async () => {
    keys = rsa(2048, 'replaced');
    const jwk = { ...(await exportJWK(keys.publicKey)), kid: KEY_ID };
    sandbox.fault({ kind: 'json', body: { keys: [jwk] }, match: { operation: 'jwks' }, times: Infinity });
    own = await startAttacked(sandbox);
  });
  beforeEach(() => {
    forge = (_idToken, right) =>
      new SignJWT({ ...claims(right) })
        .setProtectedHeader({ alg: 'RS256', kid: KEY_ID })
        .sign(keys.privateKey);
  });
  afterAll(async () => {
    sandbox.clearFaults();
    await secrets.expectNotRecorded(own, sandbox);
    await own.close();
  });

  it('start a session if they are right', async () => {
    claims = (right) => ({ ...right });
    const callback = sandbox.signIn(await begin(browser, own), 'clinician');
    expect((await browser.request(addressAt(own, callback))).status).toBe(303);
  });

  it.each<[what: string, change: () => Record<string, unknown>, expected: string]>([
    ['another nonce', () => ({ nonce: 'another' }), 'wrong_nonce'],
    ['no nonce', () => ({ nonce: undefined }), 'invalid_response'],
    ['an empty nonce', () => ({ nonce: '' }), 'wrong_nonce'],
    ['another audience', () => ({ aud: 'another-app' }), 'wrong_audience'],
    ['the app of the patients as audience', () => ({ aud: 'gateway-patients' }), 'wrong_audience'],
    ['other audiences', () => ({ aud: ['another-app', 'and-another'] }), 'wrong_audience'],
    ['no audience', () => ({ aud: undefined }), 'invalid_response'],
    ['several audiences and no azp', () => ({ aud: [CLINICIANS_APP, 'another-app'] }), 'wrong_audience'],
    [
      'another app as azp',
      () => ({ aud: [CLINICIANS_APP, 'another-app'], azp: 'another-app' }),
      'wrong_audience',
    ],
    ['another issuer', () => ({ iss: 'https://evil.example' }), 'wrong_token_issuer'],
    ['the FHIR server as issuer', () => ({ iss: sandbox.baseUrl }), 'wrong_token_issuer'],
    ['no issuer', () => ({ iss: undefined }), 'invalid_response'],
    ['an expiry in the past', () => ({ exp: seconds() - 3_600 }), 'expired'],
    ['no expiry', () => ({ exp: undefined }), 'invalid_response'],
    ['a start in the future', () => ({ nbf: seconds() + 3_600 }), 'expired'],
    ['an issue time in the future', () => ({ iat: seconds() + 3_600 }), 'expired'],
    ['no issue time', () => ({ iat: undefined }), 'invalid_response'],
    ['no subject', () => ({ sub: undefined }), 'invalid_response'],
    ['an empty subject', () => ({ sub: '' }), 'no_id_token'],
    ['a number as subject', () => ({ sub: 5 }), 'invalid_response'],
  ])('start no session with %s', async (_what, change, expected) => {
    claims = (right) => ({ ...right, ...change() });
    expect(await signInRefused(own)).toBe(`400 sign_in_${expected}`);
  });
});
