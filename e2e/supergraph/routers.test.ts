import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ, DERRICK_LIN, RESTRICTED } from 'epic-fhir-sandbox/data';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Program } from '../../examples/supergraph/programs.ts';
import { CLINIC, type Clinic } from '../../examples/supergraph/scheduling/clinic.ts';
import { type IdentityProvider, startIdentityProvider } from '../../test/support/identity-provider.ts';
import {
  plainPatient,
  type PlainFhirServer,
  startPlainFhirServer,
} from '../../test/support/plain-fhir-server.ts';
import { ROUTER_NAMES, type RouterName, startRouter } from './routers.ts';
import { queryRouter, type RouterResponse, startSubgraphs, type Subgraphs } from './subgraphs.ts';

type Routers = ReadonlyMap<RouterName, Program>;

async function startRouters({ all }: Subgraphs): Promise<Routers> {
  return new Map(
    await Promise.all(ROUTER_NAMES.map(async (name) => [name, await startRouter(name, all)] as const)),
  );
}

function getRouter(routers: Routers, name: RouterName): Program {
  const router = routers.get(name);
  if (router === undefined) throw new Error(`${name} did not start.`);
  return router;
}

interface Booking {
  readonly patientId: string;
  readonly encounterId?: string;
}

/** Creates a clinic whose first slots are these bookings, in this order. */
function createClinic(bookings: readonly Booking[]): Clinic {
  const slots = bookings.map(({ patientId, encounterId = null }, minute) => ({
    id: `test-${minute + 1}`,
    day: -1_000,
    minute,
    minutes: 1,
    roomId: 'room-1',
    patientId,
    encounterId,
  }));
  return { ...CLINIC, slots: [...slots, ...CLINIC.slots] };
}

const [VISIT, OTHER_VISIT] = CLINIC.slots.flatMap(({ encounterId }) => encounterId ?? []);

/** Patients and encounters, with duplicates, unknown ids and a restricted patient. */
const MIXED_BOOKINGS = [
  { patientId: CAMILA_LOPEZ, encounterId: `${VISIT}` },
  { patientId: 'eNobody' },
  { patientId: DERRICK_LIN, encounterId: `${OTHER_VISIT}` },
  { patientId: RESTRICTED },
  { patientId: CAMILA_LOPEZ, encounterId: `${VISIT}` },
  { patientId: DERRICK_LIN, encounterId: 'eNoVisit' },
];

interface Slots {
  readonly slots: readonly {
    readonly patient: { readonly id?: string; readonly fullName: string | null } | null;
    readonly encounter?: { readonly id: string; readonly status: string | null } | null;
  }[];
}

function getFullNames({ data }: RouterResponse<Slots>): (string | null | undefined)[] {
  return data.slots.map(({ patient }) => patient?.fullName);
}

function getCodes({ errors = [] }: RouterResponse<unknown>): string[] {
  return errors.map(({ extensions: { code } }) => code);
}

