import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  ANONYMOUS_CALLER,
  type Caller,
  type CallerAuthenticator,
  createCallerAuthenticator,
  grantKey,
  personKey,
} from '../../src/access/caller.ts';
import type { TokenVerification } from '../../src/config/server-settings.ts';
import { createLog } from '../../src/observability/log.ts';
import { type IdentityProvider, startIdentityProvider } from '../support/identity-provider.ts';

const log = createLog('silent');

let issuer: IdentityProvider;
let callers: CallerAuthenticator;

beforeAll(async () => {
  issuer = await startIdentityProvider();
  callers = createCallerAuthenticator({ checks: issuer.tokenVerification(), log });
});

afterAll(async () => {
  callers.close();
  await issuer.close();
});

/** Authenticates a token with these claims, and returns its caller. */
async function callerOf(
  claims: Record<string, unknown>,
  names: Partial<TokenVerification['claims']> = {},
): Promise<Caller | null> {
  const { claims: defaults } = issuer.tokenVerification();
  const some = createCallerAuthenticator({
    checks: issuer.tokenVerification({ claims: { ...defaults, ...names } }),
    log,
  });
  const identified = await some.authenticate([`Bearer ${await issuer.token(claims)}`]);
  some.close();
  return identified.kind === 'caller' ? identified.caller : null;
}

/** Returns the scopes in the syntax of SMART 2. */
function scopesOf(caller: Caller | null): string[] | undefined {
  return caller?.scopes.map(
    ({ context, type, interactions, criteria }) =>
      `${context}/${type}.${[...interactions].join('')}` +
      (criteria.length === 0 ? '' : `?${criteria.map((pair) => pair.join('=')).join('&')}`),
  );
}

async function reasonOf(authorization: readonly string[]): Promise<string | null> {
  const identified = await callers.authenticate(authorization);
  return identified.kind === 'refused' ? identified.reason : null;
}

