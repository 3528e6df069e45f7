import type { Sandbox } from 'epic-fhir-sandbox';
import { UnsecuredJWT } from 'jose';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { payloadOf, signedAsHs256, signedAsRs256 } from '../auth/token-checks.ts';
import { rsa, spki } from '../config/key-material.ts';
import { at } from '../support/expected.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { type IdentityProvider, startIdentityProvider } from '../support/identity-provider.ts';
import { createMemoryAudit, type MemoryAudit } from '../support/memory-audit.ts';
import { borrowSandbox } from '../support/sandbox.ts';
import { KNOWN_ID } from '../support/still-healthy.ts';
import { skipPauses } from '../support/time.ts';

skipPauses();

const ONE_PATIENT = `{ patient(id: "${KNOWN_ID}") { id } }`;
/** How long the gateway waits before it retries a failed key set. */
const RETRY_AFTER_MS = 10_000;
/** The most audit events for refused tokens per minute. */
const MAX_REFUSAL_EVENTS = 600;
const { privateKey: foreignKey } = rsa(2048, 'foreign');

let sandbox: Sandbox;
let issuer: IdentityProvider;
let gateway: Gateway;
let kept: MemoryAudit;

beforeAll(async () => {
  sandbox = await borrowSandbox();
});

beforeEach(async () => {
  issuer = await startIdentityProvider();
  kept = createMemoryAudit({ upstream: sandbox.baseUrl, isRequired: true });
  gateway = await startGateway(sandbox, {
    callers: issuer.tokenVerification(),
    server: { audit: kept.audit },
    now: () => Date.now(),
  });
  sandbox.clearRequests();
});

afterEach(async () => {
  vi.useRealTimers();
  await gateway.close();
  await issuer.close();
});

afterAll(() => sandbox.close());

/** Runs an operation with this token, and returns the status and the error code. */
async function sendWith(token: string, query = ONE_PATIENT): Promise<[status: number, code: unknown]> {
  const answer = await gateway.http.post('/graphql').set('authorization', `Bearer ${token}`).send({ query });
  return [answer.status, at(answer.body, 'errors', 0, 'extensions', 'code')];
}

/** Returns the distinct reasons of refusals in the log. */
function loggedReasons(): unknown[] {
  const lines = gateway.logLines.map((line): unknown => JSON.parse(line));
  return [
    ...new Set(
      lines.filter((line) => at(line, 'event') === 'caller_refused').map((line) => at(line, 'reason')),
    ),
  ];
}

const HEADER = { alg: 'RS256', kid: 'RS256-1', typ: 'at+jwt' };

const FORGED_TOKENS: [what: string, reason: string, token: () => Promise<string>][] = [
  ['signed with another key', 'wrong_signature', () => issuer.token({}, { key: foreignKey })],
  [
    'with alg none',
    'algorithm_not_allowed',
    async () => new UnsecuredJWT(payloadOf(await issuer.token())).encode(),
  ],
  [
    'with HS256 and the public key as its secret',
    'algorithm_not_allowed',
    async () =>
      signedAsHs256(
        { ...HEADER, alg: 'HS256' },
        payloadOf(await issuer.token()),
        spki(issuer.keyPair().publicKey),
      ),
  ],
  [
    'with an HS256 signature and alg RS256',
    'wrong_signature',
    async () => signedAsHs256(HEADER, payloadOf(await issuer.token()), spki(issuer.keyPair().publicKey)),
  ],
  [
    'with a jku header that points to its own key',
    'wrong_signature',
    async () =>
      signedAsRs256(
        { ...HEADER, jku: 'https://evil.example/keys' },
        payloadOf(await issuer.token()),
        foreignKey,
      ),
  ],
  ['with more scopes than were signed', 'wrong_signature', () => withScopes('system/*.cruds')],
  ['that has expired', 'expired', () => issuer.token({ exp: 1 })],
  [
    'that is not valid yet',
    'not_valid_yet',
    () => issuer.token({ nbf: Math.floor(Date.now() / 1000) + 3_600 }),
  ],
  ['without an expiry', 'wrong_claim', () => issuer.token({ exp: undefined })],
  ['for another audience', 'wrong_audience', () => issuer.token({ aud: 'https://other.example.org' })],
  ['of another issuer', 'unknown_issuer', () => issuer.token({ iss: 'https://other.example.org' })],
  ['with an unknown key id', 'unknown_key', () => issuer.token({}, { header: { kid: 'RS256-9' } })],
  ['for logout', 'wrong_type', () => issuer.token({}, { header: { typ: 'logout+jwt' } })],
  ['that is too long', 'too_long', async () => `${'x'.repeat(13_000)}.x.x`],
];

