import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ, DERRICK_LIN, ELIJAH_DAVIS, LINDA_ROSS, SITE_MRN_SYSTEM } from 'epic-fhir-sandbox/data';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { at } from '../support/expected.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { plainPatient, startPlainFhirServer } from '../support/plain-fhir-server.ts';
import { skipPauses } from '../support/time.ts';
import { ask, type AnswerWithCalls, type RecordingServer } from '../support/upstream.ts';

skipPauses();

const CAMILA = '1003713';
const DERRICK = '1003711';
const ELIJAH = '1003709';
const LINDA = '1003712';
const HOSPITAL = 'http://hospital.example.org/mrn';

const NO_MATCH = { resourceType: 'Bundle', type: 'searchset', entry: [] };
/** Matches a search by a list of identifiers. */
const LIST_SEARCH = { operation: 'search', query: /identifier=[^&]*%2C/ } as const;
const IDENTIFIER_SEARCH = { operation: 'search', query: /identifier=/ } as const;
/** The gateway tries a GET three times if the server fails. */
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

type Entities = AnswerWithCalls<{ entities: ({ id: string; mrn: string } | null)[] }>;

/** Sends an _entities query as a router does. */
async function queryEntities(
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
  it('resolves record numbers with one search, in the order of the representations, duplicates included', async () => {
    const { data, errors, extensions, calls } = await queryEntities([CAMILA, DERRICK, CAMILA].map(patient));
    const camila = { id: CAMILA_LOPEZ, mrn: CAMILA };
    expect(errors).toBeUndefined();
    expect(data.entities).toEqual([camila, { id: DERRICK_LIN, mrn: DERRICK }, camila]);
    expect(calls).toEqual([search(CAMILA, DERRICK)]);
    expect(extensions?.fhir.estimatedRequests).toBe(1);
  });

  it('searches for ten record numbers at a time: 100 representations cause 10 searches, as estimated', async () => {
    const server = await startPlainFhirServer(
      Array.from({ length: 100 }, (_, index) => plainPatient(index + 1, 'Alma', 'Archer')),
    );
    await gateway.close();
    gateway = await startGateway(server, {
      connection: { scope: 'system/Patient.read' },
      server: { mrnSystem: HOSPITAL },
    });
    const mrns = server.patients.map(({ id }) => `MR-${id}`);
    const answer = await queryEntities(mrns.map(patient), server);
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

  it('searches for record numbers in the configured system, whose number `mrn` returns', async () => {
    await gateway.close();
    gateway = await startGateway(sandbox, { server: { mrnSystem: 'EPI' } });
    const answer = await queryEntities(['203713'].map(patient));
    expect(answer.data.entities).toEqual([{ id: CAMILA_LOPEZ, mrn: '203713' }]);
    expect(answer.calls).toEqual(['Patient?identifier=EPI|203713']);
  });

  it('searches for record numbers one by one if batches are limited to one', async () => {
    await gateway.close();
    gateway = await startGateway(sandbox, { limits: { idBatchSize: 1 } });
    const answer = await queryEntities([CAMILA, DERRICK].map(patient));
    expect(idsOf(answer)).toEqual([CAMILA_LOPEZ, DERRICK_LIN]);
    expect(answer.calls.toSorted()).toEqual([search(DERRICK), search(CAMILA)]);
  });

  it('does not read a patient again who was found by record number', async () => {
    const answer = await queryEntities(
      [patient(CAMILA)],
      sandbox,
      'allergies(first: 1) { patient { resource { id } } }',
    );
    expect(answer.errors).toBeUndefined();
    expect(at(answer.data, 'entities', 0, 'allergies', 0, 'patient', 'resource', 'id')).toBe(CAMILA_LOPEZ);
    expect(answer.calls).toEqual([search(CAMILA), `AllergyIntolerance?_count=999&patient=${CAMILA_LOPEZ}`]);
  });

  it('uses the id of a representation that has both an id and a record number', async () => {
    const answer = await queryEntities([{ __typename: 'Patient', id: DERRICK_LIN, mrn: CAMILA }]);
    expect(idsOf(answer)).toEqual([DERRICK_LIN]);
    expect(answer.calls).toEqual([`Patient/${DERRICK_LIN}`]);
  });

  it('resolves representations with record numbers and with ids in one operation', async () => {
    const answer = await queryEntities([
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

  it('returns null for an unknown record number, which it searches for again separately', async () => {
    const answer = await queryEntities(['999999', CAMILA].map(patient));
    expect(answer.errors).toBeUndefined();
    expect(idsOf(answer)).toEqual([null, CAMILA_LOPEZ]);
    expect(answer.calls).toEqual([search('999999', CAMILA), search('999999')]);
  });

  it.each([[['', ' ', 203713, true, ['203713'], { value: '203713' }, 'a\nb', 'x'.repeat(201)]]])(
    'returns null without a request for an invalid record number: %j',
    async (mrns) => {
      const answer = await queryEntities([
        ...mrns.map(patient),
        { __typename: 'Patient', id: '', mrn: CAMILA },
      ]);
      expect(answer.errors).toBeUndefined();
      expect(idsOf(answer)).toEqual([...mrns, ''].map(() => null));
      expect(answer.calls).toEqual([]);
    },
  );

  it('ignores spaces around a record number', async () => {
    const answer = await queryEntities([` ${CAMILA} `, CAMILA].map(patient));
    expect(idsOf(answer)).toEqual([CAMILA_LOPEZ, CAMILA_LOPEZ]);
    expect(answer.calls).toEqual([search(CAMILA)]);
  });

  it('finds no patient by one number that joins two valid record numbers with a comma', async () => {
    const answer = await queryEntities([patient(`${CAMILA},${SITE_MRN_SYSTEM}|${DERRICK}`)]);
    expect(idsOf(answer)).toEqual([null]);
  });
});

function searchsetOf(...ids: readonly string[]) {
  return {
    ...NO_MATCH,
    entry: ids.map((id) => ({ resource: sandbox.patients.find((one) => one.id === id) })),
  };
}

describe('the search result for a record number', () => {
  it('ignores a search result whose patient has another record number', async () => {
    sandbox.fault({
      match: IDENTIFIER_SEARCH,
      times: 2,
      kind: 'json',
      body: searchsetOf(LINDA_ROSS, DERRICK_LIN),
    });
    const answer = await queryEntities([CAMILA, DERRICK].map(patient));
    expect(idsOf(answer)).toEqual([null, DERRICK_LIN]);
    expect(warningsOf(answer)).toEqual([]);
  });

  it('resolves a record number to the current record if merged records share it [CS-93]', async () => {
    const camila = sandbox.patients.find(({ id }) => id === CAMILA_LOPEZ);
    const merged = (id: string, into: string): object => ({
      ...camila,
      id,
      link: [{ type: 'replaced-by', other: { reference: `Patient/${into}` } }],
    });
    const resources = [merged('eFirst', 'eSecond'), merged('eSecond', CAMILA_LOPEZ), camila];
    const body = { ...NO_MATCH, entry: resources.map((resource) => ({ resource })) };
    sandbox.fault({ match: IDENTIFIER_SEARCH, times: 1, kind: 'json', body });
    const answer = await queryEntities([patient(CAMILA)]);
    expect([idsOf(answer), warningsOf(answer)]).toEqual([[CAMILA_LOPEZ], []]);
  });

  it('returns null with a warning if several patients share a record number', async () => {
    const camila = sandbox.patients.find(({ id }) => id === CAMILA_LOPEZ);
    const body = {
      ...NO_MATCH,
      entry: [{ resource: camila }, { resource: { ...camila, id: 'eTwin' } }, { resource: camila }],
    };
    sandbox.fault({ match: IDENTIFIER_SEARCH, times: 1, kind: 'json', body });
    const answer = await queryEntities([patient(CAMILA)]);
    expect([answer.errors, idsOf(answer), warningsOf(answer)]).toEqual([
      undefined,
      [null],
      ['MRN_NOT_UNIQUE'],
    ]);
    expect(JSON.stringify(answer.extensions)).not.toContain(CAMILA);
    sandbox.fault({ match: IDENTIFIER_SEARCH, times: 1, kind: 'json', body });
    const among = await queryEntities([CAMILA, DERRICK].map(patient));
    expect([idsOf(among), warningsOf(among)]).toEqual([[null, DERRICK_LIN], ['MRN_NOT_UNIQUE']]);
  });

  it('resolves a record number if the searchset contains the same patient twice', async () => {
    sandbox.fault({ match: IDENTIFIER_SEARCH, kind: 'json', body: searchsetOf(CAMILA_LOPEZ, CAMILA_LOPEZ) });
    const answer = await queryEntities([patient(CAMILA)]);
    expect([idsOf(answer), warningsOf(answer)]).toEqual([[CAMILA_LOPEZ], []]);
  });

  it('reads the pages after an empty one to find a record number, up to a limit', async () => {
    const next = `${sandbox.baseUrl}/Patient?identifier=${encodeURIComponent(SITE_MRN_SYSTEM)}%7C${CAMILA}&more=1`;
    const body = { ...NO_MATCH, link: [{ relation: 'next', url: next }] };
    sandbox.fault({ match: IDENTIFIER_SEARCH, times: 1, kind: 'json', body });
    const found = await queryEntities([patient(CAMILA)]);
    expect([idsOf(found), found.calls.length]).toEqual([[CAMILA_LOPEZ], 2]);
    sandbox.fault({ match: IDENTIFIER_SEARCH, times: Infinity, kind: 'json', body });
    const endless = await queryEntities([patient(CAMILA)]);
    expect([idsOf(endless), endless.calls.length]).toEqual([[null], 10]);
  });
});

describe('a FHIR server that does not support lists of identifiers', () => {
  const THREE = [CAMILA, DERRICK, ELIJAH];
  const FOUND = [CAMILA_LOPEZ, DERRICK_LIN, ELIJAH_DAVIS];
  const SINGLE_SEARCHES = THREE.map((mrn) => search(mrn)).toSorted();
  const refusal = {
    resourceType: 'OperationOutcome',
    issue: [{ severity: 'fatal', code: 'invalid', details: { coding: [{ code: '4115' }] } }],
  };

  it.each([
    ['finds nothing for a list', { kind: 'json', body: NO_MATCH }],
    ['rejects a list', { kind: 'json', status: 400, body: refusal }],
    ['forbids a list', { kind: 'status', status: 403 }],
  ] as const)('searches for each record number separately after the FHIR server %s', async (_what, fault) => {
    sandbox.fault({ match: LIST_SEARCH, times: Infinity, ...fault });
    const answer = await queryEntities(THREE.map(patient));
    expect(answer.errors).toBeUndefined();
    expect(idsOf(answer)).toEqual(FOUND);
    expect(answer.calls[0]).toBe(search(...THREE));
    expect(answer.calls.slice(1).toSorted()).toEqual(SINGLE_SEARCHES);
  });

  it('sends lists of record numbers again after one was rejected because of a single number', async () => {
    sandbox.fault({
      match: { operation: 'search', query: /odd/ },
      times: 2,
      kind: 'json',
      status: 400,
      body: refusal,
    });
    const answer = await queryEntities([...THREE, 'odd'].map(patient));
    expect([idsOf(answer), codesOf(answer)]).toEqual([[...FOUND, null], ['BAD_USER_INPUT']]);
    expect((await queryEntities(THREE.map(patient))).calls).toEqual([search(...THREE)]);
  });

  it('sends lists of record numbers again after one with only unknown numbers found nothing', async () => {
    await queryEntities(['999998', '999999'].map(patient));
    expect((await queryEntities(THREE.map(patient))).calls).toEqual([search(...THREE)]);
  });
});

describe('a failed search by record number', () => {
  const FOUR = [CAMILA, DERRICK, ELIJAH, LINDA];

  it('searches for each record number separately after the search for a list failed, but only once', async () => {
    sandbox.fault({ match: LIST_SEARCH, times: ATTEMPTS, kind: 'status', status: 503 });
    const answer = await queryEntities(FOUR.map(patient));
    expect(idsOf(answer)).toEqual([CAMILA_LOPEZ, DERRICK_LIN, ELIJAH_DAVIS, LINDA_ROSS]);
    expect(answer.calls).toHaveLength(ATTEMPTS + FOUR.length);
    expect((await queryEntities(FOUR.map(patient))).calls).toEqual([search(...FOUR)]);
  });

  it('tries two record numbers if every search fails, and returns the error for the others too', async () => {
    sandbox.fault({ match: IDENTIFIER_SEARCH, times: Infinity, kind: 'status', status: 503 });
    const answer = await queryEntities(FOUR.map(patient));
    expect(idsOf(answer)).toEqual([null, null, null, null]);
    expect(codesOf(answer)).toEqual(FOUR.map(() => 'UPSTREAM_UNAVAILABLE'));
    expect(answer.calls).toHaveLength(ATTEMPTS * 3);
  });

  it('returns null with an error only for the record number whose search fails', async () => {
    sandbox.fault({ match: LIST_SEARCH, times: 1, kind: 'html' });
    sandbox.fault({
      match: { operation: 'search', query: new RegExp(`%7C${DERRICK}$`) },
      kind: 'html',
    });
    const answer = await queryEntities(FOUR.map(patient));
    expect(idsOf(answer)).toEqual([CAMILA_LOPEZ, null, ELIJAH_DAVIS, LINDA_ROSS]);
    expect(answer.errors).toMatchObject([
      { path: ['entities', 1], extensions: { code: 'UPSTREAM_INVALID_RESPONSE' } },
    ]);
  });

  it('sends no further search if the FHIR server limits the rate', async () => {
    sandbox.fault({ match: IDENTIFIER_SEARCH, times: Infinity, kind: 'status', status: 429 });
    const answer = await queryEntities(FOUR.map(patient));
    expect(codesOf(answer)).toEqual(FOUR.map(() => 'UPSTREAM_RATE_LIMITED'));
    expect(new Set(answer.calls)).toEqual(new Set([search(...FOUR)]));
  });

  it('returns FORBIDDEN for every record number after two attempts if the FHIR server forbids the search', async () => {
    sandbox.fault({ match: IDENTIFIER_SEARCH, times: Infinity, kind: 'status', status: 403 });
    const answer = await queryEntities(FOUR.map(patient));
    expect(codesOf(answer)).toEqual(FOUR.map(() => 'FORBIDDEN'));
    expect(answer.calls).toEqual([search(...FOUR), search(CAMILA), search(DERRICK)]);
  });

  it('returns null with an error only for the record number of a restricted record', async () => {
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
    const answer = await queryEntities(FOUR.map(patient));
    expect(idsOf(answer)).toEqual([CAMILA_LOPEZ, null, ELIJAH_DAVIS, LINDA_ROSS]);
    expect(codesOf(answer)).toEqual(['RESTRICTED_RECORD']);
  });
});
