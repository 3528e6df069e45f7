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
import { askRouter, type Routed, startSubgraphs, type Subgraphs } from './subgraphs.ts';

type Routers = ReadonlyMap<RouterName, Program>;

async function startRouters({ all }: Subgraphs): Promise<Routers> {
  return new Map(
    await Promise.all(ROUTER_NAMES.map(async (name) => [name, await startRouter(name, all)] as const)),
  );
}

function routerOf(routers: Routers, name: RouterName): Program {
  const router = routers.get(name);
  if (router === undefined) throw new Error(`${name} did not start.`);
  return router;
}

interface Booked {
  readonly patientId: string;
  readonly encounterId?: string;
}

/** Their slots come before all others, in this order. */
function clinicWith(bookings: readonly Booked[]): Clinic {
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

/** Duplicates, types mixed, and among them what is unknown or restricted. */
const MIXED = [
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

function fullNames({ data }: Routed<Slots>): (string | null | undefined)[] {
  return data.slots.map(({ patient }) => patient?.fullName);
}

function codesOf({ errors = [] }: Routed<unknown>): string[] {
  return errors.map(({ extensions: { code } }) => code);
}

describe.each(ROUTER_NAMES)('through %s', (name) => {
  let router: Program;

  beforeAll(() => {
    router = routerOf(routers, name);
  });

  afterEach(() => sandbox.clearFaults());

  const ask = <Data = Record<string, unknown>>(
    query: string,
    headers: Readonly<Record<string, string>> = { authorization: clinician },
  ): Promise<Routed<Data>> => askRouter<Data>(router, sandbox, query, headers);

  describe('a client', () => {
    it('gets the main query, for its two FHIR requests', async () => {
      const { data, errors, status, calls } = await ask<{ patients: { id: string; fullName: string }[] }>(
        '{ patients(first: 10) { id fullName } }',
      );
      expect(errors).toBeUndefined();
      expect(status).toBe(200);
      expect(data.patients.map(({ id }) => id)).toEqual(sandbox.patients.slice(0, 10).map(({ id }) => id));
      expect(data.patients[0]).toEqual({ id: CAMILA_LOPEZ, fullName: 'Camila Maria Lopez' });
      expect(calls).toEqual([
        `List?code=patients&identifier=${sandbox.panels.list}`,
        `Patient?_count=10&_id=${data.patients.map(({ id }) => id).join(',')}`,
      ]);
    });

    it('goes from patients to their slots, for no FHIR request more', async () => {
      const { data, errors, calls } = await ask(
        `{ patients(first: 2) { fullName upcomingSlots(first: 1) { room { name floor } } } }`,
      );
      expect(errors).toBeUndefined();
      expect(data).toEqual({
        patients: [
          { fullName: 'Camila Maria Lopez', upcomingSlots: [{ room: { name: 'Exam 1', floor: 0 } }] },
          { fullName: 'Derrick Lin', upcomingSlots: [{ room: { name: 'Exam 1', floor: 0 } }] },
        ],
      });
      expect(calls).toHaveLength(2);
    });

    it('goes from slots to the names of their patients, and from there to further slots', async () => {
      const { data, errors, calls } = await ask(
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

    it('goes from encounters to their rooms', async () => {
      const { data, errors, calls } = await ask(
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

    it('gets its answer to be kept by nobody', async () => {
      const { cacheControl } = await ask('{ patients(first: 1) { id } }');
      expect(cacheControl).toContain('no-store');
    });
  });

  describe('entities', () => {
    it('of mixed types, with duplicates, are read type by type; what is unknown or restricted is null in its place', async () => {
      const answer = await ask<Slots>(
        `{ slots(first: ${MIXED.length}) { patient { fullName } encounter { status } } }`,
      );
      expect(fullNames(answer)).toEqual([
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
      // What the searches leave out is read by itself.
      expect(answer.calls).toEqual([
        'Encounter/eNoVisit',
        `Encounter?_count=3&_id=${VISIT},${OTHER_VISIT},eNoVisit`,
        'Patient/eNobody',
        `Patient/${RESTRICTED}`,
        `Patient?_count=4&_id=${CAMILA_LOPEZ},eNobody,${DERRICK_LIN},${RESTRICTED}`,
      ]);
    });

    it('that are unknown keep their key from the other subgraph, unless a field is selected that is never null', async () => {
      const slots = `slots(first: 2) { patient { id fullName } }`;
      const { data } = await ask(`{ ${slots} named: slots(first: 2) { patient { id names { text } } } }`);
      expect(data).toMatchObject({
        slots: [{ patient: { id: CAMILA_LOPEZ } }, { patient: { id: 'eNobody', fullName: null } }],
        named: [{ patient: { id: CAMILA_LOPEZ } }, { patient: null }],
      });
    });

    it('are what a patient may see of them: they themselves', async () => {
      const authorization = await provider.bearer('patient/*.rs', { patient: CAMILA_LOPEZ });
      const answer = await ask<Slots>(
        `{ slots(first: ${MIXED.length}) { patient { id fullName } encounter { status } } }`,
        { authorization },
      );
      expect(answer.errors).toBeUndefined();
      expect(fullNames(answer)).toEqual(['Camila Maria Lopez', null, null, null, 'Camila Maria Lopez', null]);
      expect(answer.data.slots.map(({ encounter }) => encounter?.status)).toEqual([
        'IN_PROGRESS',
        undefined,
        null,
        undefined,
        'IN_PROGRESS',
        null,
      ]);
      expect(answer.calls.filter((call) => call.startsWith('Patient'))).toEqual([`Patient/${CAMILA_LOPEZ}`]);
      const { data } = await ask('{ patients(first: 10) { id } }', { authorization });
      expect(data).toEqual({ patients: [{ id: CAMILA_LOPEZ }] });
    });
  });

  describe('a caller', () => {
    it('without a token is UNAUTHENTICATED where the graph is theirs to sign in to, and keeps the other subgraph’s answer', async () => {
      const answer = await ask<Slots & { patients: unknown }>(
        '{ patients(first: 10) { id } slots(first: 2) { patient { id fullName } } }',
        {},
      );
      expect(new Set(codesOf(answer))).toEqual(new Set(['UNAUTHENTICATED']));
      expect(answer.data).toEqual({
        patients: null,
        slots: [
          { patient: { id: CAMILA_LOPEZ, fullName: null } },
          { patient: { id: 'eNobody', fullName: null } },
        ],
      });
      expect(answer.calls).toEqual([]);
    });

    it('with a token that is not good is UNAUTHENTICATED too', async () => {
      const answer = await ask('{ patients(first: 10) { id } }', { authorization: 'Bearer forged' });
      expect(codesOf(answer)).toEqual(['UNAUTHENTICATED']);
      expect(answer.calls).toEqual([]);
    });

    it('without the scope is FORBIDDEN for each entity, and keeps the rest', async () => {
      const answer = await ask<Slots>('{ slots(first: 2) { patient { id fullName } } }', {
        authorization: await provider.bearer('user/Observation.rs'),
      });
      expect(answer.errors?.map(({ path, extensions: { code } }) => [code, path?.slice(0, 3)])).toEqual([
        ['FORBIDDEN', ['slots', 0, 'patient']],
        ['FORBIDDEN', ['slots', 1, 'patient']],
      ]);
      expect(fullNames(answer)).toEqual([null, null]);
      expect(answer.calls).toEqual([]);
    });

    it('is told what failed at the FHIR server, and keeps the rest', async () => {
      sandbox.fault({ match: { resourceType: 'Condition' }, times: Infinity, kind: 'bad-json' });
      const answer = await ask(
        `{ patient(id: "${CAMILA_LOPEZ}") { fullName problems(first: 1) { id } upcomingSlots(first: 1) { id } } }`,
      );
      expect(answer.errors).toMatchObject([
        { path: ['patient', 'problems'], extensions: { code: 'UPSTREAM_INVALID_RESPONSE' } },
      ]);
      expect(answer.data).toEqual({
        patient: { fullName: 'Camila Maria Lopez', problems: null, upcomingSlots: [{ id: 'slot-5' }] },
      });
    });

    it('is told what the graph refuses as too expensive, and keeps the rest', async () => {
      const answer = await ask(
        '{ patients(first: 100) { labResults(first: 1) { id } problems { id } } rooms { id } }',
      );
      expect(codesOf(answer)).toEqual(['OPERATION_TOO_EXPENSIVE']);
      expect(answer.data).toEqual({ patients: null, rooms: CLINIC.rooms.map(({ id }) => ({ id })) });
      expect(answer.calls).toEqual([]);
    });

    it('learns from no error where a subgraph is', async () => {
      const { errors } = await ask(
        '{ patients(first: 10) { id } slots(first: 2) { patient { fullName } } }',
        {},
      );
      expect(JSON.stringify(errors)).not.toContain('127.0.0.1');
    });

    it('is told to the subgraphs by token, trace, purpose and request id, and by nothing else that it sent', async () => {
      const sent = {
        authorization: clinician,
        traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
        'x-purpose-of-use': 'TREAT',
        'x-request-id': 'request-1',
      };
      const { errors } = await ask('{ rooms { id } }', { ...sent, cookie: 'session=1', 'x-other': '1' });
      expect(errors).toBeUndefined();
      const received = subgraphs.scheduling.received.at(-1) ?? {};
      expect(received).toMatchObject(sent);
      expect(Object.keys(received)).not.toContain('cookie');
      expect(Object.keys(received)).not.toContain('x-other');
    });
  });

  it('nothing of patients or tokens gets into what the router prints', async () => {
    await ask(`{ patient(id: "${DERRICK_LIN}") { fullName nothing } }`);
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
    callers: provider.checks(),
    panel: { kind: 'list', identifier: sandbox.panels.list },
    // Hive Gateway takes the SDL with scopes.
    server: { maxUpstreamCalls: 150, hasSubgraphScopes: true },
  } as const;
  subgraphs = await startSubgraphs(sandbox, clinicWith(MIXED), guarded, { authorization: clinician });
  routers = await startRouters(subgraphs);
});

afterAll(async () => {
  await Promise.all([...routers.values()].map((router) => router.close()));
  await subgraphs.close();
  await Promise.all([sandbox.close(), provider.close()]);
});

describe('200 patients of another subgraph', () => {
  const PATIENTS = Array.from({ length: 200 }, (_, index) => plainPatient(index + 1, 'Alma', 'Archer'));
  let server: PlainFhirServer;
  let many: Subgraphs;
  let manyRouters: Routers;

  beforeAll(async () => {
    server = await startPlainFhirServer(PATIENTS);
    many = await startSubgraphs(server, clinicWith(PATIENTS.map(({ id }) => ({ patientId: id }))), {
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

  describe.each(ROUTER_NAMES)('through %s', (name) => {
    it.each([
      [100, 10],
      [200, 20],
    ])('%i are %i searches by id, well within what an operation may cost', async (patients, searches) => {
      const answer = await askRouter<Slots>(
        routerOf(manyRouters, name),
        server,
        `{ slots(first: ${patients}) { patient { fullName } } }`,
      );
      expect(answer.errors).toBeUndefined();
      expect(fullNames(answer)).toEqual(Array.from({ length: patients }, () => 'Alma Archer'));
      expect(answer.calls).toHaveLength(searches);
      expect(answer.calls.every((call) => call.startsWith('Patient?_count=10&_id='))).toBe(true);
    });
  });
});
