import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ, DERRICK_LIN, ELIJAH_DAVIS, LINDA_ROSS, SITE_MRN_SYSTEM } from 'epic-fhir-sandbox/data';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { at } from '../support/expected.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { plainPatient, startPlainFhirServer } from '../support/plain-fhir-server.ts';
import { ask, type Asked, type RecordingServer } from '../support/upstream.ts';

const CAMILA = '1003713';
const DERRICK = '1003711';
const ELIJAH = '1003709';
const LINDA = '1003712';
const HOSPITAL = 'http://hospital.example.org/mrn';

const NO_MATCH = { resourceType: 'Bundle', type: 'searchset', entry: [] };
/** A search by a list of identifiers. */
const ofLists = { operation: 'search', query: /identifier=[^&]*%2C/ } as const;
const ofIdentifiers = { operation: 'search', query: /identifier=/ } as const;
/** A GET is tried three times where the server fails. */
const ATTEMPTS = 3;

let sandbox: Sandbox;
let gateway: Gateway;

beforeAll(async () => {
  sandbox = await startSandbox();
});

beforeEach(async () => {
  gateway = await startGateway(sandbox);
});

afterEach(async () => {
  sandbox.clearFaults();
  await gateway.close();
});

afterAll(() => sandbox.close());

type Entities = Asked<{ entities: ({ id: string; mrn: string } | null)[] }>;

/** Asks as a router does. */
async function entities(
  representations: readonly unknown[],
  server: RecordingServer = sandbox,
  selection = 'id mrn',
): Promise<Entities> {
  const document = `query ($of: [_Any!]!) { entities: _entities(representations: $of) { ... on Patient { ${selection} } } }`;
  return ask(gateway, server, document, { of: representations });
}

function patient(mrn: unknown): unknown {
  return { __typename: 'Patient', mrn };
}

function search(...mrns: readonly string[]): string {
  return `Patient?identifier=${mrns.map((mrn) => `${SITE_MRN_SYSTEM}|${mrn}`).join(',')}`;
}

function idsOf({ data }: Entities): (string | null)[] {
  return data.entities.map((found) => found?.id ?? null);
}

function codesOf({ errors = [] }: Entities): string[] {
  return errors.map(({ extensions: { code } }) => code);
}

function warningsOf({ extensions }: Entities): string[] | undefined {
  return extensions?.fhir.warnings.map(({ code }) => code);
}

