/** Sends tokens with good signatures whose headers and claims have types that no specification allows. */
import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import * as fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { payloadOf, signedAsRs256 } from '../auth/token-checks.ts';
import { at } from '../support/expected.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { type IdentityProvider, startIdentityProvider } from '../support/identity-provider.ts';
import { keptAudit, type KeptAudit } from '../support/kept-audit.ts';
import { KNOWN_ID } from '../support/still-healthy.ts';

const ONE = `{ patient(id: "${KNOWN_ID}") { id } }`;
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
/** Values of every JSON type, and at its limits. */
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
let kept: KeptAudit;

beforeAll(async () => {
  sandbox = await startSandbox();
  issuer = await startIdentityProvider();
});

// An audit records a bounded number of refusals a minute, so each test has one of its own.
beforeEach(async () => {
  kept = keptAudit({ upstream: sandbox.baseUrl, isRequired: true });
  gateway = await startGateway(sandbox, { callers: issuer.checks(), server: { audit: kept.audit } });
});

afterEach(() => gateway.close());

afterAll(async () => {
  await issuer.close();
  await sandbox.close();
});

async function goodClaims(): Promise<Record<string, unknown>> {
  return payloadOf(await issuer.token({ scope: 'user/*.rs' }));
}

function signed(header: unknown, claims: unknown): string {
  return signedAsRs256(header, claims, issuer.keyPair().privateKey);
}

interface Answered {
  readonly status: number;
  readonly code: unknown;
}

async function answerTo(token: string): Promise<Answered> {
  const answer = await gateway.http
    .post('/graphql')
    .set('authorization', `Bearer ${token}`)
    .send({ query: ONE });
  return { status: answer.status, code: at(answer.body, 'errors', 0, 'extensions', 'code') };
}

/** Outcomes of a good token, of one without a scope for the operation, and of a bad one with its audit event. */
const PROPER_OUTCOMES = ['200', '200 FORBIDDEN', '401 UNAUTHENTICATED, recorded'];

async function outcomeOf(token: string): Promise<string> {
  kept.take();
  const { status, code } = await answerTo(token);
  const isRecorded = kept.take().some(({ outcome }) => outcome === '4');
  const words = [String(status), ...(typeof code === 'string' ? [code] : [])].join(' ');
  return isRecorded && status === 401 ? `${words}, recorded` : words;
}

describe('a signed token', () => {
  it.each<[what: string, header: Record<string, unknown>, reason: string]>([
    ['a type that is a number', { typ: 7 }, 'wrong_type'],
    ['a type that is a list', { typ: ['at+jwt'] }, 'wrong_type'],
    ['a type that is an object', { typ: { toLowerCase: 'x' } }, 'wrong_type'],
    ['a type that is null', { typ: null }, 'wrong_type'],
    ['a critical extension that jose implements', { crit: ['b64'], b64: true }, 'critical_header'],
    ['an unknown critical extension', { crit: ['urn:x'], 'urn:x': 1 }, 'critical_header'],
  ])('with %s is refused with 401 and recorded', async (_what, header, reason) => {
    const token = signed({ ...HEADER, ...header }, await goodClaims());
    expect(await answerTo(token)).toEqual({ status: 401, code: 'UNAUTHENTICATED' });
    expect(kept.take()).toMatchObject([{ outcome: '4', outcomeDesc: `Not signed in: ${reason}.` }]);
  });

  it.each(['1e999', '-1e999', '"9999999999"', '[9999999999]', 'true', 'null', '{}'])(
    'that expires at %s is refused with 401 and recorded',
    async (written) => {
      const { exp: _exp, ...claims } = await goodClaims();
      const payload = `${JSON.stringify(claims).slice(0, -1)},"exp":${written}}`;
      expect(await answerTo(signed(HEADER, payload))).toEqual({ status: 401, code: 'UNAUTHENTICATED' });
      expect(kept.take()).toHaveLength(1);
    },
  );

  it.each(HEADER_NAMES)('with any value for the header %s never makes a 500', async (name) => {
    const claims = await goodClaims();
    for (const value of ODD_VALUES)
      expect(PROPER_OUTCOMES).toContain(await outcomeOf(signed({ ...HEADER, [name]: value }, claims)));
  });

  it.each(CLAIM_NAMES)('with any value for the claim %s never makes a 500', async (name) => {
    const claims = await goodClaims();
    for (const value of ODD_VALUES)
      expect(PROPER_OUTCOMES).toContain(await outcomeOf(signed(HEADER, { ...claims, [name]: value })));
  });

  it('with any header and any claims never makes a 500', async () => {
    const claims = await goodClaims();
    const anything = fc.oneof(fc.constantFrom(...ODD_VALUES), fc.jsonValue({ maxDepth: 3 }));
    const changes = (names: readonly string[]) =>
      fc.dictionary(fc.constantFrom(...names), anything, { maxKeys: 3 });
    await fc.assert(
      fc.asyncProperty(changes(HEADER_NAMES), changes(CLAIM_NAMES), async (header, changed) => {
        const token = signed({ ...HEADER, ...header }, { ...claims, ...changed });
        expect(PROPER_OUTCOMES).toContain(await outcomeOf(token));
      }),
      { numRuns: 150 },
    );
  });

  it.each(['[]', 'null', '7', '"text"', '{', '', '\u00ff', '{"iss":'])(
    'whose payload is %j is refused with 401',
    async (payload) => {
      expect(await answerTo(signed(HEADER, payload))).toEqual({ status: 401, code: 'UNAUTHENTICATED' });
    },
  );
});
