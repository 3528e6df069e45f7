import { generateKeyPairSync } from 'node:crypto';
import { EncryptJWT, UnsecuredJWT } from 'jose';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { spki } from '../config/key-material.ts';
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
const { privateKey: foreignKey, publicKey: foreignPublic } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
});

let bench: TokenCheckBench;
let issuer: IdentityProvider;
/** Whose keys a forger would like to have believed. */
let forger: LocalServer;

beforeAll(async () => {
  bench = await startTokenChecks();
  ({ issuer } = bench);
  const keys = { keys: [{ ...foreignPublic.export({ format: 'jwk' }), kid: 'RS256-1', alg: 'RS256' }] };
  forger = await startLocalServer((response) => response.end(JSON.stringify(keys)));
});

afterEach(expectForgerLeftAlone);

afterAll(async () => {
  await forger.close();
  await bench.close();
});

function expectForgerLeftAlone(): void {
  expect(forger.connections).toBe(0);
}

function inSeconds(seconds: number): number {
  return Math.floor(Date.now() / 1000) + seconds;
}

/** A header as the issuer's own tokens have it. */
function header(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return { alg: 'RS256', kid: 'RS256-1', typ: 'at+jwt', ...changes };
}

async function goodPayload(): Promise<Record<string, unknown>> {
  return payloadOf(await issuer.token());
}

describe('an access token is good', () => {
  it('a good access token has all of its claims, and names its subject', async () => {
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
    ['of no type', () => issuer.token({}, { header: { typ: null } })],
    ['for several audiences, one of them this gateway', () => issuer.token({ aud: ['other', AUDIENCE] })],
    ['that begins within the tolerance', () => issuer.token({ nbf: inSeconds(TOLERANCE_SECONDS - 5) })],
    ['that ended within the tolerance', () => issuer.token({ exp: inSeconds(5 - TOLERANCE_SECONDS) })],
    ['that says no beginning', () => issuer.token({ nbf: undefined, iat: undefined })],
    ['that names no key, where only one fits', () => issuer.token({}, { header: { kid: null } })],
    ['of almost the longest length', () => issuer.token({ scope: 'x'.repeat(8_000) })],
  ])('an access token %s is good', async (_what, token) => {
    expect(await bench.fault(token())).toBeNull();
  });

  it('an access token of each of several issuers is verified with the keys of that issuer', async () => {
    const other = await startIdentityProvider();
    const tokens = bench.fresh({ issuers: [issuer.issuer, other.issuer] });
    expect(await faultOf(tokens, await issuer.token())).toBeNull();
    expect(await faultOf(tokens, await other.token())).toBeNull();
    expect(await faultOf(tokens, await other.token({ iss: issuer.issuer }))).toBe('wrong_signature');
    expect(await faultOf(tokens, await issuer.token({ iss: other.issuer }))).toBe('wrong_signature');
    await other.close();
  });
});

