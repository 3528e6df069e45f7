/** Replays the recipes of docs/identity-providers.md: their settings and tokens, at an issuer like the vendor's. */
import { readFileSync } from 'node:fs';
import type { Sandbox } from 'epic-fhir-sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CallerAuthenticator, createCallerAuthenticator } from '../src/access/caller.ts';
import { readScopeText } from '../src/access/scopes.ts';
import { loadConfig } from '../src/config/config.ts';
import { createLog } from '../src/observability/log.ts';
import { at } from './support/expected.ts';
import { type Gateway, startGateway } from './support/gateway.ts';
import {
  type Claims,
  type Holder,
  readRecipes,
  readSettings,
  startVendorIssuer,
  type Vendor,
  type VendorIssuer,
  VENDORS,
} from './support/identity-recipes.ts';
import { samplesOf } from './support/samples.ts';
import { borrowSandbox } from './support/sandbox.ts';
import { KNOWN_ID } from './support/still-healthy.ts';

const RECIPES = readRecipes();

interface Trap {
  readonly what: string;
  readonly reason: string;
  readonly token: (issuer: VendorIssuer) => Promise<string> | string;
}

/** A service's token with changed claims. Service scopes grant the most. */
const changed =
  (changes: Claims): Trap['token'] =>
  (issuer) =>
    issuer.sign({ ...issuer.claimsOf('service'), ...changes });

/** The tokens of the vendor that the gateway has to refuse. */
const TRAPS: Readonly<Record<Vendor, readonly Trap[]>> = {
  Keycloak: [
    { what: 'an ID token', reason: 'not_access_token', token: changed({ typ: 'ID', aud: 'chart-app' }) },
    {
      what: 'an ID token whose audience an operator lists',
      reason: 'not_access_token',
      token: changed({ typ: 'ID', at_hash: 'cpqKfdQA5eH891Ff5oJr_Q' }),
    },
    { what: 'a refresh token', reason: 'not_access_token', token: changed({ typ: 'Refresh' }) },
    {
      what: 'a token without the audience mapper',
      reason: 'wrong_audience',
      token: changed({ aud: 'account' }),
    },
    { what: 'a token without an audience', reason: 'wrong_audience', token: changed({ aud: undefined }) },
    { what: 'a token without the scope basic', reason: 'no_subject', token: changed({ sub: undefined }) },
    {
      what: 'a token of another realm',
      reason: 'unknown_issuer',
      token: (issuer) => changed({ iss: `${issuer.settings['AUTH_ISSUER']}-2` })(issuer),
    },
  ],
  'Microsoft Entra ID': [
    {
      what: 'a version 1 token',
      reason: 'unknown_issuer',
      token: changed({ iss: 'https://sts.windows.net/72f988bf-86f1-41af-91ab-2d7cd011db47/', ver: '1.0' }),
    },
    {
      what: 'a token for Microsoft Graph',
      reason: 'wrong_audience',
      token: changed({ aud: '00000003-0000-0000-c000-000000000000' }),
    },
    {
      what: 'an ID token',
      reason: 'wrong_audience',
      token: changed({ aud: '00001111-aaaa-2222-bbbb-3333cccc4444', azp: undefined }),
    },
    {
      what: 'an ID token with app roles, of an app that is also the API',
      reason: 'wrong_client',
      token: changed({ azp: undefined }),
    },
    {
      what: 'a token of an app that is not listed',
      reason: 'wrong_client',
      token: changed({ azp: '33334444-dddd-5555-eeee-6666ffff7777' }),
    },
    {
      what: 'a token of another tenant',
      reason: 'unknown_issuer',
      token: (issuer) =>
        changed({ iss: issuer.settings['AUTH_ISSUER']?.replace('72f988bf', '82f988bf') })(issuer),
    },
  ],
  Okta: [
    {
      what: 'a token of the org authorization server',
      reason: 'unknown_issuer',
      token: (issuer) => changed({ iss: new URL(issuer.settings['AUTH_ISSUER'] ?? '').origin })(issuer),
    },
    {
      what: 'a token of another authorization server',
      reason: 'unknown_issuer',
      token: (issuer) =>
        changed({ iss: issuer.settings['AUTH_ISSUER']?.replace('aus9o8wzkhckw9TLa0h7z', 'default') })(issuer),
    },
    {
      what: 'an ID token next to an access token',
      reason: 'not_access_token',
      token: changed({ aud: 'nmdP1fcyvdVO11AL7ECm', at_hash: 'cpqKfdQA5eH891Ff5oJr_Q' }),
    },
    { what: 'an ID token', reason: 'wrong_audience', token: changed({ aud: 'nmdP1fcyvdVO11AL7ECm' }) },
  ],
  Auth0: [
    { what: 'an opaque token', reason: 'malformed', token: () => 'eyJz93aJ2_k4laUWw' },
    { what: 'an encrypted token', reason: 'malformed', token: () => 'eyJhbGciOiJSU0EtT0FFUCJ9.a.b.c.d' },
    {
      what: 'a token for the Management API',
      reason: 'wrong_audience',
      token: changed({ aud: 'https://my-domain.auth0.com/api/v2/' }),
    },
    {
      what: 'an ID token',
      reason: 'wrong_audience',
      token: changed({ aud: 'my_client_id', azp: undefined }),
    },
    {
      what: 'a token signed with a shared secret',
      reason: 'algorithm_not_allowed',
      token: (issuer) => issuer.signWithSecret(issuer.claimsOf('service')),
    },
  ],
  'Amazon Cognito': [
    {
      what: 'an ID token',
      reason: 'not_access_token',
      token: changed({ token_use: 'id', aud: '57cbishk4j24pabc1234567890', client_id: undefined }),
    },
    { what: 'a token of another app client', reason: 'wrong_client', token: changed({ client_id: 'other' }) },
    {
      what: 'a token bound to a resource',
      reason: 'wrong_audience',
      token: changed({ aud: 'https://gateway.example.org' }),
    },
    {
      what: 'a token of another user pool',
      reason: 'unknown_issuer',
      token: (issuer) => changed({ iss: `${issuer.settings['AUTH_ISSUER']}2` })(issuer),
    },
  ],
};

