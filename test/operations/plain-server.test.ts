import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { allFieldsOf } from '../support/all-fields.ts';
import { at } from '../support/expected.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { type PlainFhirServer, startPlainFhirServer } from '../support/plain-fhir-server.ts';
import { ask, type AnswerWithCalls, patientAliases } from '../support/upstream.ts';

interface Connection {
  patientsConnection: {
    nodes: { id: string }[];
    edges: { cursor: string }[];
    pageInfo: { hasNextPage: boolean; endCursor: string | null };
  };
}

const PAGE = `query ($first: Int!, $after: String, $filter: PatientFilter) {
  patientsConnection(first: $first, after: $after, filter: $filter) {
    nodes { id }
    edges { cursor }
    pageInfo { hasNextPage endCursor }
  }
}`;
const MRN = 'http://hospital.example.org/mrn';

let server: PlainFhirServer;
let gateway: Gateway;

beforeAll(async () => {
  server = await startPlainFhirServer();
});

beforeEach(async () => {
  gateway = await startGateway(server, {
    panel: { kind: 'search' },
    connection: { scope: 'system/Patient.read' },
  });
});

afterEach(() => gateway.close());

afterAll(() => server.close());

async function queryPage(variables: Record<string, unknown>): Promise<AnswerWithCalls<Connection>> {
  return ask<Connection>(gateway, server, PAGE, variables);
}

function allIds(): string[] {
  return server.patients.map(({ id }) => id);
}

/** Returns the ids of every page to the end, each read with the next of these sizes. */
async function readAll(sizes: readonly number[], variables: Record<string, unknown> = {}): Promise<string[]> {
  const ids: string[] = [];
  let after: unknown = variables['after'] ?? null;
  for (let turn = 0; turn < 100; turn += 1) {
    const { data } = await queryPage({ ...variables, first: sizes[turn % sizes.length], after });
    ids.push(...data.patientsConnection.nodes.map(({ id }) => id));
    after = data.patientsConnection.pageInfo.endCursor;
    if (!data.patientsConnection.pageInfo.hasNextPage) return ids;
  }
  throw new Error('Expected an end');
}

describe('an ordinary FHIR R4 server with SMART Backend Services', () => {
  it('reads ten names from an ordinary server with one token request with the scope, and one search', async () => {
    const before = server.requests.length;
    const { data, calls } = await ask(gateway, server, '{ patients(first: 10) { id fullName } }');
    const names = server.patients.slice(0, 10).map(({ id, name }) => ({
      id,
      fullName: `${name?.[0]?.given?.[0]} ${name?.[0]?.family}`,
    }));
    expect(data).toEqual({ patients: names });
    expect(calls).toEqual(['Patient?_count=10']);
    expect(server.requests.slice(before).map(({ operation }) => operation)).toEqual([
      'smart-configuration',
      'token',
      'search',
    ]);
  });

  it('names the setting if an ordinary server issues no token without a scope', async () => {
    await gateway.close();
    gateway = await startGateway(server, { panel: { kind: 'search' } });
    const { data, errors, calls } = await ask(gateway, server, '{ patients(first: 1) { id } }');
    expect([data, calls]).toEqual([{ patients: null }, []]);
    expect(errors).toMatchObject([{ extensions: { code: 'UPSTREAM_AUTHENTICATION_FAILED' } }]);
    expect(errors?.[0]?.message).toMatch(/invalid_scope: .*EPIC_SCOPE/);
  });

  it('resolves every field of a patient of an ordinary server', async () => {
    const { data, errors } = await ask(gateway, server, `{ patients(first: 25) ${allFieldsOf('Patient')} }`);
    expect(errors).toBeUndefined();
    const patients = at(data, 'patients');
    expect(patients).toHaveLength(25);
    expect(patients).toMatchObject([
      {
        id: '1',
        fullName: 'Alma Archer',
        mrn: 'MR-1',
        gender: 'FEMALE',
        birthDate: '1961-01-31',
        race: null,
        resource: server.patients[0],
      },
      ...Array.from({ length: 24 }, () => ({})),
    ]);
  });

  it('reads patients by id with _id searches, as from Epic', async () => {
    const { data, calls } = await ask(gateway, server, patientAliases(['2', '99', '1']));
    expect(data).toEqual({ p0: { id: '2' }, p1: null, p2: { id: '1' } });
    expect(calls).toEqual(['Patient?_count=3&_id=2,99,1', 'Patient/99']);
  });
});

