/** Sends tokens with valid signatures whose headers and claims have types that no specification allows. */
import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import * as fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { payloadOf, signedAsRs256 } from '../auth/token-checks.ts';
import { at } from '../support/expected.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { type IdentityProvider, startIdentityProvider } from '../support/identity-provider.ts';
import { createMemoryAudit, type MemoryAudit } from '../support/memory-audit.ts';
import { KNOWN_ID } from '../support/still-healthy.ts';

const ONE_PATIENT = `{ patient(id: "${KNOWN_ID}") { id } }`;
const HEADER = { alg: 'RS256', kid: 'RS256-1', typ: 'at+jwt' };
const HEADER_NAMES = ['typ', 'kid', 'alg', 'crit', 'b64', 'cty', 'zip', 'jku', 'jwk', 'x5c', 'x5u', 'enc'];
const CLAIM_NAMES = [
  'iss',
  'aud',
  'sub',
  'exp',
  'nbf',
  'iat',
  'jti',
  'scope',
  'patient',
  'client_id',
  'azp',
  'cnf',
];
/** Values of every JSON type, including edge cases. */
const ODD_VALUES: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  1e300,
  2 ** 53,
  '',
  ' ',
  '\0',
  '\ud800',
  '__proto__',
  'patient/*.rs\r\nx: y',
  'x'.repeat(3_000),
  [],
  [null],
  [[]],
  ['at+jwt'],
  [1, { a: 1 }],
  {},
  { length: 1 },
  { toLowerCase: 1 },
  { toString: 'x', valueOf: null },
];

let sandbox: Sandbox;
let issuer: IdentityProvider;
let gateway: Gateway;
let kept: MemoryAudit;

beforeAll(async () => {
  sandbox = await startSandbox();
  issuer = await startIdentityProvider();
});

// An audit records a limited number of refusals per minute, so each test has an audit of its own.
beforeEach(async () => {
  kept = createMemoryAudit({ upstream: sandbox.baseUrl, isRequired: true });
  gateway = await startGateway(sandbox, {
    callers: issuer.tokenVerification(),
    server: { audit: kept.audit },
  });
});

afterEach(() => gateway.close());

afterAll(async () => {
  await issuer.close();
  await sandbox.close();
});

async function validClaims(): Promise<Record<string, unknown>> {
  return payloadOf(await issuer.token({ scope: 'user/*.rs' }));
}

function sign(header: unknown, claims: unknown): string {
  return signedAsRs256(header, claims, issuer.keyPair().privateKey);
}

interface StatusAndCode {
  readonly status: number;
  readonly code: unknown;
}

async function sendWith(token: string): Promise<StatusAndCode> {
  const answer = await gateway.http
    .post('/graphql')
    .set('authorization', `Bearer ${token}`)
    .send({ query: ONE_PATIENT });
  return { status: answer.status, code: at(answer.body, 'errors', 0, 'extensions', 'code') };
}

/** The outcomes of a valid token, of a token without a scope for the operation, and of an invalid one with its audit event. */
const ALLOWED_OUTCOMES = ['200', '200 FORBIDDEN', '401 UNAUTHENTICATED, recorded'];

async function outcomeOf(token: string): Promise<string> {
  kept.take();
  const { status, code } = await sendWith(token);
  const isRecorded = kept.take().some(({ outcome }) => outcome === '4');
  const summary = [String(status), ...(typeof code === 'string' ? [code] : [])].join(' ');
  return isRecorded && status === 401 ? `${summary}, recorded` : summary;
}

describe('a signed token [T1-D13]', () => {
  it.each<[what: string, header: Record<string, unknown>, reason: string]>([
    ['a type that is a number', { typ: 7 }, 'wrong_type'],
    ['a type that is a list', { typ: ['at+jwt'] }, 'wrong_type'],
    ['a type that is an object', { typ: { toLowerCase: 'x' } }, 'wrong_type'],
    ['a type that is null', { typ: null }, 'wrong_type'],
    ['a critical extension that jose implements', { crit: ['b64'], b64: true }, 'critical_header'],
    ['an unknown critical extension', { crit: ['urn:x'], 'urn:x': 1 }, 'critical_header'],
  ])('returns 401 for %s, and records the refusal', async (_what, header, reason) => {
    const token = sign({ ...HEADER, ...header }, await validClaims());
    expect(await sendWith(token)).toEqual({ status: 401, code: 'UNAUTHENTICATED' });
    expect(kept.take()).toMatchObject([{ outcome: '4', outcomeDesc: `Not signed in: ${reason}.` }]);
  });

  it.each(['1e999', '-1e999', '"9999999999"', '[9999999999]', 'true', 'null', '{}'])(
    'returns 401 for the expiry %s, and records the refusal',
    async (written) => {
      const { exp: _exp, ...claims } = await validClaims();
      const payload = `${JSON.stringify(claims).slice(0, -1)},"exp":${written}}`;
      expect(await sendWith(sign(HEADER, payload))).toEqual({ status: 401, code: 'UNAUTHENTICATED' });
      expect(kept.take()).toHaveLength(1);
    },
  );

  it.each(HEADER_NAMES)('never returns 500, whatever the header %s contains', async (name) => {
    const claims = await validClaims();
    for (const value of ODD_VALUES)
      expect(ALLOWED_OUTCOMES).toContain(await outcomeOf(sign({ ...HEADER, [name]: value }, claims)));
  });

  it.each(CLAIM_NAMES)('never returns 500, whatever the claim %s contains', async (name) => {
    const claims = await validClaims();
    for (const value of ODD_VALUES)
      expect(ALLOWED_OUTCOMES).toContain(await outcomeOf(sign(HEADER, { ...claims, [name]: value })));
  });

  it('never returns 500, whatever the header and the claims contain', async () => {
    const claims = await validClaims();
    const anything = fc.oneof(fc.constantFrom(...ODD_VALUES), fc.jsonValue({ maxDepth: 3 }));
    const changes = (names: readonly string[]) =>
      fc.dictionary(fc.constantFrom(...names), anything, { maxKeys: 3 });
    await fc.assert(
      fc.asyncProperty(changes(HEADER_NAMES), changes(CLAIM_NAMES), async (header, changed) => {
        const token = sign({ ...HEADER, ...header }, { ...claims, ...changed });
        expect(ALLOWED_OUTCOMES).toContain(await outcomeOf(token));
      }),
      { numRuns: 150 },
    );
  });

  it.each(['[]', 'null', '7', '"text"', '{', '', '\u00ff', '{"iss":'])(
    'returns 401 for the payload %j',
    async (payload) => {
      expect(await sendWith(sign(HEADER, payload))).toEqual({ status: 401, code: 'UNAUTHENTICATED' });
    },
  );
});
