import { generateKeyPairSync } from 'node:crypto';
import type { Sandbox } from 'epic-fhir-sandbox';
import { UnsecuredJWT } from 'jose';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { payloadOf, signedAsHs256, signedAsRs256 } from '../auth/token-checks.ts';
import { spki } from '../config/key-material.ts';
import { at } from '../support/expected.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { type IdentityProvider, startIdentityProvider } from '../support/identity-provider.ts';
import { keptAudit, type KeptAudit } from '../support/kept-audit.ts';
import { borrowSandbox } from '../support/sandbox.ts';
import { KNOWN_ID } from '../support/still-healthy.ts';

const ONE = `{ patient(id: "${KNOWN_ID}") { id } }`;
/** How long it is believed that keys cannot be had. */
const OUTAGE_FOR_MS = 10_000;
/** How many refusals have an event of their own in a minute. */
const MOST_REFUSALS = 600;
const { privateKey: foreignKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

let sandbox: Sandbox;
let issuer: IdentityProvider;
let gateway: Gateway;
let kept: KeptAudit;

beforeAll(async () => {
  sandbox = await borrowSandbox();
});

beforeEach(async () => {
  issuer = await startIdentityProvider();
  kept = keptAudit({ upstream: sandbox.baseUrl, isRequired: true });
  gateway = await startGateway(sandbox, {
    callers: issuer.checks(),
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

/** The status and the code of an operation with this token. */
async function answerTo(token: string, query = ONE): Promise<[status: number, code: unknown]> {
  const answer = await gateway.http.post('/graphql').set('authorization', `Bearer ${token}`).send({ query });
  return [answer.status, at(answer.body, 'errors', 0, 'extensions', 'code')];
}

/** The reasons of refusals in the log, each once. */
function reasons(): unknown[] {
  const lines = gateway.logLines.map((line): unknown => JSON.parse(line));
  return [
    ...new Set(
      lines.filter((line) => at(line, 'event') === 'caller_refused').map((line) => at(line, 'reason')),
    ),
  ];
}

const HEADER = { alg: 'RS256', kid: 'RS256-1', typ: 'at+jwt' };

const FORGED: [what: string, reason: string, token: () => Promise<string>][] = [
  ['signed with another key', 'wrong_signature', () => issuer.token({}, { key: foreignKey })],
  [
    'with alg none',
    'algorithm_not_allowed',
    async () => new UnsecuredJWT(payloadOf(await issuer.token())).encode(),
  ],
  [
    'with HS256 and the public key for a secret',
    'algorithm_not_allowed',
    async () =>
      signedAsHs256(
        { ...HEADER, alg: 'HS256' },
        payloadOf(await issuer.token()),
        spki(issuer.keyPair().publicKey),
      ),
  ],
  [
    'with HS256 under the name of RS256',
    'wrong_signature',
    async () => signedAsHs256(HEADER, payloadOf(await issuer.token()), spki(issuer.keyPair().publicKey)),
  ],
  [
    'with a key of its own',
    'wrong_signature',
    async () =>
      signedAsRs256(
        { ...HEADER, jku: 'https://evil.example/keys' },
        payloadOf(await issuer.token()),
        foreignKey,
      ),
  ],
  ['with more scopes than were signed', 'wrong_signature', () => withScopes('system/*.cruds')],
  ['that is over', 'expired', () => issuer.token({ exp: 1 })],
  ['that has not begun', 'not_valid_yet', () => issuer.token({ nbf: Math.floor(Date.now() / 1000) + 3_600 })],
  ['that never ends', 'wrong_claim', () => issuer.token({ exp: undefined })],
  ['for another audience', 'wrong_audience', () => issuer.token({ aud: 'https://other.example.org' })],
  ['of another issuer', 'unknown_issuer', () => issuer.token({ iss: 'https://other.example.org' })],
  ['with a key id that nobody has', 'unknown_key', () => issuer.token({}, { header: { kid: 'RS256-9' } })],
  ['for signing out', 'wrong_type', () => issuer.token({}, { header: { typ: 'logout+jwt' } })],
  ['that is too long', 'too_long', async () => `${'x'.repeat(13_000)}.x.x`],
];

async function withScopes(scope: string): Promise<string> {
  const [head, payload = '', signature] = (await issuer.token({ scope: 'patient/*.rs' })).split('.');
  const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString());
  const forged = JSON.stringify({ ...(typeof claims === 'object' ? claims : {}), scope });
  return [head, Buffer.from(forged).toString('base64url'), signature].join('.');
}

describe('a token', () => {
  it.each(FORGED)(
    '%s is refused, asks nothing of the FHIR server, and is recorded',
    async (_what, reason, token) => {
      expect(await answerTo(await token())).toEqual([401, 'UNAUTHENTICATED']);
      expect(reasons()).toEqual([reason]);
      expect(sandbox.requests).toEqual([]);
      expect(issuer.fetched.keys).toBeLessThanOrEqual(1);
      expect(kept.take()).toMatchObject([{ outcome: '4', outcomeDesc: `Not signed in: ${reason}.` }]);
    },
  );

  it('that is good is not harmed by a storm of bad ones, which costs a bounded number of calls and events', async () => {
    const good = await issuer.token({ scope: 'user/*.rs' });
    expect(await answerTo(good)).toEqual([200, undefined]);
    kept.take();
    const each = await Promise.all(FORGED.map(([, , token]) => token()));
    const bad = Array.from({ length: 50 }, () => each).flat();
    const answers = await Promise.all(bad.map((token) => answerTo(token)));
    expect(new Set(answers.map(String))).toEqual(new Set(['401,UNAUTHENTICATED']));
    expect(await answerTo(good)).toEqual([200, undefined]);
    expect(issuer.fetched).toEqual({ configuration: 1, keys: 1 });
    // An audit that anybody could fill would stop a gateway that requires it. One event is that of the good token.
    expect(bad.length).toBeGreaterThan(MOST_REFUSALS);
    expect(kept.take().length).toBeLessThanOrEqual(MOST_REFUSALS + 1);
    expect(sandbox.requests.filter(({ operation }) => operation === 'read')).toHaveLength(2);
  });
});

describe('an issuer whose keys cannot be had', () => {
  it('is told as that, is asked once in ten seconds whoever comes, and is believed again when it is back', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    issuer.fail((response) => response.writeHead(503).end());
    for (let round = 1; round <= 3; round += 1) {
      const tokens = await Promise.all(
        Array.from({ length: 30 }, () => issuer.token({ scope: 'user/*.rs' })),
      );
      const answers = await Promise.all(tokens.map((token) => answerTo(token)));
      expect(new Set(answers.map(String))).toEqual(new Set(['503,UPSTREAM_UNAVAILABLE']));
      vi.setSystemTime(Date.now() + OUTAGE_FOR_MS);
    }
    const told = gateway.logLines.filter((line) => line.includes('issuer_keys_unavailable'));
    expect(told).toHaveLength(3);
    expect(sandbox.requests).toEqual([]);
    issuer.recover();
    expect(await answerTo(await issuer.token(), '{ __typename }')).toEqual([200, undefined]);
  });

  it('keeps nobody out whose key is known', async () => {
    expect(await answerTo(await issuer.token({ scope: 'user/*.rs' }))).toEqual([200, undefined]);
    issuer.fail((response) => response.writeHead(503).end());
    expect(await answerTo(await issuer.token({ scope: 'user/*.rs' }))).toEqual([200, undefined]);
  });
});
