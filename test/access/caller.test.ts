import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  ANONYMOUS_CALLER,
  type Caller,
  type CallerAuthenticator,
  createCallerAuthenticator,
  grantKey,
  personKey,
} from '../../src/access/caller.ts';
import type { TokenVerification } from '../../src/config/config.ts';
import { createLog } from '../../src/observability/log.ts';
import { cpuMsOf } from '../support/cpu.ts';
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

/** The caller whom a token with these claims makes. */
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

/** The scopes in the words of version 2. */
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
  it('is who the token is about, with what it grants', async () => {
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
    [
      'words with spaces between',
      'user/Patient.rs user/Condition.s',
      ['user/Patient.rs', 'user/Condition.s'],
    ],
    ['a list of words', ['user/Patient.rs', 'user/Condition.s'], ['user/Patient.rs', 'user/Condition.s']],
    [
      'a list of words with spaces between',
      ['user/Patient.rs user/Condition.s'],
      ['user/Patient.rs', 'user/Condition.s'],
    ],
    ['a list that holds something else', ['user/Patient.rs', 7, null, ['user/*.rs']], ['user/Patient.rs']],
    ['an empty text', '', []],
    ['nothing', undefined, []],
    ['null', null, []],
    ['a number', 7, []],
    ['an object', { 'user/*.rs': true }, []],
    ['what is no scope of resources', 'openid fhirUser launch/patient offline_access', []],
  ])('has the scopes of a claim that is %s', async (_what, scope, scopes) => {
    expect(scopesOf(await callerOf({ scope }))).toEqual(scopes);
  });

  it.each<[what: string, patient: unknown, id: string | null]>([
    ['an id', 'erXuFYUfucBZaryVksYEcMg3', 'erXuFYUfucBZaryVksYEcMg3'],
    ['a reference', 'Patient/erXuFYUfucBZaryVksYEcMg3', 'erXuFYUfucBZaryVksYEcMg3'],
    ['another’s reference', 'Practitioner/e1', null],
    ['a URL', 'https://fhir.example.org/Patient/e1', null],
    ['a reference in a reference', 'Patient/Patient/e1', null],
    ['a path', '../Patient/e1', null],
    ['dots', '..', null],
    ['two ids', 'e1,e2', null],
    ['an id with a query', 'e1?_include=*', null],
    ['an id with space around it', ' e1 ', null],
    ['an empty text', '', null],
    ['a reference to nobody', 'Patient/', null],
    ['nothing', undefined, null],
    ['a list', ['e1'], null],
    ['a number', 7, null],
  ])('is about the patient of a claim that is %s', async (_what, patient, id) => {
    expect((await callerOf({ patient, scope: 'patient/*.rs' }))?.patient).toBe(id);
  });

  it.each<[what: string, claims: Record<string, unknown>, client: string | null]>([
    ['as client_id', { client_id: 'app-1', azp: 'app-2' }, 'app-1'],
    ['as azp, where there is no client_id', { client_id: undefined, azp: 'app-2' }, 'app-2'],
    ['as azp, where client_id is no text', { client_id: 7, azp: 'app-2' }, 'app-2'],
    ['not at all', { client_id: undefined }, null],
    ['as something else', { client_id: ['app-1'], azp: { id: 'app-2' } }, null],
  ])('has its application %s', async (_what, claims, client) => {
    expect((await callerOf(claims))?.client).toBe(client);
  });

  it('has its claims under the configured names, and only there', async () => {
    const caller = await callerOf(
      {
        scp: ['user/Patient.rs'],
        scope: 'system/*.cruds',
        'https://example.org/patient': 'e1',
        patient: 'e2',
        cid: 'app-7',
      },
      { scope: 'scp', patient: 'https://example.org/patient', client: 'cid' },
    );
    expect(caller).toMatchObject({ client: 'app-7', patient: 'e1' });
    expect(scopesOf(caller)).toEqual(['user/Patient.rs']);
  });

  it('gets nothing from what every object has', async () => {
    const caller = await callerOf(
      { client_id: undefined },
      { scope: 'constructor', patient: '__proto__', client: 'toString' },
    );
    expect(caller).toMatchObject({ client: null, patient: null, scopes: [] });
  });
});

