import { type Sandbox, type SandboxOptions, startSandbox } from 'epic-fhir-sandbox';
import { ALLERGY, CLOSED_ENCOUNTER, HEART_RATE, NEW_PATIENT, NOTE, PROBLEM } from 'epic-fhir-sandbox/data';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { SiteClient } from '../support/site.ts';
import type { RequestBudget } from '../../src/epic/request-budget.ts';
import type { Observation, Patient } from '../../src/fhir/types.ts';
import { CREATE, type CreateSession, settledCode, startCreateSession, UNKNOWN } from './create-session.ts';
import { type ClientOptions, upstream } from './epic-client.ts';

const SOMEBODY: Patient = {
  ...NEW_PATIENT,
  name: [{ use: 'official', family: 'Aasgaard', given: ['Ane'] }],
};

/** The sandbox of tests that need no options. */
let ordinary: Sandbox;
let sandbox: Sandbox;
let client: SiteClient;
let budget: RequestBudget;
let reading: Observation;
let created: CreateSession['created'];

async function connect(options: ClientOptions = {}): Promise<void> {
  ({ client, budget, reading, created } = await startCreateSession(sandbox, options));
}

async function reconnect(options: ClientOptions): Promise<void> {
  client.close();
  await connect(options);
}

async function reopen(options: SandboxOptions): Promise<void> {
  client.close();
  sandbox = await startSandbox(options);
  await connect();
}

beforeAll(async () => {
  ordinary = await startSandbox();
});

beforeEach(async () => {
  sandbox = ordinary;
  await connect();
});

afterEach(async () => {
  client.close();
  ordinary.clearFaults();
  if (sandbox !== ordinary) await sandbox.close();
});

afterAll(() => ordinary.close());

