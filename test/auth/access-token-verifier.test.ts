import { EncryptJWT, UnsecuredJWT } from 'jose';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { rsa, spki } from '../config/key-material.ts';
import { type LocalServer, startLocalServer } from '../http/local-server.ts';
import { AUDIENCE, type IdentityProvider, startIdentityProvider } from '../support/identity-provider.ts';
import {
  encoded,
  faultOf,
  payloadOf,
  signedAsHs256,
  signedAsRs256,
  startTokenChecks,
  type TokenCheckBench,
} from './token-checks.ts';

const TOLERANCE_SECONDS = 30;
const { privateKey: foreignKey, publicKey: foreignPublic } = rsa(2048, 'foreign');

let bench: TokenCheckBench;
let issuer: IdentityProvider;
/** Serves the keys of a forger, which no token may make the gateway fetch. */
let forger: LocalServer;

beforeAll(async () => {
  bench = await startTokenChecks();
  ({ issuer } = bench);
  const keys = { keys: [{ ...foreignPublic.export({ format: 'jwk' }), kid: 'RS256-1', alg: 'RS256' }] };
  forger = await startLocalServer((response) => response.end(JSON.stringify(keys)));
});

afterEach(expectNoRequestToForger);

afterAll(async () => {
  await forger.close();
  await bench.close();
});

function expectNoRequestToForger(): void {
  expect(forger.connections).toBe(0);
}

function secondsFromNow(seconds: number): number {
  return Math.floor(Date.now() / 1000) + seconds;
}

/** Returns the header of a token that the issuer would sign. */
function header(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return { alg: 'RS256', kid: 'RS256-1', typ: 'at+jwt', ...changes };
}

async function validPayload(): Promise<Record<string, unknown>> {
  return payloadOf(await issuer.token());
}

describe('a valid access token', () => {
  it('accepts a valid access token and returns its subject and all of its claims', async () => {
    const checked = await bench.fresh().verify(await issuer.token({ sub: 'user-7', scope: 'user/*.rs' }));
    expect(checked).toMatchObject({
      kind: 'good',
      issuer: issuer.issuer,
      subject: 'user-7',
      claims: { scope: 'user/*.rs', client_id: 'app-1' },
    });
  });

  it.each<[what: string, token: () => Promise<string>]>([
    ['signed with RS256', () => issuer.token({}, { algorithm: 'RS256' })],
    ['signed with ES384', () => issuer.token({}, { algorithm: 'ES384' })],
    ['of type JWT', () => issuer.token({}, { header: { typ: 'JWT' } })],
    ['of type application/at+jwt', () => issuer.token({}, { header: { typ: 'application/at+JWT' } })],
    ['without a type', () => issuer.token({}, { header: { typ: null } })],
    ['for several audiences, one of them this gateway', () => issuer.token({ aud: ['other', AUDIENCE] })],
    [
      'that becomes valid within the tolerance',
      () => issuer.token({ nbf: secondsFromNow(TOLERANCE_SECONDS - 5) }),
    ],
    ['that expired within the tolerance', () => issuer.token({ exp: secondsFromNow(5 - TOLERANCE_SECONDS) })],
    ['without a start time', () => issuer.token({ nbf: undefined, iat: undefined })],
    ['without a key id, if only one key matches', () => issuer.token({}, { header: { kid: null } })],
    ['of almost the maximum length', () => issuer.token({ scope: 'x'.repeat(8_000) })],
  ])('accepts an access token %s', async (_what, token) => {
    expect(await bench.fault(token())).toBeNull();
  });

  it('verifies the tokens of several issuers, each with the keys of its issuer', async () => {
    const other = await startIdentityProvider();
    const tokens = bench.fresh({ issuers: [issuer.issuer, other.issuer] });
    expect(await faultOf(tokens, await issuer.token())).toBeNull();
    expect(await faultOf(tokens, await other.token())).toBeNull();
    expect(await faultOf(tokens, await other.token({ iss: issuer.issuer }))).toBe('wrong_signature');
    expect(await faultOf(tokens, await issuer.token({ iss: other.issuer }))).toBe('wrong_signature');
    await other.close();
  });
});

