/** Writes of people who signed in at the sandbox: the same guarantees, with the access of the person and no other. */
import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AuditEvent } from '../../src/fhir/types.ts';
import { problemsOf } from '../audit/definitions.ts';
import { at, matching } from '../support/expected.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { createMemoryAudit, type MemoryAudit } from '../support/memory-audit.ts';
import { createRequestBudget } from '../../src/epic/request-budget.ts';
import { accessTokenOf, type BrowserSession, signingIn, startSession } from '../support/browser-sessions.ts';
import { inputFor, memoryStore, newKey, postsOf, write, type WriteAnswer } from '../support/writing.ts';

let sandbox: Sandbox;
let kept: MemoryAudit;
let gateway: Gateway;
let session: BrowserSession;
let signedIn: BrowserSession['headers'];
let key: string;
let input: Record<string, unknown>;
let systemTokens: ReadonlySet<string | undefined>;

const RECORD_REQUESTS: ReadonlySet<string> = new Set(['read', 'search', 'page', 'create']);

/** Returns the tokens of the requests for records so far. */
const tokensSent = (): Set<string | undefined> =>
  new Set(
    sandbox.requests
      .filter(({ operation }) => RECORD_REQUESTS.has(operation))
      .map(({ headers }) => headers.authorization),
  );

beforeEach(async () => {
  sandbox = await startSandbox();
  kept = createMemoryAudit({ upstream: sandbox.baseUrl });
  gateway = await startGateway(sandbox, {
    signsIn: signingIn(),
    store: memoryStore(),
    server: { audit: kept.audit },
  });
  session = await startSession(gateway.sites, sandbox, 'clinician');
  signedIn = session.headers;
  [key, input] = [newKey(), inputFor('addAllergy', sandbox)];
  await gateway.client.read('Patient', 'unknown', createRequestBudget());
  systemTokens = tokensSent();
  if (systemTokens.size !== 1) throw new Error('Expected the token of the gateway.');
  sandbox.clearRequests();
  kept.take();
});

/** After each test, expects that no request carried the token of the gateway. */
afterEach(async () => {
  const withSystemToken = [...tokensSent()].filter((token) => systemTokens.has(token));
  await gateway.close();
  await sandbox.close();
  if (withSystemToken.length > 0) throw new Error('A request carried the token of the gateway.');
});

const signInAs = async (person: Parameters<typeof startSession>[2]): Promise<BrowserSession['headers']> =>
  (await startSession(gateway.sites, sandbox, person)).headers;

const addAllergy = (headers = signedIn): Promise<WriteAnswer> =>
  write(gateway, 'addAllergy', input, key, headers);
const posts = (): number => postsOf(sandbox, 'AllergyIntolerance');
const failureOf = ({ errors }: WriteAnswer): unknown =>
  errors?.map(({ message, extensions }) => [extensions.code, message]);

const restricted = {
  resourceType: 'OperationOutcome',
  issue: [{ severity: 'fatal', code: 'forbidden', details: { coding: [{ code: '4130' }] } }],
};
const notLoggedIn = { resourceType: 'OperationOutcome', issue: [{ severity: 'fatal', code: 'login' }] };