describe('a caller', () => {
  it('takes the caller and the scopes from the claims of the token', async () => {
    const caller = await callerOf({
      sub: 'user-7',
      client_id: 'app-7',
      scope: 'openid patient/Observation.rs?category=laboratory patient/Patient.read',
      patient: 'erXuFYUfucBZaryVksYEcMg3',
    });
    expect(caller).toMatchObject({
      issuer: issuer.issuer,
      subject: 'user-7',
      client: 'app-7',
      patient: 'erXuFYUfucBZaryVksYEcMg3',
    });
    expect(scopesOf(caller)).toEqual(['patient/Observation.rs?category=laboratory', 'patient/Patient.rs']);
  });

  it.each<[what: string, scope: unknown, scopes: string[]]>([
    ['a string of scopes', 'user/Patient.rs user/Condition.s', ['user/Patient.rs', 'user/Condition.s']],
    ['a list of scopes', ['user/Patient.rs', 'user/Condition.s'], ['user/Patient.rs', 'user/Condition.s']],
    [
      'a list with a string of scopes',
      ['user/Patient.rs user/Condition.s'],
      ['user/Patient.rs', 'user/Condition.s'],
    ],
    ['a list with other values', ['user/Patient.rs', 7, null, ['user/*.rs']], ['user/Patient.rs']],
    ['an empty string', '', []],
    ['missing', undefined, []],
    ['null', null, []],
    ['a number', 7, []],
    ['an object', { 'user/*.rs': true }, []],
    ['a string without resource scopes', 'openid fhirUser launch/patient offline_access', []],
  ])('reads the scopes of a claim that is %s', async (_what, scope, scopes) => {
    expect(scopesOf(await callerOf({ scope }))).toEqual(scopes);
  });

  it.each<[what: string, patient: unknown, id: string | null]>([
    ['an id', 'erXuFYUfucBZaryVksYEcMg3', 'erXuFYUfucBZaryVksYEcMg3'],
    ['a reference', 'Patient/erXuFYUfucBZaryVksYEcMg3', 'erXuFYUfucBZaryVksYEcMg3'],
    ['a reference to another type', 'Practitioner/e1', null],
    ['a URL', 'https://fhir.example.org/Patient/e1', null],
    ['a nested reference', 'Patient/Patient/e1', null],
    ['a path', '../Patient/e1', null],
    ['dots', '..', null],
    ['two ids', 'e1,e2', null],
    ['an id with a query', 'e1?_include=*', null],
    ['an id with white space', ' e1 ', null],
    ['an empty string', '', null],
    ['a reference without an id', 'Patient/', null],
    ['missing', undefined, null],
    ['a list', ['e1'], null],
    ['a number', 7, null],
  ])('reads the patient id of a claim that is %s', async (_what, patient, id) => {
    expect((await callerOf({ patient, scope: 'patient/*.rs' }))?.patient).toBe(id);
  });

  it.each<[what: string, claims: Record<string, unknown>, client: string | null]>([
    ['client_id', { client_id: 'app-1', azp: 'app-2' }, 'app-1'],
    ['azp without a client_id', { client_id: undefined, azp: 'app-2' }, 'app-2'],
    ['nothing with a client_id that is not a string', { client_id: 7, azp: 'app-2' }, null],
    ['no claim', { client_id: undefined }, null],
    ['claims that are not strings', { client_id: ['app-1'], azp: { id: 'app-2' } }, null],
  ])('reads the client of a caller from %s', async (_what, claims, client) => {
    expect((await callerOf(claims))?.client).toBe(client);
  });

  it('reads claims only under the configured names', async () => {
    const caller = await callerOf(
      {
        scp: ['user/Patient.rs'],
        scope: 'system/*.cruds',
        'https://example.org/patient': 'e1',
        patient: 'e2',
        cid: 'app-7',
      },
      { scope: ['scp'], patient: 'https://example.org/patient', client: 'cid' },
    );
    expect(caller).toMatchObject({ client: 'app-7', patient: 'e1' });
    expect(scopesOf(caller)).toEqual(['user/Patient.rs']);
  });

  it.each<[what: string, claims: Record<string, unknown>, scopes: string[]]>([
    ['both claims', { scp: 'patient/*.rs', roles: ['system/*.rs'] }, ['patient/*.rs']],
    ['only the second', { roles: ['system/*.rs'] }, ['system/*.rs']],
    ['an empty first claim', { scp: '', roles: ['system/*.rs'] }, []],
    ['a first claim of a wrong type', { scp: null, roles: ['system/*.rs'] }, []],
    ['neither', { scope: 'system/*.rs' }, []],
  ])('reads the first of several scope claims from a token with %s', async (_what, claims, scopes) => {
    expect(scopesOf(await callerOf(claims, { scope: ['scp', 'roles'] }))).toEqual(scopes);
  });

  it.each<[what: string, scope: unknown, scopes: string[]]>([
    ['its words', 'Chart.Read openid', ['user/Patient.rs', 'user/Observation.rs?category=laboratory,exam']],
    ['a list of them', ['Own.Read'], ['patient/*.rs']],
    ['SMART scopes', 'system/*.cruds user/*.rs', []],
    ['words that differ in case', 'chart.read CHART.READ', []],
    ['JavaScript property names', 'constructor __proto__ toString', []],
    ['no words', undefined, []],
  ])('grants what the scope map says of a token with %s', async (_what, scope, scopes) => {
    const scopeMap = new Map([
      ['Chart.Read', ['user/Patient.rs', 'user/Observation.rs?category=laboratory%2Cexam']],
      ['Own.Read', ['patient/*.rs']],
    ]);
    const some = createCallerAuthenticator({ checks: issuer.tokenVerification({ scopeMap }), log });
    const identified = await some.authenticate([`Bearer ${await issuer.token({ scope })}`]);
    some.close();
    expect(scopesOf(identified.kind === 'caller' ? identified.caller : null)).toEqual(scopes);
  });

  it.each<[what: string, claim: unknown, sites: unknown]>([
    ['missing', undefined, 'unnamed'],
    ['null', null, []],
    ['an empty string', '', []],
    ['one id', 'north', ['north']],
    ['ids with more space than necessary', ' north  south ', ['north', 'south']],
    ['a list', ['north', 'south'], ['north', 'south']],
    ['a list with repeated ids', ['north', 'north south'], ['north', 'south']],
    ['a list with other values', ['north', 1, null, ['south'], { south: 1 }], ['north']],
    ['separated by commas', 'north,south', ['north,south']],
    ['an object', { north: true }, []],
    ['a number', 1, []],
    ['true', true, []],
  ])('reads the sites of a claim that is %s', async (_what, claim, sites) => {
    const named = await callers.authenticate([`Bearer ${await issuer.token({ sites: claim })}`]);
    const claimed = named.kind === 'caller' ? named.sites : null;
    expect(claimed instanceof Set ? [...claimed] : claimed).toEqual(sites);
  });

  it('ignores claim names that are properties of every object', async () => {
    const caller = await callerOf(
      { client_id: undefined },
      { scope: ['constructor'], patient: '__proto__', client: 'toString' },
    );
    expect(caller).toMatchObject({ client: null, patient: null, scopes: [] });
  });
});