describe('the pages of a patient search on an ordinary server', () => {
  it('follows the links of an ordinary server on its base URL', async () => {
    const first = await queryPage({ first: 10 });
    expect(first.data.patientsConnection.nodes.map(({ id }) => id)).toEqual(allIds().slice(0, 10));
    expect(first.calls).toEqual(['Patient?_count=10']);
    const second = await queryPage({ first: 10, after: first.data.patientsConnection.pageInfo.endCursor });
    expect(second.data.patientsConnection.nodes.map(({ id }) => id)).toEqual(allIds().slice(10, 20));
    expect(second.calls).toEqual(['?_getpages=…&_getpagesoffset=10&_count=10&_bundletype=searchset']);
    const third = await queryPage({ first: 10, after: second.data.patientsConnection.pageInfo.endCursor });
    expect(third.data.patientsConnection.nodes.map(({ id }) => id)).toEqual(allIds().slice(20));
    expect(third.data.patientsConnection.pageInfo.hasNextPage).toBe(false);
  });

  it.each([[[10]], [[1]], [[100]], [[7]], [[3, 9, 1]], [[10, 4]], [[2, 25]]])(
    'shows each patient once and in order, with pages of %j',
    async (sizes) => {
      await expect(readAll(sizes)).resolves.toEqual(allIds());
    },
  );

  it('continues after any patient, with pages of any other size', async () => {
    const { data } = await queryPage({ first: 6 });
    for (const [index, { cursor }] of data.patientsConnection.edges.entries()) {
      for (const size of [1, 4, 30]) {
        await expect(readAll([size], { after: cursor })).resolves.toEqual(allIds().slice(index + 1));
      }
    }
  });

  it('returns no patients after the end, with pages of any size', async () => {
    const { data } = await queryPage({ first: 100 });
    const after = data.patientsConnection.pageInfo.endCursor;
    for (const first of [1, 24, 100]) {
      expect((await queryPage({ first, after })).data.patientsConnection.nodes).toEqual([]);
    }
  });
});

describe('a patient search on an ordinary server', () => {
  it('searches by any criteria, such as only the family name', async () => {
    const document = 'query ($filter: PatientFilter) { patients(filter: $filter) { fullName } }';
    const { data, calls } = await ask(gateway, server, document, { filter: { family: 'Ekström' } });
    expect(data).toEqual({
      patients: ['Alma', 'Bruno', 'Clara', 'Dmitri', 'Edda'].map((given) => ({
        fullName: `${given} Ekström`,
      })),
    });
    expect(calls).toEqual(['Patient?_count=10&family=Ekström']);
  });

  it('pages through the patients that a filter finds', async () => {
    const filter = { gender: 'MALE' };
    const males = server.patients.filter(({ gender }) => gender === 'male').map(({ id }) => id);
    await expect(readAll([5], { filter })).resolves.toEqual(males);
  });

  it('searches by administrative gender, because the server lists no legal sex', async () => {
    const document = '{ patients(first: 2, filter: { gender: FEMALE }) { id } }';
    const { data, calls } = await ask(gateway, server, document);
    expect(data).toEqual({ patients: [{ id: '1' }, { id: '3' }] });
    expect(calls).toEqual(['Patient?_count=2&gender=female']);
  });

  it('finds a patient by medical record number', async () => {
    const document = `{ patientByIdentifier(system: "${MRN}", value: "MR-7") { id mrn } }`;
    const { data, calls } = await ask(gateway, server, document);
    expect(data).toEqual({ patientByIdentifier: { id: '7', mrn: 'MR-7' } });
    expect(calls).toEqual([`Patient?identifier=${MRN}|MR-7`]);
  });

  it('returns no patient and no warning if the searchset has no entries', async () => {
    const { data, extensions } = await ask(gateway, server, '{ patients(filter: { family: "Zz" }) { id } }');
    expect([data, extensions?.fhir.warnings]).toEqual([{ patients: [] }, []]);
  });
});