describe('a forged token [T1-S1]', () => {
  it.each<[what: string, fault: string, token: () => Promise<string>]>([
    ['signed with a key of the forger', 'wrong_signature', () => issuer.token({}, { key: foreignKey })],
    [
      'changed after it was signed',
      'wrong_signature',
      async () => {
        const [head, , signature] = (await issuer.token()).split('.');
        return [head, encoded({ ...(await validPayload()), scope: 'system/*.cruds' }), signature].join('.');
      },
    ],
    [
      'whose header was changed after it was signed',
      'wrong_signature',
      async () => {
        const [, payload, signature] = (await issuer.token()).split('.');
        return [encoded(header({ typ: 'JWT' })), payload, signature].join('.');
      },
    ],
    ['without its signature', 'wrong_signature', async () => (await issuer.token()).replace(/[^.]*$/, '')],
    ['with alg none', 'algorithm_not_allowed', async () => new UnsecuredJWT(await validPayload()).encode()],
    ...['none', 'None', 'NONE', ''].map((alg): [string, string, () => Promise<string>] => [
      `with alg "${alg}" and the signature of another token`,
      alg === '' ? 'malformed' : 'algorithm_not_allowed',
      async () => signedAsRs256(header({ alg }), await validPayload(), issuer.keyPair().privateKey),
    ]),
    [
      'with HS256 and the public key as the secret, as PEM',
      'algorithm_not_allowed',
      async () =>
        signedAsHs256(header({ alg: 'HS256' }), await validPayload(), spki(issuer.keyPair().publicKey)),
    ],
    [
      'with HS256 and the public key as the secret, as a JWK',
      'algorithm_not_allowed',
      async () =>
        signedAsHs256(header({ alg: 'HS256' }), await validPayload(), JSON.stringify(issuer.publicKey())),
    ],
    [
      'with HS256 and the public key as the secret, under the name of an allowed algorithm',
      'wrong_signature',
      async () => signedAsHs256(header(), await validPayload(), spki(issuer.keyPair().publicKey)),
    ],
    [
      'with HS256 and the modulus as the secret',
      'algorithm_not_allowed',
      async () =>
        signedAsHs256(
          header({ alg: 'HS256' }),
          await validPayload(),
          Buffer.from(String(issuer.publicKey()['n']), 'base64url'),
        ),
    ],
    [
      'with a key in its header (jwk)',
      'wrong_signature',
      async () => {
        const jwk = foreignPublic.export({ format: 'jwk' });
        return signedAsRs256(header({ jwk }), await validPayload(), foreignKey);
      },
    ],
    [
      'with the URL of a key set in its header (jku)',
      'wrong_signature',
      async () => signedAsRs256(header({ jku: forger.origin }), await validPayload(), foreignKey),
    ],
    [
      'with the URL of a certificate (x5u) or a certificate (x5c) in its header',
      'wrong_signature',
      async () =>
        signedAsRs256(
          header({ x5u: forger.origin, x5c: [spki(foreignPublic)] }),
          await validPayload(),
          foreignKey,
        ),
    ],
    [
      'with a key id that is a path or a URL',
      'unknown_key',
      async () => signedAsRs256(header({ kid: `../../${forger.origin}` }), await validPayload(), foreignKey),
    ],
    [
      'with a key id of another algorithm',
      'unknown_key',
      () => issuer.token({}, { header: { kid: 'ES384-1' } }),
    ],
    [
      'with a key id that is not a string',
      'unknown_key',
      async () => signedAsRs256(header({ kid: ['RS256-1'] }), await validPayload(), foreignKey),
    ],
    [
      'with an issuer of the forger',
      'unknown_issuer',
      () => issuer.token({ iss: forger.origin }, { key: foreignKey }),
    ],
  ])('refuses a token %s', async (_what, fault, token) => {
    expect(await bench.fault(token())).toBe(fault);
  });

  it('refuses a token without a key id if several keys of the issuer match', async () => {
    const keys = [issuer.publicKey(), { ...foreignPublic.export({ format: 'jwk' }), alg: 'RS256' }];
    issuer.fail((response) => response.end(JSON.stringify({ keys })));
    const tokens = bench.fresh({ jwksUrl: issuer.jwksUrl });
    expect(await faultOf(tokens, await issuer.token({}, { header: { kid: null } }))).toBe('ambiguous_key');
    issuer.recover();
  });
});