describe('the Authorization header', () => {
  it.each(['Bearer', 'bearer', 'BEARER', 'bEARER'])('accepts the scheme "%s"', async (scheme) => {
    expect(await reasonOf([`${scheme} ${await issuer.token()}`])).toBeNull();
  });

  it('accepts several spaces before the token', async () => {
    expect(await reasonOf([`Bearer   ${await issuer.token()}`])).toBeNull();
  });

  it.each<[what: string, reason: string, headers: (token: string) => string[]]>([
    ['missing', 'no_token', () => []],
    ['empty', 'no_token', () => ['']],
    ['of another scheme', 'no_token', () => ['Basic dXNlcjpwYXNz']],
    ['a token without a scheme', 'no_token', (token) => [token]],
    ['of a scheme that ends in Bearer', 'no_token', (token) => [`XBearer ${token}`]],
    ['of a scheme that begins with Bearer', 'malformed', (token) => [`Bearer-token ${token}`]],
    ['a scheme without a token', 'malformed', () => ['Bearer']],
    ['two tokens', 'malformed', (token) => [`Bearer ${token} ${token}`]],
    ['two tokens separated by a comma', 'malformed', (token) => [`Bearer ${token}, Bearer ${token}`]],
    ['a quoted token', 'malformed', (token) => [`Bearer "${token}"`]],
    ['separated by a tab', 'malformed', (token) => [`Bearer\t${token}`]],
    ['followed by a line break', 'malformed', (token) => [`Bearer ${token}\r\nX-Other: 1`]],
    ['followed by a null character', 'malformed', (token) => [`Bearer ${token}\u0000`]],
    ['not ASCII', 'malformed', (token) => [`Bearer ${token}é`]],
    ['a parameter', 'malformed', (token) => [`Bearer token=${token}`]],
    ['sent twice', 'several_headers', (token) => [`Bearer ${token}`, `Bearer ${token}`]],
    [
      'sent twice with different schemes',
      'several_headers',
      (token) => [`Bearer ${token}`, 'Basic dXNlcg=='],
    ],
    ['sent twice, once empty', 'several_headers', (token) => [`Bearer ${token}`, '']],
  ])('refuses a header that is %s', async (_what, reason, headers) => {
    expect(await reasonOf(headers(await issuer.token()))).toBe(reason);
  });

  // In quadratic time, each would take longer than a test may.
  it('refuses a header of a megabyte in linear time', async () => {
    expect(await reasonOf([`Bearer ${'a'.repeat(1_000_000)}`])).toBe('too_long');
    expect(await reasonOf([`Bearer ${'a='.repeat(500_000)}`])).toBe('malformed');
    expect(await reasonOf([`Bearer ${' '.repeat(1_000_000)}`])).toBe('malformed');
  });
});

describe('personKey and grantKey', () => {
  const one: Caller = {
    ...ANONYMOUS_CALLER,
    issuer: 'https://id.example.org',
    subject: 'a',
    client: 'b',
    patient: 'c',
  };
  const otherPersons: Caller[] = [
    { ...one, issuer: 'https://other.example.org' },
    { ...one, issuer: null },
    { ...one, subject: 'A' },
    { ...one, client: null },
    { ...one, client: 'B' },
    { ...one, subject: 'a","b', client: null },
    ANONYMOUS_CALLER,
  ];
  const otherLaunches: Caller[] = [
    { ...one, patient: null },
    { ...one, patient: 'C' },
  ];

  it('gives callers with different issuers, subjects or clients different person keys [T7-S1]', () => {
    expect(new Set([one, ...otherPersons].map(personKey)).size).toBe(otherPersons.length + 1);
  });

  it('gives a caller one person key for any launch patient, because a renewed token can have another', () => {
    for (const other of otherLaunches) expect(personKey(other)).toBe(personKey(one));
  });

  it('gives different persons or launch patients different grant keys', () => {
    const others = [...otherPersons, ...otherLaunches];
    expect(new Set([one, ...others].map(grantKey)).size).toBe(others.length + 1);
  });

  it('ignores the scopes in both keys', () => {
    for (const keyOf of [personKey, grantKey]) expect(keyOf({ ...one, scopes: [] })).toBe(keyOf(one));
  });
});

describe('anonymous callers', () => {
  it('treats all callers as one if authentication is off, whatever they send', async () => {
    const anyone = createCallerAuthenticator({ checks: null, log });
    await anyone.warmUp();
    for (const headers of [[], ['Bearer x'], ['Basic x', 'Bearer y'], [await issuer.bearer('user/*.rs')]]) {
      expect(await anyone.authenticate(headers)).toEqual({
        kind: 'caller',
        caller: ANONYMOUS_CALLER,
        sites: 'every',
      });
    }
    anyone.close();
  });

  it('grants the anonymous caller all scopes', () => {
    expect(scopesOf(ANONYMOUS_CALLER)).toEqual(['system/*.cruds']);
  });
});