describe.each(ROUTER_NAMES)('the gateway behind %s', (name) => {
  let router: Program;

  beforeAll(() => {
    router = getRouter(routers, name);
  });

  afterEach(() => sandbox.clearFaults());

  const query = <Data = Record<string, unknown>>(
    document: string,
    headers: Readonly<Record<string, string>> = { authorization: clinician },
  ): Promise<RouterResponse<Data>> => queryRouter<Data>(router, sandbox, document, headers);

  describe('for a client', () => {
    it('answers the main query with one FHIR request, and one for the panel if it is not in memory', async () => {
      const { data, errors, status, calls } = await query<{ patients: { id: string; fullName: string }[] }>(
        '{ patients(first: 10) { id fullName } }',
      );
      expect(errors).toBeUndefined();
      expect(status).toBe(200);
      expect(data.patients.map(({ id }) => id)).toEqual(sandbox.patients.slice(0, 10).map(({ id }) => id));
      expect(data.patients[0]).toEqual({ id: CAMILA_LOPEZ, fullName: 'Camila Maria Lopez' });
      const panel = `List?code=patients&identifier=${sandbox.panels.list}`;
      const patients = `Patient?_count=10&_id=${data.patients.map(({ id }) => id).join(',')}`;
      expect([[panel, patients], [patients]]).toContainEqual(calls);
    });

    it('resolves the slots of patients without another FHIR request', async () => {
      const { data, errors, calls } = await query(
        `{ patients(first: 2) { fullName upcomingSlots(first: 1) { room { name floor } } } }`,
      );
      expect(errors).toBeUndefined();
      expect(data).toEqual({
        patients: [
          { fullName: 'Camila Maria Lopez', upcomingSlots: [{ room: { name: 'Exam 1', floor: 0 } }] },
          { fullName: 'Derrick Lin', upcomingSlots: [{ room: { name: 'Exam 1', floor: 0 } }] },
        ],
      });
      // The panel can be in memory.
      expect(calls.filter((call) => !call.startsWith('List'))).toHaveLength(1);
    });

    it("resolves the names of the slots' patients and their further slots", async () => {
      const { data, errors, calls } = await query(
        '{ slots(first: 1) { id patient { fullName upcomingSlots(first: 1) { id } } } }',
      );
      expect(errors).toBeUndefined();
      expect(data).toEqual({
        slots: [
          { id: 'test-1', patient: { fullName: 'Camila Maria Lopez', upcomingSlots: [{ id: 'slot-5' }] } },
        ],
      });
      expect(calls).toEqual([`Patient/${CAMILA_LOPEZ}`]);
    });

    it('resolves the rooms of encounters', async () => {
      const { data, errors, calls } = await query(
        `{ patient(id: "${CAMILA_LOPEZ}") { encounters(first: 2) { id status room { name } } } }`,
      );
      expect(errors).toBeUndefined();
      expect(data).toMatchObject({
        patient: {
          encounters: [{ id: VISIT, status: 'IN_PROGRESS', room: { name: 'Exam 1' } }, { room: null }],
        },
      });
      expect(calls).toEqual([`Encounter?_count=999&patient=${CAMILA_LOPEZ}`]);
    });

    it('marks the response no-store', async () => {
      const { cacheControl } = await query('{ patients(first: 1) { id } }');
      expect(cacheControl).toContain('no-store');
    });
  });

  describe('for entities', () => {
    it('batches mixed types and duplicates by type, and returns null for unknown and restricted ones [T2-T1]', async () => {
      const answer = await query<Slots>(
        `{ slots(first: ${MIXED_BOOKINGS.length}) { patient { fullName } encounter { status } } }`,
      );
      expect(getFullNames(answer)).toEqual([
        'Camila Maria Lopez',
        null,
        'Derrick Lin',
        null,
        'Camila Maria Lopez',
        'Derrick Lin',
      ]);
      expect(answer.data.slots.map(({ encounter }) => encounter?.status)).toEqual([
        'IN_PROGRESS',
        undefined,
        'FINISHED',
        undefined,
        'IN_PROGRESS',
        null,
      ]);
      expect(answer.errors?.map(({ path, extensions: { code } }) => [code, path?.slice(0, 3)])).toEqual([
        ['RESTRICTED_RECORD', ['slots', 3, 'patient']],
      ]);
      // The gateway reads each id that a search omits.
      expect(answer.calls).toEqual([
        'Encounter/eNoVisit',
        `Encounter?_count=3&_id=${VISIT},${OTHER_VISIT},eNoVisit`,
        'Patient/eNobody',
        `Patient/${RESTRICTED}`,
        `Patient?_count=4&_id=${CAMILA_LOPEZ},eNobody,${DERRICK_LIN},${RESTRICTED}`,
      ]);
    });

    it("keeps the other subgraph's key of an unknown entity, unless the query selects a non-null field", async () => {
      const slots = `slots(first: 2) { patient { id fullName } }`;
      const { data } = await query(`{ ${slots} named: slots(first: 2) { patient { id names { text } } } }`);
      expect(data).toMatchObject({
        slots: [{ patient: { id: CAMILA_LOPEZ } }, { patient: { id: 'eNobody', fullName: null } }],
        named: [{ patient: { id: CAMILA_LOPEZ } }, { patient: null }],
      });
    });

    it('returns only the signed-in patient to a caller with patient/ scopes', async () => {
      const authorization = await provider.bearer('patient/*.rs', { patient: CAMILA_LOPEZ });
      const answer = await query<Slots>(
        `{ slots(first: ${MIXED_BOOKINGS.length}) { patient { id fullName } encounter { status } } }`,
        { authorization },
      );
      expect(answer.errors).toBeUndefined();
      expect(getFullNames(answer)).toEqual([
        'Camila Maria Lopez',
        null,
        null,
        null,
        'Camila Maria Lopez',
        null,
      ]);
      expect(answer.data.slots.map(({ encounter }) => encounter?.status)).toEqual([
        'IN_PROGRESS',
        undefined,
        null,
        undefined,
        'IN_PROGRESS',
        null,
      ]);
      expect(answer.calls.filter((call) => call.startsWith('Patient'))).toEqual([`Patient/${CAMILA_LOPEZ}`]);
      const { data } = await query('{ patients(first: 10) { id } }', { authorization });
      expect(data).toEqual({ patients: [{ id: CAMILA_LOPEZ }] });
    });
  });

  describe('for errors', () => {
    it("returns UNAUTHENTICATED without a token, and keeps the other subgraph's data", async () => {
      const answer = await query<Slots & { patients: unknown }>(
        '{ patients(first: 10) { id } slots(first: 2) { patient { id fullName } } }',
        {},
      );
      expect(new Set(getCodes(answer))).toEqual(new Set(['UNAUTHENTICATED']));
      expect(answer.data).toEqual({
        patients: null,
        slots: [
          { patient: { id: CAMILA_LOPEZ, fullName: null } },
          { patient: { id: 'eNobody', fullName: null } },
        ],
      });
      expect(answer.calls).toEqual([]);
    });

    it('returns UNAUTHENTICATED for an invalid token', async () => {
      const answer = await query('{ patients(first: 10) { id } }', { authorization: 'Bearer forged' });
      expect(getCodes(answer)).toEqual(['UNAUTHENTICATED']);
      expect(answer.calls).toEqual([]);
    });

    it('returns FORBIDDEN for each entity without a scope, and keeps the other data [T2-E1]', async () => {
      const answer = await query<Slots>('{ slots(first: 2) { patient { id fullName } } }', {
        authorization: await provider.bearer('user/Observation.rs'),
      });
      expect(answer.errors?.map(({ path, extensions: { code } }) => [code, path?.slice(0, 3)])).toEqual([
        ['FORBIDDEN', ['slots', 0, 'patient']],
        ['FORBIDDEN', ['slots', 1, 'patient']],
      ]);
      expect(getFullNames(answer)).toEqual([null, null]);
      expect(answer.calls).toEqual([]);
    });

    it('reports a failed FHIR request at its field, and keeps the other data', async () => {
      sandbox.fault({ match: { resourceType: 'Condition' }, times: Infinity, kind: 'bad-json' });
      const answer = await query(
        `{ patient(id: "${CAMILA_LOPEZ}") { fullName problems(first: 1) { id } upcomingSlots(first: 1) { id } } }`,
      );
      expect(answer.errors).toMatchObject([
        { path: ['patient', 'problems'], extensions: { code: 'UPSTREAM_INVALID_RESPONSE' } },
      ]);
      expect(answer.data).toEqual({
        patient: { fullName: 'Camila Maria Lopez', problems: null, upcomingSlots: [{ id: 'slot-5' }] },
      });
    });

    it("returns OPERATION_TOO_EXPENSIVE, and keeps the other subgraph's data", async () => {
      const answer = await query(
        '{ patients(first: 100) { labResults(first: 1) { id } problems { id } } rooms { id } }',
      );
      expect(getCodes(answer)).toEqual(['OPERATION_TOO_EXPENSIVE']);
      expect(answer.data).toEqual({ patients: null, rooms: CLINIC.rooms.map(({ id }) => ({ id })) });
      expect(answer.calls).toEqual([]);
    });

    it('hides the addresses of subgraphs in errors', async () => {
      const { errors } = await query(
        '{ patients(first: 10) { id } slots(first: 2) { patient { fullName } } }',
        {},
      );
      expect(JSON.stringify(errors)).not.toContain('127.0.0.1');
    });

    it('forwards only the token, site, trace, purpose and request id of the client to subgraphs [T2-T3]', async () => {
      const sent = {
        authorization: clinician,
        traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
        'x-purpose-of-use': 'TREAT',
        'x-request-id': 'request-1',
        'x-site': 'north',
      };
      const { errors } = await query('{ rooms { id } }', { ...sent, cookie: 'session=1', 'x-other': '1' });
      expect(errors).toBeUndefined();
      const received = subgraphs.scheduling.received.at(-1) ?? {};
      expect(received).toMatchObject(sent);
      expect(Object.keys(received)).not.toContain('cookie');
      expect(Object.keys(received)).not.toContain('x-other');
    });
  });

  it('keeps patient data and tokens out of the output of the router [T2-I4]', async () => {
    await query(`{ patient(id: "${DERRICK_LIN}") { fullName nothing } }`);
    expect(router.printed).toContain(router.url);
    expect(router.printed).not.toMatch(/Camila|Derrick|Bearer|eyJ/);
    expect(router.printed).not.toContain(CAMILA_LOPEZ);
    expect(router.printed).not.toContain(DERRICK_LIN);
  });
});