/** The scopes that each holder gets, whatever the vendor calls them. */
const GRANTED: Readonly<Record<Holder, string>> = {
  clinician: 'user/*.rs',
  patient: 'patient/*.rs',
  service: 'system/*.rs',
};

let sandbox: Sandbox;
/** A patient who holds none of the tokens. */
let otherId: string | undefined;

beforeAll(async () => {
  sandbox = await borrowSandbox();
  otherId = samplesOf(sandbox, 'Patient').find(({ id }) => id !== KNOWN_ID)?.id;
});

afterAll(() => sandbox.close());

it('has a recipe for each vendor', () => {
  expect(RECIPES.map(({ vendor }) => vendor)).toEqual(VENDORS);
});

it('gives the same settings in callers.md', () => {
  const rows = readFileSync('docs/callers.md', 'utf8').split('\n');
  for (const { vendor, settings } of RECIPES) {
    const row = rows.find((line) => line.startsWith(`| ${vendor} | \`AUTH_`)) ?? '';
    expect({ AUTH_MODE: 'jwt', ...readSettings(row) }).toEqual(settings);
  }
});

describe.each(RECIPES)('the recipe for $vendor', (recipe) => {
  const { vendor, section, settings } = recipe;
  let issuer: VendorIssuer;
  let callers: CallerAuthenticator;
  let gateway: Gateway;

  beforeAll(async () => {
    issuer = await startVendorIssuer(recipe);
    const { callers: checks } = loadConfig(issuer.settings);
    if (checks === null) throw new Error('The recipe does not let callers sign in.');
    callers = createCallerAuthenticator({ checks, log: createLog('silent') });
    gateway = await startGateway(sandbox, { callers: checks });
  });

  afterAll(async () => {
    await gateway.close();
    callers.close();
    await issuer.close();
  });

  /** Returns the caller of a token, with scopes as text; or the reason of its refusal. */
  async function authenticate(token: string): Promise<unknown> {
    const found = await callers.authenticate([`Bearer ${token}`]);
    if (found.kind === 'refused') return found.reason;
    const { client, patient, scopes } = found.caller;
    return { client, patient, scopes: scopes.flatMap(readScopeText) };
  }

  it.each<Holder>(['clinician', 'patient', 'service'])(
    'identifies the %s of its token, and grants exactly the scopes of the page',
    async (holder) => {
      const claims = issuer.claimsOf(holder);
      const client = claims['client_id'] ?? claims['cid'] ?? claims['azp'];
      const expected = { client, patient: holder === 'patient' ? KNOWN_ID : null, scopes: [GRANTED[holder]] };
      expect(await authenticate(await issuer.sign(claims))).toEqual(expected);
    },
  );

  it.each<[Holder, seesOthers: boolean]>([
    ['clinician', true],
    ['service', true],
    ['patient', false],
  ])('shows a %s the patients of their scope', async (holder, seesOthers) => {
    const authorization = `Bearer ${await issuer.sign(issuer.claimsOf(holder))}`;
    const { data } = await gateway.query(
      `{ own: patient(id: "${KNOWN_ID}") { id } other: patient(id: "${otherId}") { id } }`,
      {},
      { authorization },
    );
    expect(data).toEqual({ own: { id: KNOWN_ID }, other: seesOthers ? { id: otherId } : null });
  });

  it.each(TRAPS[vendor])('refuses $what as $reason [T1-S2]', async ({ reason, token }) => {
    expect(await authenticate(await token(issuer))).toBe(reason);
    expect(section.slice(section.indexOf('\nRefused: '))).toContain(`\`${reason}\``);
  });

  it('grants nothing to a patient without an id, or with SMART scopes that it does not issue', async () => {
    const claim = settings['AUTH_PATIENT_CLAIM'] ?? 'patient';
    const withoutId = { ...issuer.claimsOf('patient'), [claim]: undefined };
    expect(await authenticate(await issuer.sign(withoutId))).toMatchObject({ patient: null });
    if (settings['AUTH_SCOPE_MAP'] === undefined) return;
    const words = { scope: 'system/*.cruds', scp: 'system/*.cruds', roles: ['system/*.cruds'] };
    expect(await authenticate(await issuer.sign({ ...issuer.claimsOf('service'), ...words }))).toMatchObject({
      scopes: [],
    });
  });

  it.each([
    ['an opaque token of Epic', 'malformed', () => 'pQd7hGk0s8Yw_Zb2-3rTn9'],
    [
      'a JWT of Epic',
      'unknown_issuer',
      () => changed({ iss: 'https://fhir.example.org/interconnect-fhir-oauth/oauth2' })(issuer),
    ],
  ])('refuses %s, and logs %s', async (_what, reason, token) => {
    const before = gateway.logLines.length;
    const answer = await gateway.http
      .post('/graphql')
      .set('authorization', `Bearer ${await token()}`)
      .send({ query: '{ __typename }' });
    expect([answer.status, answer.headers['www-authenticate']]).toEqual([
      401,
      'Bearer realm="epic-fhir-graphql-gateway", error="invalid_token"',
    ]);
    expect(gateway.logLines.slice(before).map((line) => at(JSON.parse(line), 'reason'))).toContain(reason);
  });
});

it('ignores the roles of a person whose app has scopes at Microsoft Entra ID', async () => {
  const recipe = RECIPES.find(({ vendor }) => vendor === 'Microsoft Entra ID');
  if (recipe === undefined) throw new Error('No recipe.');
  const issuer = await startVendorIssuer(recipe);
  const callers = createCallerAuthenticator({
    checks: loadConfig(issuer.settings).callers,
    log: createLog('silent'),
  });
  const claims = { ...issuer.claimsOf('patient'), roles: ['Chart.Read.All'] };
  const found = await callers.authenticate([`Bearer ${await issuer.sign(claims)}`]);
  callers.close();
  await issuer.close();
  expect(found.kind === 'caller' ? found.caller.scopes.flatMap(readScopeText) : found).toEqual([
    'patient/*.rs',
  ]);
});