describe('patients as entities by medical record number', () => {
  it('are found with one search, in the order of the question, those that are asked for twice too', async () => {
    const { data, errors, extensions, calls } = await entities([CAMILA, DERRICK, CAMILA].map(patient));
    const camila = { id: CAMILA_LOPEZ, mrn: CAMILA };
    expect(errors).toBeUndefined();
    expect(data.entities).toEqual([camila, { id: DERRICK_LIN, mrn: DERRICK }, camila]);
    expect(calls).toEqual([search(CAMILA, DERRICK)]);
    expect(extensions?.fhir.estimatedRequests).toBe(1);
  });

  it('are asked for ten at a time: 100 representations make 10 searches, as was estimated', async () => {
    const server = await startPlainFhirServer(
      Array.from({ length: 100 }, (_, index) => plainPatient(index + 1, 'Alma', 'Archer')),
    );
    await gateway.close();
    gateway = await startGateway(server, {
      connection: { scope: 'system/Patient.read' },
      server: { mrnSystem: HOSPITAL },
    });
    const mrns = server.patients.map(({ id }) => `MR-${id}`);
    const answer = await entities(mrns.map(patient), server);
    expect(answer.errors).toBeUndefined();
    expect(answer.data.entities).toEqual(server.patients.map(({ id }) => ({ id, mrn: `MR-${id}` })));
    expect(answer.calls).toHaveLength(10);
    expect(answer.calls).toContain(
      `Patient?identifier=${mrns
        .slice(0, 10)
        .map((mrn) => `${HOSPITAL}|${mrn}`)
        .join(',')}`,
    );
    expect(answer.extensions?.fhir.estimatedRequests).toBe(10);
    await server.close();
  });

  it('are found by the system that is configured, and have the number that `mrn` tells', async () => {
    await gateway.close();
    gateway = await startGateway(sandbox, { server: { mrnSystem: 'EPI' } });
    const answer = await entities(['203713'].map(patient));
    expect(answer.data.entities).toEqual([{ id: CAMILA_LOPEZ, mrn: '203713' }]);
    expect(answer.calls).toEqual(['Patient?identifier=EPI|203713']);
  });

  it('are searched for one by one where batches are of one', async () => {
    await gateway.close();
    gateway = await startGateway(sandbox, { limits: { idBatchSize: 1 } });
    const answer = await entities([CAMILA, DERRICK].map(patient));
    expect(idsOf(answer)).toEqual([CAMILA_LOPEZ, DERRICK_LIN]);
    expect(answer.calls.toSorted()).toEqual([search(DERRICK), search(CAMILA)]);
  });

  it('are not read again where something refers to them', async () => {
    const answer = await entities(
      [patient(CAMILA)],
      sandbox,
      'allergies(first: 1) { patient { resource { id } } }',
    );
    expect(answer.errors).toBeUndefined();
    expect(at(answer.data, 'entities', 0, 'allergies', 0, 'patient', 'resource', 'id')).toBe(CAMILA_LOPEZ);
    expect(answer.calls).toEqual([search(CAMILA), `AllergyIntolerance?_count=999&patient=${CAMILA_LOPEZ}`]);
  });

  it('are named by their id where there is one too', async () => {
    const answer = await entities([{ __typename: 'Patient', id: DERRICK_LIN, mrn: CAMILA }]);
    expect(idsOf(answer)).toEqual([DERRICK_LIN]);
    expect(answer.calls).toEqual([`Patient/${DERRICK_LIN}`]);
  });

  it('go beside those that are named by their ids', async () => {
    const answer = await entities([
      patient(CAMILA),
      { __typename: 'Patient', id: DERRICK_LIN },
      { __typename: 'Patient', id: null, mrn: DERRICK },
      { __typename: 'Patient', id: CAMILA_LOPEZ },
    ]);
    expect(idsOf(answer)).toEqual([CAMILA_LOPEZ, DERRICK_LIN, DERRICK_LIN, CAMILA_LOPEZ]);
    expect(answer.calls.toSorted()).toEqual(
      [`Patient?_count=2&_id=${DERRICK_LIN},${CAMILA_LOPEZ}`, search(CAMILA, DERRICK)].toSorted(),
    );
  });

  it('are null where nobody has the number, which is asked by itself too, and the others stand', async () => {
    const answer = await entities(['999999', CAMILA].map(patient));
    expect(answer.errors).toBeUndefined();
    expect(idsOf(answer)).toEqual([null, CAMILA_LOPEZ]);
    expect(answer.calls).toEqual([search('999999', CAMILA), search('999999')]);
  });

  it.each([[['', ' ', 203713, true, ['203713'], { value: '203713' }, 'a\nb', 'x'.repeat(201)]]])(
    'are null without a call where there is no number: %j',
    async (mrns) => {
      const answer = await entities([...mrns.map(patient), { __typename: 'Patient', id: '', mrn: CAMILA }]);
      expect(answer.errors).toBeUndefined();
      expect(idsOf(answer)).toEqual([...mrns, ''].map(() => null));
      expect(answer.calls).toEqual([]);
    },
  );

  it('are found whatever space is around the number', async () => {
    const answer = await entities([` ${CAMILA} `, CAMILA].map(patient));
    expect(idsOf(answer)).toEqual([CAMILA_LOPEZ, CAMILA_LOPEZ]);
    expect(answer.calls).toEqual([search(CAMILA)]);
  });

  it('are not what a number with a comma in it would name on both of its sides', async () => {
    const answer = await entities([patient(`${CAMILA},${SITE_MRN_SYSTEM}|${DERRICK}`)]);
    expect(idsOf(answer)).toEqual([null]);
  });
});

function people(...ids: readonly string[]) {
  return {
    ...NO_MATCH,
    entry: ids.map((id) => ({ resource: sandbox.patients.find((one) => one.id === id) })),
  };
}