async function withScopes(scope: string): Promise<string> {
  const [head, payload = '', signature] = (await issuer.token({ scope: 'patient/*.rs' })).split('.');
  const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString());
  const forged = JSON.stringify({ ...(typeof claims === 'object' ? claims : {}), scope });
  return [head, Buffer.from(forged).toString('base64url'), signature].join('.');
}

describe('a bearer token', () => {
  it.each(FORGED_TOKENS)(
    'refuses and records a token %s, without a FHIR request [T1-S1]',
    async (_what, reason, token) => {
      expect(await sendWith(await token())).toEqual([401, 'UNAUTHENTICATED']);
      expect(loggedReasons()).toEqual([reason]);
      expect(sandbox.requests).toEqual([]);
      expect(issuer.fetched.keys).toBeLessThanOrEqual(1);
      expect(kept.take()).toMatchObject([{ outcome: '4', outcomeDesc: `Not signed in: ${reason}.` }]);
    },
  );

  it('accepts a valid token during a storm of forged ones, and bounds the requests and audit events of these [T1-D12]', async () => {
    const good = await issuer.token({ scope: 'user/*.rs' });
    expect(await sendWith(good)).toEqual([200, undefined]);
    kept.take();
    const each = await Promise.all(FORGED_TOKENS.map(([, , token]) => token()));
    const bad = Array.from({ length: 50 }, () => each).flat();
    const answers = await Promise.all(bad.map((token) => sendWith(token)));
    expect(new Set(answers.map(String))).toEqual(new Set(['401,UNAUTHENTICATED']));
    expect(await sendWith(good)).toEqual([200, undefined]);
    expect(issuer.fetched).toEqual({ configuration: 1, keys: 1 });
    // Unbounded events would let an attacker fill a required audit and stop the gateway. One event belongs to the valid token.
    expect(bad.length).toBeGreaterThan(MAX_REFUSAL_EVENTS);
    expect(kept.take().length).toBeLessThanOrEqual(MAX_REFUSAL_EVENTS + 1);
    expect(sandbox.requests.filter(({ operation }) => operation === 'read')).toHaveLength(2);
  });
});

describe('an issuer whose key set is unavailable [T4-D3]', () => {
  it('returns UPSTREAM_UNAVAILABLE, fetches the key set once in ten seconds, and recovers with the issuer', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    issuer.fail((response) => response.writeHead(503).end());
    for (let round = 1; round <= 3; round += 1) {
      const tokens = await Promise.all(
        Array.from({ length: 30 }, () => issuer.token({ scope: 'user/*.rs' })),
      );
      const answers = await Promise.all(tokens.map((token) => sendWith(token)));
      expect(new Set(answers.map(String))).toEqual(new Set(['503,UPSTREAM_UNAVAILABLE']));
      vi.setSystemTime(Date.now() + RETRY_AFTER_MS);
    }
    const warnings = gateway.logLines.filter((line) => line.includes('issuer_keys_unavailable'));
    expect(warnings).toHaveLength(3);
    expect(sandbox.requests).toEqual([]);
    issuer.recover();
    expect(await sendWith(await issuer.token(), '{ __typename }')).toEqual([200, undefined]);
  });

  it('still accepts tokens that are signed with a known key', async () => {
    expect(await sendWith(await issuer.token({ scope: 'user/*.rs' }))).toEqual([200, undefined]);
    issuer.fail((response) => response.writeHead(503).end());
    expect(await sendWith(await issuer.token({ scope: 'user/*.rs' }))).toEqual([200, undefined]);
  });
});