describe('a forged token is refused:', () => {
  it.each<[what: string, fault: string, token: () => Promise<string>]>([
    ['signed with a key of the forger’s own', 'wrong_signature', () => issuer.token({}, { key: foreignKey })],
    [
      'changed after it was signed',
      'wrong_signature',
      async () => {
        const [head, , signature] = (await issuer.token()).split('.');
        return [head, encoded({ ...(await goodPayload()), scope: 'system/*.cruds' }), signature].join('.');
      },
    ],
    [
      'with a header that was changed after it was signed',
      'wrong_signature',
      async () => {
        const [, payload, signature] = (await issuer.token()).split('.');
        return [encoded(header({ typ: 'JWT' })), payload, signature].join('.');
      },
    ],
    ['without its signature', 'wrong_signature', async () => (await issuer.token()).replace(/[^.]*$/, '')],
    ['with alg none', 'algorithm_not_allowed', async () => new UnsecuredJWT(await goodPayload()).encode()],
    ...['none', 'None', 'NONE', ''].map((alg): [string, string, () => Promise<string>] => [
      `with alg "${alg}" and the signature of another token`,
      alg === '' ? 'malformed' : 'algorithm_not_allowed',
      async () => signedAsRs256(header({ alg }), await goodPayload(), issuer.keyPair().privateKey),
    ]),
    [
      'with HS256 and the public key as the secret, as PEM',
      'algorithm_not_allowed',
      async () =>
        signedAsHs256(header({ alg: 'HS256' }), await goodPayload(), spki(issuer.keyPair().publicKey)),
    ],
    [
      'with HS256 and the public key as the secret, as a JWK',
      'algorithm_not_allowed',
      async () =>
        signedAsHs256(header({ alg: 'HS256' }), await goodPayload(), JSON.stringify(issuer.publicKey())),
    ],
    [
      'with HS256 and the public key as the secret, under the name of an allowed algorithm',
      'wrong_signature',
      async () => signedAsHs256(header(), await goodPayload(), spki(issuer.keyPair().publicKey)),
    ],
    [
      'with HS256 and the modulus as the secret',
      'algorithm_not_allowed',
      async () =>
        signedAsHs256(
          header({ alg: 'HS256' }),
          await goodPayload(),
          Buffer.from(String(issuer.publicKey()['n']), 'base64url'),
        ),
    ],
    [
      'with a key that it brings along (jwk)',
      'wrong_signature',
      async () => {
        const jwk = foreignPublic.export({ format: 'jwk' });
        return signedAsRs256(header({ jwk }), await goodPayload(), foreignKey);
      },
    ],
    [
      'with a key set that it names (jku)',
      'wrong_signature',
      async () => signedAsRs256(header({ jku: forger.origin }), await goodPayload(), foreignKey),
    ],
    [
      'with a certificate that it names (x5u), or brings along (x5c)',
      'wrong_signature',
      async () =>
        signedAsRs256(
          header({ x5u: forger.origin, x5c: [spki(foreignPublic)] }),
          await goodPayload(),
          foreignKey,
        ),
    ],
    [
      'with a key id that leads to a file or another host',
      'unknown_key',
      async () => signedAsRs256(header({ kid: `../../${forger.origin}` }), await goodPayload(), foreignKey),
    ],
    [
      'with a key id of another algorithm',
      'unknown_key',
      () => issuer.token({}, { header: { kid: 'ES384-1' } }),
    ],
    [
      'with a key id that is no text',
      'unknown_key',
      async () => signedAsRs256(header({ kid: ['RS256-1'] }), await goodPayload(), foreignKey),
    ],
    [
      'with an issuer of the forger’s own',
      'unknown_issuer',
      () => issuer.token({ iss: forger.origin }, { key: foreignKey }),
    ],
  ])('a token %s is refused', async (_what, fault, token) => {
    expect(await bench.fault(token())).toBe(fault);
  });

  it('a token is refused if no key of the issuer fits, and its keys have no names', async () => {
    const keys = [issuer.publicKey(), { ...foreignPublic.export({ format: 'jwk' }), alg: 'RS256' }];
    issuer.fail((response) => response.end(JSON.stringify({ keys })));
    const tokens = bench.fresh({ jwksUrl: issuer.jwksUrl });
    expect(await faultOf(tokens, await issuer.token({}, { header: { kid: null } }))).toBe('ambiguous_key');
    issuer.recover();
  });
});