describe('what a server sends for a number', () => {
  it('is nobody whose record has another number', async () => {
    sandbox.fault({ match: ofIdentifiers, times: 2, kind: 'json', body: people(LINDA_ROSS, DERRICK_LIN) });
    const answer = await entities([CAMILA, DERRICK].map(patient));
    expect(idsOf(answer)).toEqual([null, DERRICK_LIN]);
    expect(warningsOf(answer)).toEqual([]);
  });

  it('is the record in use, where merged records still have it', async () => {
    const camila = sandbox.patients.find(({ id }) => id === CAMILA_LOPEZ);
    const merged = (id: string, into: string): object => ({
      ...camila,
      id,
      link: [{ type: 'replaced-by', other: { reference: `Patient/${into}` } }],
    });
    const resources = [merged('eFirst', 'eSecond'), merged('eSecond', CAMILA_LOPEZ), camila];
    const body = { ...NO_MATCH, entry: resources.map((resource) => ({ resource })) };
    sandbox.fault({ match: ofIdentifiers, times: 1, kind: 'json', body });
    const answer = await entities([patient(CAMILA)]);
    expect([idsOf(answer), warningsOf(answer)]).toEqual([[CAMILA_LOPEZ], []]);
  });

  it('is nobody, with a warning, where several have it', async () => {
    const camila = sandbox.patients.find(({ id }) => id === CAMILA_LOPEZ);
    const body = {
      ...NO_MATCH,
      entry: [{ resource: camila }, { resource: { ...camila, id: 'eTwin' } }, { resource: camila }],
    };
    sandbox.fault({ match: ofIdentifiers, times: 1, kind: 'json', body });
    const answer = await entities([patient(CAMILA)]);
    expect([answer.errors, idsOf(answer), warningsOf(answer)]).toEqual([
      undefined,
      [null],
      ['MRN_NOT_UNIQUE'],
    ]);
    expect(JSON.stringify(answer.extensions)).not.toContain(CAMILA);
    sandbox.fault({ match: ofIdentifiers, times: 1, kind: 'json', body });
    const among = await entities([CAMILA, DERRICK].map(patient));
    expect([idsOf(among), warningsOf(among)]).toEqual([[null, DERRICK_LIN], ['MRN_NOT_UNIQUE']]);
  });

  it('is who stands there twice, once', async () => {
    sandbox.fault({ match: ofIdentifiers, kind: 'json', body: people(CAMILA_LOPEZ, CAMILA_LOPEZ) });
    const answer = await entities([patient(CAMILA)]);
    expect([idsOf(answer), warningsOf(answer)]).toEqual([[CAMILA_LOPEZ], []]);
  });

  it('is looked for on the pages that follow an empty one, though not for ever', async () => {
    const next = `${sandbox.baseUrl}/Patient?identifier=${encodeURIComponent(SITE_MRN_SYSTEM)}%7C${CAMILA}&more=1`;
    const body = { ...NO_MATCH, link: [{ relation: 'next', url: next }] };
    sandbox.fault({ match: ofIdentifiers, times: 1, kind: 'json', body });
    const found = await entities([patient(CAMILA)]);
    expect([idsOf(found), found.calls.length]).toEqual([[CAMILA_LOPEZ], 2]);
    sandbox.fault({ match: ofIdentifiers, times: Infinity, kind: 'json', body });
    const endless = await entities([patient(CAMILA)]);
    expect([idsOf(endless), endless.calls.length]).toEqual([[null], 10]);
  });
});

describe('where a server has no lists of identifiers', () => {
  const THREE = [CAMILA, DERRICK, ELIJAH];
  const FOUND = [CAMILA_LOPEZ, DERRICK_LIN, ELIJAH_DAVIS];
  const ALONE = THREE.map((mrn) => search(mrn)).toSorted();
  const refusal = {
    resourceType: 'OperationOutcome',
    issue: [{ severity: 'fatal', code: 'invalid', details: { coding: [{ code: '4115' }] } }],
  };

  it.each([
    ['finds nobody by one', { kind: 'json', body: NO_MATCH }],
    ['refuses one', { kind: 'json', status: 400, body: refusal }],
    ['forbids one', { kind: 'status', status: 403 }],
  ] as const)('and %s, each number is searched for by itself', async (_what, fault) => {
    sandbox.fault({ match: ofLists, times: Infinity, ...fault });
    const answer = await entities(THREE.map(patient));
    expect(answer.errors).toBeUndefined();
    expect(idsOf(answer)).toEqual(FOUND);
    expect(answer.calls[0]).toBe(search(...THREE));
    expect(answer.calls.slice(1).toSorted()).toEqual(ALONE);
  });

  it.each([
    ['found nobody', { kind: 'json', body: NO_MATCH }],
    ['was refused', { kind: 'json', status: 400, body: refusal }],
  ] as const)('that one %s is remembered for five minutes, and then tried again', async (_what, fault) => {
    // From now, which the sandbox goes by too.
    let now = Date.now();
    await gateway.close();
    gateway = await startGateway(sandbox, { now: () => now });
    sandbox.fault({ match: ofLists, times: 1, ...fault });
    await entities(THREE.map(patient));
    now += 299_999;
    expect((await entities(THREE.map(patient))).calls.toSorted()).toEqual(ALONE);
    now += 1;
    expect((await entities(THREE.map(patient))).calls).toEqual([search(...THREE)]);
  });

  it('that one was refused is not remembered where it was for one of its numbers', async () => {
    sandbox.fault({
      match: { operation: 'search', query: /odd/ },
      times: 2,
      kind: 'json',
      status: 400,
      body: refusal,
    });
    const answer = await entities([...THREE, 'odd'].map(patient));
    expect([idsOf(answer), codesOf(answer)]).toEqual([[...FOUND, null], ['BAD_USER_INPUT']]);
    expect((await entities(THREE.map(patient))).calls).toEqual([search(...THREE)]);
  });

  it('that is not believed where nobody has any of the numbers', async () => {
    await entities(['999998', '999999'].map(patient));
    expect((await entities(THREE.map(patient))).calls).toEqual([search(...THREE)]);
  });
});