describe('a create', () => {
  it.each([HEART_RATE, NOTE, ALLERGY, PROBLEM, SOMEBODY])(
    'returns the id and the stored resource of a created $resourceType',
    async (resource) => {
      const { resourceType } = resource;
      const outcome = await client.create(resourceType, resource, budget);
      const [stored] = created();
      expect(outcome).toMatchObject({
        kind: 'created',
        id: stored?.id,
        resource: { resourceType, id: stored?.id },
        existing: resourceType === 'Patient' ? false : null,
      });
      expect(stored?.submitted).toEqual(resource);
      expect(budget.usage).toMatchObject({ requests: 1, warnings: [] });
    },
  );

  it('does not send a create that is too late, and reports WRITE_NOT_SENT', async () => {
    expect(await settledCode(client.create('Observation', reading, budget, () => true))).toBe(
      'WRITE_NOT_SENT',
    );
    expect([upstream(sandbox), created()]).toEqual([[], []]);
  });

  it('does not retry a create with a new token when it is too late', async () => {
    sandbox.fault({ match: CREATE, kind: 'status', status: 401 });
    let checks = 0;
    const isTooLate = (): boolean => (checks += 1) > 1;
    expect(await settledCode(client.create('Observation', reading, budget, isTooLate))).toBe(
      'WRITE_NOT_SENT',
    );
    expect([checks, upstream(sandbox), created()]).toEqual([2, ['create Observation', 'token'], []]);
  });

  it('sends a create as one POST of FHIR JSON with a bearer token and Prefer: return=representation', async () => {
    await client.create('Observation', reading, budget);
    expect(upstream(sandbox)).toEqual(['create Observation']);
    expect(sandbox.requests[0]).toMatchObject({
      method: 'POST',
      query: '',
      headers: {
        accept: 'application/fhir+json',
        'content-type': 'application/fhir+json',
        prefer: 'return=representation',
        'content-length': String(JSON.stringify(reading).length),
      },
    });
    expect(sandbox.requests[0]?.headers.authorization).toMatch(/^Bearer \S+$/);
  });

  it.each<[string, SandboxOptions['createAnswers']]>([
    ['no body', { representation: 'never' }],
    ['an absolute Location', { location: 'absolute' }],
    ['an absolute Location and no body', { location: 'absolute', representation: 'never' }],
    ['no Location', { location: 'missing' }],
    ['200', { status: 200 }],
    ['200, no Location', { status: 200, location: 'missing' }],
    ['200, no body', { status: 200, representation: 'never' }],
  ])('returns the id of the created resource from a response with %s', async (_name, createAnswers) => {
    await reopen({ createAnswers: createAnswers ?? {} });
    const { kind, id, resource } = await client.create('Observation', reading, budget);
    expect({ kind, id }).toEqual({ kind: 'created', id: created()[0]?.id });
    expect(resource?.id ?? null).toBe(createAnswers?.representation === 'never' ? null : id);
    expect(await client.read('Observation', id ?? '', budget)).toMatchObject({ id });
  });

  it('reports a create as accepted if the response contains no id', async () => {
    await reopen({ createAnswers: { location: 'missing', representation: 'never' } });
    expect(await client.create('Observation', reading, budget)).toEqual({
      kind: 'accepted',
      id: null,
      resource: null,
      existing: null,
    });
    expect(created()).toHaveLength(1);
  });

  it('reports a Patient who already existed, with their id', async () => {
    const { id } = await client.create('Patient', NEW_PATIENT, budget);
    expect(await client.create('Patient', NEW_PATIENT, budget)).toMatchObject({ id, existing: true });
  });

  it('does not coalesce equal creates', async () => {
    const hold = sandbox.hold(CREATE);
    const both = [NOTE, NOTE].map((note) => client.create('DocumentReference', note, budget));
    await expect.poll(() => hold.arrived).toBe(2);
    hold.release();
    const ids = (await Promise.all(both)).map(({ id }) => id);
    expect(new Set(ids).size).toBe(2);
    expect(created()).toHaveLength(2);
    expect(budget.usage.requests).toBe(2);
  });

  it('opens a new connection for each create, because a kept-alive one may be closing', async () => {
    await client.read('Patient', 'eNobody', budget);
    await client.create('Observation', reading, budget);
    expect(sandbox.requests.map(({ headers }) => headers.connection)).toEqual(['keep-alive', 'close']);
  });

  it('logs the type and status of a create, and a warning for an unknown outcome, without the content', async () => {
    const logLines: string[] = [];
    await reconnect({ logLines });
    await client.create('Observation', reading, budget);
    sandbox.fault({ match: CREATE, kind: 'cut' });
    await expect(client.create('AllergyIntolerance', ALLERGY, budget)).rejects.toMatchObject(UNKNOWN);
    expect(logLines.slice(-2).map((line): unknown => JSON.parse(line))).toMatchObject([
      { event: 'upstream_request', interaction: 'create', resourceType: 'Observation', status: 201 },
      { event: 'write_outcome_unknown', level: 'warn', resourceType: 'AllergyIntolerance' },
    ]);
    expect(logLines.join('')).not.toMatch(/Amoxicillin|8867-4|http/);
  });
});

describe('a create that the FHIR server refuses', () => {
  it.each([
    ['a duplicate reading', 'ALREADY_EXISTS', {}],
    ['a closed encounter', 'BAD_USER_INPUT', { encounter: { reference: `Encounter/${CLOSED_ENCOUNTER}` } }],
    ['no subject', 'BAD_USER_INPUT', { subject: {} }],
    [
      'a restricted patient',
      'RESTRICTED_RECORD',
      { subject: { reference: 'Patient/eRestricted.Glass-000043' } },
    ],
  ])('fails a create with %s', async (_name, code, change) => {
    await client.create('Observation', reading, budget);
    const failing = client.create('Observation', { ...reading, ...change }, budget);
    await expect(failing).rejects.toMatchObject({ code });
    expect(created()).toHaveLength(1);
    expect(upstream(sandbox)).toEqual(['create Observation', 'create Observation']);
  });

  it('fails with FORBIDDEN if the registration lacks the API, without renewing the token', async () => {
    await reopen({ notEntitled: ['Observation.create'] });
    await expect(client.create('Observation', reading, budget)).rejects.toMatchObject({
      code: 'FORBIDDEN',
      message:
        "The FHIR server does not permit creating Observation: the app's registration there does not include the API, or the person may not use it.",
    });
    expect(upstream(sandbox)).toEqual(['create Observation']);
  });
});