describe('an Authorization header', () => {
  it.each(['Bearer', 'bearer', 'BEARER', 'bEARER'])('may say "%s"', async (scheme) => {
    expect(await reasonOf([`${scheme} ${await issuer.token()}`])).toBeNull();
  });

  it('may have several spaces before the token', async () => {
    expect(await reasonOf([`Bearer   ${await issuer.token()}`])).toBeNull();
  });

  it.each<[what: string, reason: string, headers: (token: string) => string[]]>([
    ['none', 'no_token', () => []],
    ['an empty one', 'no_token', () => ['']],
    ['one of another scheme', 'no_token', () => ['Basic dXNlcjpwYXNz']],
    ['a bare token', 'no_token', (token) => [token]],
    ['one of a scheme that ends alike', 'no_token', (token) => [`XBearer ${token}`]],
    ['one of a scheme that begins alike', 'malformed', (token) => [`Bearer-token ${token}`]],
    ['no token', 'malformed', () => ['Bearer']],
    ['two tokens', 'malformed', (token) => [`Bearer ${token} ${token}`]],
    ['two tokens with a comma between', 'malformed', (token) => [`Bearer ${token}, Bearer ${token}`]],
    ['a quoted token', 'malformed', (token) => [`Bearer "${token}"`]],
    ['a tab', 'malformed', (token) => [`Bearer\t${token}`]],
    ['a line break', 'malformed', (token) => [`Bearer ${token}\r\nX-Other: 1`]],
    ['a null', 'malformed', (token) => [`Bearer ${token}\u0000`]],
    ['letters beyond ASCII', 'malformed', (token) => [`Bearer ${token}é`]],
    ['a parameter', 'malformed', (token) => [`Bearer token=${token}`]],
    ['a second one', 'several_headers', (token) => [`Bearer ${token}`, `Bearer ${token}`]],
    ['a second one of another scheme', 'several_headers', (token) => [`Bearer ${token}`, 'Basic dXNlcg==']],
    ['an empty second one', 'several_headers', (token) => [`Bearer ${token}`, '']],
  ])('that is %s is refused', async (_what, reason, headers) => {
    expect(await reasonOf(headers(await issuer.token()))).toBe(reason);
  });

  it('of a megabyte is refused at little cost', async () => {
    const cpuMs = await cpuMsOf(async () => {
      expect(await reasonOf([`Bearer ${'a'.repeat(1_000_000)}`])).toBe('too_long');
      expect(await reasonOf([`Bearer ${'a='.repeat(500_000)}`])).toBe('malformed');
      expect(await reasonOf([`Bearer ${' '.repeat(1_000_000)}`])).toBe('malformed');
    });
    expect(cpuMs).toBeLessThan(1_000);
  });
});

describe('the names of a caller', () => {
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

  it('as a person differ where the issuer, the subject or the application does', () => {
    expect(new Set([one, ...otherPersons].map(personKey)).size).toBe(otherPersons.length + 1);
  });

  it('as a person are the same whatever the launch patient is, since a renewed token can have another', () => {
    for (const other of otherLaunches) expect(personKey(other)).toBe(personKey(one));
  });

  it('for a grant differ where the person or the launch patient does', () => {
    const others = [...otherPersons, ...otherLaunches];
    expect(new Set([one, ...others].map(grantKey)).size).toBe(others.length + 1);
  });

  it('are the same whatever the scopes are', () => {
    for (const nameOf of [personKey, grantKey]) expect(nameOf({ ...one, scopes: [] })).toBe(nameOf(one));
  });
});

describe('callers who do not sign in', () => {
  it('are one and the same, whatever they say of themselves', async () => {
    const anyone = createCallerAuthenticator({ checks: null, log });
    await anyone.warmUp();
    for (const headers of [[], ['Bearer x'], ['Basic x', 'Bearer y'], [await issuer.bearer('user/*.rs')]]) {
      expect(await anyone.authenticate(headers)).toEqual({ kind: 'caller', caller: ANONYMOUS_CALLER });
    }
    anyone.close();
  });

  it('may read all', () => {
    expect(scopesOf(ANONYMOUS_CALLER)).toEqual(['system/*.cruds']);
  });
});