describe('a token that was meant for something else is refused:', () => {
  it.each<[what: string, fault: string, claims: () => Record<string, unknown>]>([
    ['of another issuer', 'unknown_issuer', () => ({ iss: 'https://id.example.org' })],
    ['of an issuer that begins alike', 'unknown_issuer', () => ({ iss: `${issuer.issuer}/` })],
    ['of no issuer', 'unknown_issuer', () => ({ iss: undefined })],
    ['of an issuer that is no text', 'unknown_issuer', () => ({ iss: [issuer.issuer] })],
    ['of an issuer that is a word of JavaScript', 'unknown_issuer', () => ({ iss: '__proto__' })],
    ['for another audience', 'wrong_audience', () => ({ aud: 'https://other.example.org' })],
    ['for an audience that begins alike', 'wrong_audience', () => ({ aud: `${AUDIENCE}/` })],
    ['for no audience', 'wrong_audience', () => ({ aud: undefined })],
    ['for an audience that is no text', 'wrong_audience', () => ({ aud: { [AUDIENCE]: true } })],
    ['about nobody', 'no_subject', () => ({ sub: undefined })],
    ['about an empty name', 'no_subject', () => ({ sub: '' })],
    ['about what is no text', 'no_subject', () => ({ sub: 7 })],
    ['that is over', 'expired', () => ({ exp: inSeconds(-TOLERANCE_SECONDS - 1) })],
    ['that never ends', 'wrong_claim', () => ({ exp: undefined })],
    ['that ends on a text', 'wrong_claim', () => ({ exp: '9999999999' })],
    ['that has not begun', 'not_valid_yet', () => ({ nbf: inSeconds(TOLERANCE_SECONDS + 5) })],
  ])('a token %s is refused', async (_what, fault, claims) => {
    expect(await bench.fault(issuer.token(claims()))).toBe(fault);
  });

  it.each(['logout+jwt', 'secevent+jwt', 'dpop+jwt', 'JWE', 'at+jwt; x'])(
    'a token of type %s is refused',
    async (typ) => {
      expect(await bench.fault(issuer.token({}, { header: { typ } }))).toBe('wrong_type');
    },
  );

  it('a token is refused if the configuration does not name its algorithm, even if the key supports it', async () => {
    expect(await bench.fault(issuer.token({}, { header: { alg: 'PS256' } }))).toBe('algorithm_not_allowed');
    const strict = bench.fresh({ algorithms: ['ES384'] });
    expect(await faultOf(strict, await issuer.token())).toBe('algorithm_not_allowed');
    expect(await faultOf(strict, await issuer.token({}, { algorithm: 'ES384' }))).toBeNull();
  });

  it.each<[what: string, fault: string, extra: Record<string, unknown>]>([
    ['an extension that it says is critical', 'critical_header', { crit: ['urn:example'], 'urn:example': 1 }],
    ['a registered header that it says is critical', 'critical_header', { crit: ['exp'], exp: 1 }],
    ['a critical header that is not there', 'critical_header', { crit: ['urn:example'] }],
    ['an empty list of critical headers', 'malformed', { crit: [] }],
    ['a payload that is not encoded', 'malformed', { crit: ['b64'], b64: false }],
  ])('a token with %s is refused', async (_what, fault, extra) => {
    const token = signedAsRs256(header(extra), await goodPayload(), issuer.keyPair().privateKey);
    expect(await bench.fault(token)).toBe(fault);
  });
});

describe('what is no token is refused, and asks nothing of the issuer:', () => {
  it.each<[what: string, fault: string, token: () => string | Promise<string>]>([
    ['nothing', 'malformed', () => ''],
    ['a word', 'malformed', () => 'token'],
    ['dots', 'malformed', () => '..'],
    ['four parts', 'malformed', async () => `${await issuer.token()}.x`],
    ['an encrypted token', 'malformed', () => encrypted()],
    ['a header that is no JSON', 'malformed', async () => `bm9uZQ.${(await issuer.token()).split('.')[1]}.x`],
    ['a header that is a list', 'malformed', async () => `${encoded([])}.${encoded(await goodPayload())}.x`],
    ['a header without alg', 'malformed', async () => `${encoded({})}.${encoded(await goodPayload())}.x`],
    ['a payload that is no JSON', 'malformed', () => `${encoded(header())}.${encoded('no JSON')}.x`],
    ['a payload that is a list', 'malformed', () => `${encoded(header())}.${encoded([])}.x`],
    ['a payload that is null', 'malformed', () => `${encoded(header())}.${encoded(null)}.x`],
    ['a payload that is not base64url', 'malformed', () => `${encoded(header())}.{}.x`],
    ['more than 12 KB', 'too_long', () => issuer.token({ scope: 'x'.repeat(10_000) })],
    ['a megabyte', 'too_long', () => `${'x'.repeat(1_000_000)}.x.x`],
    ['alg none', 'algorithm_not_allowed', async () => new UnsecuredJWT(await goodPayload()).encode()],
    ['another issuer', 'unknown_issuer', () => issuer.token({ iss: 'https://id.example.org' })],
    [
      'claims that reach for prototypes',
      'unknown_issuer',
      () => `${encoded(header())}.${encoded(`{"__proto__":{"iss":"${issuer.issuer}"}}`)}.x`,
    ],
  ])('what is not a token is refused without a request to the issuer: %s', async (_what, fault, token) => {
    const before = { ...issuer.fetched };
    expect(await faultOf(bench.fresh(), await token())).toBe(fault);
    expect(issuer.fetched).toEqual(before);
    expect(Reflect.get({}, 'iss')).toBeUndefined();
  });
});

function encrypted(): Promise<string> {
  return new EncryptJWT({ iss: issuer.issuer })
    .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
    .encrypt(new Uint8Array(32));
}