describe('a write of a person', () => {
  it('is sent once, with the token of the person', async () => {
    const { errors, payload } = await addAllergy();
    expect([errors, at(payload, 'status'), posts()]).toEqual([undefined, 'CREATED', 1]);
    expect(tokensSent()).toEqual(new Set([`Bearer ${await accessTokenOf(gateway.sites, session)}`]));
  });

  it('is sent again with a renewed token after a 401, which did nothing', async () => {
    sandbox.fault({ kind: 'expired-token', match: { operation: 'create' } });
    const { errors, payload } = await addAllergy();
    expect([errors, at(payload, 'status'), posts()]).toEqual([undefined, 'CREATED', 2]);
    expect(sandbox.created).toHaveLength(1);
    expect(tokensSent().size).toBe(2);
  });

  it('fails with SESSION_EXPIRED if the session ends, and is the same write after signing in again [T7-T2]', async () => {
    sandbox.fault({ kind: 'expired-token', match: { operation: 'create' }, times: 2 });
    const ended = await addAllergy();
    expect(ended.errors?.[0]?.extensions).toMatchObject({
      code: 'UNAUTHENTICATED',
      reason: 'SESSION_EXPIRED',
    });
    expect([posts(), sandbox.created.length]).toEqual([2, 0]);
    const again = await signInAs('clinician');
    const { payload } = await addAllergy(again);
    expect([at(payload, 'status'), posts(), sandbox.created.length]).toEqual(['CREATED', 3, 1]);
    expect(at((await addAllergy(again)).payload, 'id')).toBe(at(payload, 'id'));
    expect(posts()).toBe(3);
  });

  it('that was carried out keeps its result if the session ends while it is read back', async () => {
    sandbox.fault({
      kind: 'expired-token',
      match: { operation: 'read', resourceType: 'DocumentReference' },
      times: 2,
    });
    const note = inputFor('createClinicalNote', sandbox);
    const { payload, errors } = await write(gateway, 'createClinicalNote', note, key, signedIn);
    expect(at(payload, 'status')).toBe('CREATED');
    const codes = new Set(errors?.map(({ extensions }) => extensions.code));
    expect([...codes].filter((code) => code !== 'UNAUTHENTICATED')).toEqual([]);
    const again = await signInAs('clinician');
    const repeated = await write(gateway, 'createClinicalNote', note, key, again);
    expect(at(repeated.payload, 'id')).toBe(at(payload, 'id'));
    expect(postsOf(sandbox, 'DocumentReference')).toBe(1);
  });

  it('with an unknown outcome is found again after signing in again, and not repeated [T7-T2]', async () => {
    sandbox.fault({ kind: 'cut', carriedOut: true, match: { operation: 'create' } });
    const note = inputFor('createClinicalNote', sandbox);
    const lost = await write(gateway, 'createClinicalNote', note, key, signedIn);
    expect(lost.errors?.[0]?.extensions.code).toBe('WRITE_OUTCOME_UNKNOWN');
    const again = await signInAs('clinician');
    const { payload, errors } = await write(gateway, 'createClinicalNote', note, key, again);
    expect([errors, at(payload, 'id')]).toEqual([undefined, sandbox.created[0]?.id]);
    expect(postsOf(sandbox, 'DocumentReference')).toBe(1);
  });

  it.each([
    ['without a body', { kind: 'empty', status: 403 }, 'FORBIDDEN', /permit this to you/],
    [
      'behind break-the-glass',
      { kind: 'json', status: 403, body: restricted },
      'RESTRICTED_RECORD',
      /give your reason/,
    ],
  ] as const)(
    'that Epic refuses with 403 %s is not repeated, and can be sent again',
    async (_what, fault, code, text) => {
      sandbox.fault({ ...fault, match: { operation: 'create' } });
      const refused = await addAllergy();
      expect(failureOf(refused)).toEqual([[code, matching(text)]]);
      expect(posts()).toBe(1);
      expect(at((await addAllergy()).payload, 'status')).toBe('CREATED');
      expect([posts(), sandbox.created.length]).toEqual([2, 1]);
    },
  );

  it('that the person may not do is FORBIDDEN, with one request', async () => {
    const refused = await addAllergy(await signInAs('front-desk'));
    expect(refused.errors?.map(({ extensions }) => extensions.code)).toEqual(['FORBIDDEN']);
    expect([posts(), sandbox.created.length]).toEqual([1, 0]);
  });

  it('is audited with the person, the app and the authority, also if Epic refuses it [T7-R2]', async () => {
    await addAllergy();
    sandbox.fault({ kind: 'empty', status: 403, match: { operation: 'create' } });
    input = inputFor('addAllergy', sandbox);
    key = newKey();
    await addAllergy();
    const events = kept.take().filter(({ action }) => action === 'C');
    expect(events.flatMap(problemsOf)).toEqual([]);
    expect(events.map(({ outcome }) => outcome)).toEqual([undefined, '0', undefined, '4']);
    for (const event of events) expectPerson(event, 'AUT');
  });
});

describe('the audit of a person', () => {
  it('names them in events of reads, of refused reads and of searches [T7-R2]', async () => {
    sandbox.fault({
      kind: 'json',
      status: 403,
      body: restricted,
      match: { operation: 'read', path: /restricted-one/ },
    });
    const patient = String(input['patientId']);
    await gateway.query(
      `{ one: patient(id: "${patient}") { fullName allergies { name } } other: patient(id: "restricted-one") { fullName } }`,
      {},
      signedIn,
    );
    const events = kept.take();
    expect(events.flatMap(problemsOf)).toEqual([]);
    expect(events.map(({ action, outcome }) => `${action} ${outcome}`).toSorted()).toEqual([
      'E 0',
      'R 0',
      'R 4',
    ]);
    for (const event of events) expectPerson(event, 'IRCP');
    expect(JSON.stringify(events)).not.toContain(await accessTokenOf(gateway.sites, session));
  });
});

describe('a refusal of the FHIR server', () => {
  it.each([200, 401, 403] as const)(
    'says what the person can do if it does not know them, with HTTP %i',
    async (status) => {
      sandbox.fault({ kind: 'json', status, body: notLoggedIn, match: { operation: 'read' }, times: 2 });
      const { errors } = await gateway.query('{ patient(id: "p") { fullName } }', {}, signedIn);
      const [error] = errors ?? [];
      const expected = {
        200: /Sign out, sign in again/,
        401: /Sign in, and send the request again/,
        403: /administrators of the EHR/,
      }[status];
      expect(error?.message).toMatch(expected);
      expect(error?.message).not.toMatch(/gateway/);
    },
  );
});

/** Expects that the person is the requestor, that the app and the gateway are named, and that the person's authorization permitted the access. */
function expectPerson({ agent, source }: AuditEvent, role: string): void {
  const person = agent.find(({ requestor }) => requestor);
  const issuer = person?.who?.identifier?.system;
  expect(issuer).toMatch(/^http:/);
  expect(issuer).not.toBe(sandbox.baseUrl);
  expect(person).toMatchObject({
    type: { coding: [{ code: role }] },
    altId: matching(new RegExp(`^${sandbox.baseUrl}/Practitioner/`)),
    policy: [issuer],
  });
  expect(agent[0]?.who).toEqual({ identifier: { system: issuer, value: 'sandbox-clinicians-app' } });
  expect(agent.at(-1)).toMatchObject({
    type: { coding: [{ code: 'AuthzOauthService' }] },
    who: { display: issuer },
  });
  expect(source.observer).toEqual({ display: 'epic-fhir-graphql-gateway' });
}
