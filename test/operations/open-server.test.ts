import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Condition, List, Patient, Resource, Stored } from '../../src/fhir/types.ts';
import { rsa } from '../config/key-material.ts';
import { at } from '../support/expected.ts';
import { type Gateway, type GatewayOptions, startGateway } from '../support/gateway.ts';
import { type HapiServer, startHapiServer } from '../support/hapi-server.ts';
import { memoryStore, MUTATIONS, newKey } from '../support/writing.ts';

const patient = (id: string): Stored<Patient> => ({ resourceType: 'Patient', id });
const list = (id: string, ids: readonly string[], members: Partial<List> = {}): Stored<List> => ({
  resourceType: 'List',
  id,
  status: 'current',
  mode: 'working',
  entry: ids.map((one) => ({ item: { reference: `Patient/${one}` } })),
  ...members,
});
const problem: Stored<Condition> = {
  resourceType: 'Condition',
  id: 'c1',
  subject: { reference: 'Patient/p1' },
};
const STORED: readonly Stored<Resource>[] = [
  patient('p1'),
  patient('p2'),
  patient('p3'),
  problem,
  list('ward', ['p1', 'p2'], { identifier: [{ system: 'urn:wards', value: '7' }], code: { text: 'Ward 7' } }),
  list('other', ['p3'], { identifier: [{ system: 'urn:wards', value: '8' }] }),
  list('nameless', ['p3']),
  list('retired', ['p3'], { status: 'retired' }),
];
const PATIENTS = '{ patients(first: 10) { id } }';

let server: HapiServer;
let gateway: Gateway;

beforeEach(async () => {
  server = await startHapiServer(STORED);
});

afterEach(async () => {
  await gateway.close();
  await server.close();
});

async function start(options: GatewayOptions = {}): Promise<void> {
  const credentials = { clientId: 'unused', privateKey: rsa().privateKey, keyId: 'unused' };
  gateway = await startGateway(
    { baseUrl: server.baseUrl, credentials },
    { connection: { authentication: { kind: 'none', stateSecret: null } }, ...options },
  );
}

/** Returns the targets of all requests, except for the CapabilityStatement. */
function requestTargets(): string[] {
  return server.requests.map(({ target }) => target).filter((target) => target !== '/metadata');
}

describe('a gateway in front of an open FHIR server', () => {
  it('reads from an open FHIR server without a client id or token, and is ready', async () => {
    await start();
    expect((await gateway.query('{ patient(id: "p1") { id } }')).data).toEqual({ patient: { id: 'p1' } });
    expect((await gateway.http.get('/readyz')).status).toBe(200);
    const headers = server.requests.flatMap((request) => Object.keys(request.headers));
    expect(headers.filter((name) => name === 'authorization' || name === 'epic-client-id')).toEqual([]);
    expect(requestTargets()).toEqual(['/Patient/p1']);
    expect((await gateway.http.get('/.well-known/jwks.json')).body).toEqual({ keys: [] });
  });

  it('writes to an open FHIR server without a token', async () => {
    await start({ store: memoryStore() });
    const input = { patientId: 'p1', problem: { system: 'SNOMED', code: '38341003', name: 'Hypertension' } };
    const { data, errors } = await gateway.query(MUTATIONS.addProblem, { input, key: newKey() });
    expect([errors, at(data, 'addProblem', 'status')]).toEqual([undefined, 'CREATED']);
    const post = server.requests.find(({ method }) => method === 'POST');
    expect(post?.headers).not.toHaveProperty('authorization');
  });

  it('pages with cursors on an open FHIR server', async () => {
    await start({ panel: { kind: 'search' } });
    const page = `query ($after: String) {
      patientsConnection(first: 2, after: $after) { nodes { id } pageInfo { endCursor } }
    }`;
    const first = await gateway.query(page, {});
    const after = at(first.data, 'patientsConnection', 'pageInfo', 'endCursor');
    const second = await gateway.query(page, { after });
    expect(at(second.data, 'patientsConnection', 'nodes')).toEqual([{ id: 'p3' }]);
  });

  it('names the setting to change, after one request, if the FHIR server requires a token', async () => {
    await server.close();
    server = await startHapiServer(STORED, {
      intercept: ({ target }) => (target === '/metadata' ? null : { status: 401, body: {} }),
    });
    await start({ store: memoryStore() });
    const wants =
      'The FHIR server requires a token, but EPIC_AUTH=none sends none. Set EPIC_AUTH to the method that is registered there.';
    const { errors } = await gateway.query('{ patient(id: "p1") { id } }');
    expect(errors).toMatchObject([
      { message: wants, extensions: { code: 'UPSTREAM_AUTHENTICATION_FAILED' } },
    ]);
    expect(requestTargets()).toEqual(['/Patient/p1']);
  });
});

describe('a panel from a List on a server that is not Epic', () => {
  it.each<[what: string, identifier: string, requests: string[]]>([
    ['its id', 'ward', ['/List/ward']],
    ['its identifier with the system', 'urn:wards|7', ['/List?identifier=urn%3Awards%7C7']],
    ['its identifier without the system', '7', ['/List/7', '/List?identifier=7']],
  ])(
    'finds the List of a panel by %s, without the code of Epic’s lists',
    async (_what, identifier, requests) => {
      await start({ panel: { kind: 'list', identifier } });
      await gateway.client.probe();
      expect((await gateway.query(PATIENTS)).data).toEqual({ patients: [{ id: 'p1' }, { id: 'p2' }] });
      expect(requestTargets().filter((target) => target.startsWith('/List'))).toEqual(requests);
    },
  );

  it.each([
    ['two requests if it may be an id', '7', 2],
    ['one request if it is no id', 'urn:wards|7', 1],
  ])('prices a List at %s', async (_what, identifier, price) => {
    await start({ panel: { kind: 'list', identifier }, server: { isPanelOnly: true } });
    await gateway.client.probe();
    const { extensions } = await gateway.query('{ patient(id: "p1") { id } }');
    expect(extensions?.fhir).toMatchObject({ requests: price + 1, estimatedRequests: price + 1 });
  });

  it('reads the List of a panel by its id', async () => {
    await start({ panel: { kind: 'list', identifier: 'ward' } });
    expect((await gateway.query(PATIENTS)).data).toEqual({ patients: [{ id: 'p1' }, { id: 'p2' }] });
    expect(requestTargets()[0]).toBe('/List/ward');
  });

  it.each(['retired', 'absent', 'urn:wards|9', 'urn:other|7'])(
    'returns PANEL_UNAVAILABLE if no List in use is named %s',
    async (identifier) => {
      await start({ panel: { kind: 'list', identifier } });
      expect((await gateway.query(PATIENTS)).errors).toMatchObject([
        { extensions: { code: 'PANEL_UNAVAILABLE' } },
      ]);
    },
  );

  it.each(['ward', 'urn:wards|7'])(
    'limits callers to the patients of a panel that is configured as %s',
    async (identifier) => {
      await start({ panel: { kind: 'list', identifier }, server: { isPanelOnly: true } });
      const both = await gateway.query('{ in: patient(id: "p1") { id } out: patient(id: "p3") { id } }');
      expect(both.data).toEqual({ in: { id: 'p1' }, out: null });
    },
  );
});