describe('a token for another purpose [T1-S2]', () => {
  it.each<[what: string, fault: string, claims: () => Record<string, unknown>]>([
    ['of another issuer', 'unknown_issuer', () => ({ iss: 'https://id.example.org' })],
    ['of an issuer with the same prefix', 'unknown_issuer', () => ({ iss: `${issuer.issuer}/` })],
    ['without an issuer', 'unknown_issuer', () => ({ iss: undefined })],
    ['of an issuer that is not a string', 'unknown_issuer', () => ({ iss: [issuer.issuer] })],
    ['of an issuer that is a JavaScript property name', 'unknown_issuer', () => ({ iss: '__proto__' })],
    ['for another audience', 'wrong_audience', () => ({ aud: 'https://other.example.org' })],
    ['for an audience with the same prefix', 'wrong_audience', () => ({ aud: `${AUDIENCE}/` })],
    ['without an audience', 'wrong_audience', () => ({ aud: undefined })],
    ['for an audience that is not a string', 'wrong_audience', () => ({ aud: { [AUDIENCE]: true } })],
    ['without a subject', 'no_subject', () => ({ sub: undefined })],
    ['with an empty subject', 'no_subject', () => ({ sub: '' })],
    ['with a subject that is not a string', 'no_subject', () => ({ sub: 7 })],
    ['that has expired', 'expired', () => ({ exp: secondsFromNow(-TOLERANCE_SECONDS - 1) })],
    ['without an expiry', 'wrong_claim', () => ({ exp: undefined })],
    ['with a string as its expiry', 'wrong_claim', () => ({ exp: '9999999999' })],
    ['that is not valid yet', 'not_valid_yet', () => ({ nbf: secondsFromNow(TOLERANCE_SECONDS + 5) })],
  ])('refuses a token %s', async (_what, fault, claims) => {
    expect(await bench.fault(issuer.token(claims()))).toBe(fault);
  });

  it.each(['logout+jwt', 'secevent+jwt', 'dpop+jwt', 'JWE', 'at+jwt; x'])(
    'refuses a token of type %s',
    async (typ) => {
      expect(await bench.fault(issuer.token({}, { header: { typ } }))).toBe('wrong_type');
    },
  );

  it('refuses a token whose algorithm is not configured, even if the key supports it', async () => {
    expect(await bench.fault(issuer.token({}, { header: { alg: 'PS256' } }))).toBe('algorithm_not_allowed');
    const strict = bench.fresh({ algorithms: ['ES384'] });
    expect(await faultOf(strict, await issuer.token())).toBe('algorithm_not_allowed');
    expect(await faultOf(strict, await issuer.token({}, { algorithm: 'ES384' }))).toBeNull();
  });

  it.each<[what: string, fault: string, extra: Record<string, unknown>]>([
    ['a critical extension', 'critical_header', { crit: ['urn:example'], 'urn:example': 1 }],
    ['a registered claim listed as critical', 'critical_header', { crit: ['exp'], exp: 1 }],
    ['a critical header that is missing', 'critical_header', { crit: ['urn:example'] }],
    ['an empty list of critical headers', 'malformed', { crit: [] }],
    ['a payload that is not encoded', 'malformed', { crit: ['b64'], b64: false }],
  ])('refuses a token with %s', async (_what, fault, extra) => {
    const token = signedAsRs256(header(extra), await validPayload(), issuer.keyPair().privateKey);
    expect(await bench.fault(token)).toBe(fault);
  });
});

describe('a token that is invalid whatever its signature', () => {
  it.each<[what: string, fault: string, token: () => string | Promise<string>]>([
    ['an empty string', 'malformed', () => ''],
    ['a word', 'malformed', () => 'token'],
    ['two dots', 'malformed', () => '..'],
    ['four parts', 'malformed', async () => `${await issuer.token()}.x`],
    ['an encrypted token', 'malformed', () => encryptedToken()],
    [
      'a header that is not JSON',
      'malformed',
      async () => `bm9uZQ.${(await issuer.token()).split('.')[1]}.x`,
    ],
    ['a header that is a list', 'malformed', async () => `${encoded([])}.${encoded(await validPayload())}.x`],
    ['a header without alg', 'malformed', async () => `${encoded({})}.${encoded(await validPayload())}.x`],
    ['a payload that is not JSON', 'malformed', () => `${encoded(header())}.${encoded('no JSON')}.x`],
    ['a payload that is a list', 'malformed', () => `${encoded(header())}.${encoded([])}.x`],
    ['a payload that is null', 'malformed', () => `${encoded(header())}.${encoded(null)}.x`],
    ['a payload that is not base64url', 'malformed', () => `${encoded(header())}.{}.x`],
    ['more than 12 KB', 'too_long', () => issuer.token({ scope: 'x'.repeat(10_000) })],
    ['a megabyte', 'too_long', () => `${'x'.repeat(1_000_000)}.x.x`],
    ['alg none', 'algorithm_not_allowed', async () => new UnsecuredJWT(await validPayload()).encode()],
    ['another issuer', 'unknown_issuer', () => issuer.token({ iss: 'https://id.example.org' })],
    [
      'claims that set a prototype',
      'unknown_issuer',
      () => `${encoded(header())}.${encoded(`{"__proto__":{"iss":"${issuer.issuer}"}}`)}.x`,
    ],
  ])('refuses %s without a request to the issuer [T4-I1]', async (_what, fault, token) => {
    const before = { ...issuer.fetched };
    expect(await faultOf(bench.fresh(), await token())).toBe(fault);
    expect(issuer.fetched).toEqual(before);
    expect(Reflect.get({}, 'iss')).toBeUndefined();
  });
});

function encryptedToken(): Promise<string> {
  return new EncryptJWT({ iss: issuer.issuer })
    .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
    .encrypt(new Uint8Array(32));
}