describe('where searching fails', () => {
  const FOUR = [CAMILA, DERRICK, ELIJAH, LINDA];

  it('for a list, each number is searched for by itself, and that is not remembered', async () => {
    sandbox.fault({ match: ofLists, times: ATTEMPTS, kind: 'status', status: 503 });
    const answer = await entities(FOUR.map(patient));
    expect(idsOf(answer)).toEqual([CAMILA_LOPEZ, DERRICK_LIN, ELIJAH_DAVIS, LINDA_ROSS]);
    expect(answer.calls).toHaveLength(ATTEMPTS + FOUR.length);
    expect((await entities(FOUR.map(patient))).calls).toEqual([search(...FOUR)]);
  });

  it('for everything, two are tried, and the others share their error', async () => {
    sandbox.fault({ match: ofIdentifiers, times: Infinity, kind: 'status', status: 503 });
    const answer = await entities(FOUR.map(patient));
    expect(idsOf(answer)).toEqual([null, null, null, null]);
    expect(codesOf(answer)).toEqual(FOUR.map(() => 'UPSTREAM_UNAVAILABLE'));
    expect(answer.calls).toHaveLength(ATTEMPTS * 3);
  });

  it('for one number, that one alone is null beside its error', async () => {
    sandbox.fault({ match: ofLists, times: 1, kind: 'html' });
    sandbox.fault({
      match: { operation: 'search', query: new RegExp(`%7C${DERRICK}$`) },
      kind: 'html',
    });
    const answer = await entities(FOUR.map(patient));
    expect(idsOf(answer)).toEqual([CAMILA_LOPEZ, null, ELIJAH_DAVIS, LINDA_ROSS]);
    expect(answer.errors).toMatchObject([
      { path: ['entities', 1], extensions: { code: 'UPSTREAM_INVALID_RESPONSE' } },
    ]);
  });

  it('for a server that asks to be left alone, nothing more is sent', async () => {
    sandbox.fault({ match: ofIdentifiers, times: Infinity, kind: 'status', status: 429 });
    const answer = await entities(FOUR.map(patient));
    expect(codesOf(answer)).toEqual(FOUR.map(() => 'UPSTREAM_RATE_LIMITED'));
    expect(new Set(answer.calls)).toEqual(new Set([search(...FOUR)]));
  });

  it('for want of an entitlement, each is forbidden, and two are tried', async () => {
    sandbox.fault({ match: ofIdentifiers, times: Infinity, kind: 'status', status: 403 });
    const answer = await entities(FOUR.map(patient));
    expect(codesOf(answer)).toEqual(FOUR.map(() => 'FORBIDDEN'));
    expect(answer.calls).toEqual([search(...FOUR), search(CAMILA), search(DERRICK)]);
  });

  it('for a restricted record, that one alone is null beside its error', async () => {
    sandbox.fault({
      match: { operation: 'search', query: new RegExp(DERRICK) },
      times: 2,
      kind: 'json',
      status: 403,
      body: {
        resourceType: 'OperationOutcome',
        issue: [{ severity: 'fatal', code: 'suppressed', details: { coding: [{ code: '4130' }] } }],
      },
    });
    const answer = await entities(FOUR.map(patient));
    expect(idsOf(answer)).toEqual([CAMILA_LOPEZ, null, ELIJAH_DAVIS, LINDA_ROSS]);
    expect(codesOf(answer)).toEqual(['RESTRICTED_RECORD']);
  });
});