let sandbox: Sandbox;
let provider: IdentityProvider;
let subgraphs: Subgraphs;
let routers: Routers;
let clinician: string;

beforeAll(async () => {
  [sandbox, provider] = await Promise.all([startSandbox(), startIdentityProvider()]);
  clinician = await provider.bearer('user/*.rs');
  const guarded = {
    callers: provider.tokenVerification(),
    panel: { kind: 'list', identifier: sandbox.panels.list },
    // Hive Gateway supports the SDL with scopes.
    server: { maxUpstreamCalls: 150, hasSubgraphScopes: true },
  } as const;
  subgraphs = await startSubgraphs(sandbox, createClinic(MIXED_BOOKINGS), guarded, {
    authorization: clinician,
  });
  routers = await startRouters(subgraphs);
});

afterAll(async () => {
  await Promise.all([...routers.values()].map((router) => router.close()));
  await subgraphs.close();
  await Promise.all([sandbox.close(), provider.close()]);
});

describe('a list of 200 patients from another subgraph [T2-D1]', () => {
  const PATIENTS = Array.from({ length: 200 }, (_, index) => plainPatient(index + 1, 'Alma', 'Archer'));
  let server: PlainFhirServer;
  let many: Subgraphs;
  let manyRouters: Routers;

  beforeAll(async () => {
    server = await startPlainFhirServer(PATIENTS);
    many = await startSubgraphs(server, createClinic(PATIENTS.map(({ id }) => ({ patientId: id }))), {
      connection: { scope: 'system/*.rs' },
      server: { maxUpstreamCalls: 150 },
    });
    manyRouters = await startRouters(many);
  });

  afterAll(async () => {
    await Promise.all([...manyRouters.values()].map((router) => router.close()));
    await many.close();
    await server.close();
  });

  describe.each(ROUTER_NAMES)('behind %s', (name) => {
    it.each([
      [100, 10],
      [200, 20],
    ])('reads %i patients with %i searches by id, within the budget', async (patients, searches) => {
      const answer = await queryRouter<Slots>(
        getRouter(manyRouters, name),
        server,
        `{ slots(first: ${patients}) { patient { fullName } } }`,
      );
      expect(answer.errors).toBeUndefined();
      expect(getFullNames(answer)).toEqual(Array.from({ length: patients }, () => 'Alma Archer'));
      expect(answer.calls).toHaveLength(searches);
      expect(answer.calls.every((call) => call.startsWith('Patient?_count=10&_id='))).toBe(true);
    });
  });
});
