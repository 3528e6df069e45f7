import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ, DERRICK_LIN, LINDA_ROSS, LOCATIONS, seededResources } from 'epic-fhir-sandbox/data';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { PatientPanel } from '../../src/config/values.ts';
import type { Appointment, Stored } from '../../src/fhir/types.ts';
import { at } from '../support/expected.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { createMemoryAudit, type MemoryAudit } from '../support/memory-audit.ts';
import { type IdentityProvider, startIdentityProvider } from '../support/identity-provider.ts';
import { skipPauses } from '../support/time.ts';
import { ask, fhirCalls } from '../support/upstream.ts';
import { countWaves } from '../support/waves.ts';

skipPauses();

const PANEL = [CAMILA_LOPEZ, DERRICK_LIN, LINDA_ROSS];
const SCHEDULE = seededResources().flatMap((resource) =>
  resource.resourceType === 'Appointment' ? [resource] : [],
);

function patientOf({ participant }: Stored<Appointment>): string {
  const references = participant.map(({ actor }) => actor?.reference ?? '');
  return references.find((reference) => reference.startsWith('Patient/'))?.slice('Patient/'.length) ?? '';
}

const STARTING = SCHEDULE.filter((one) => one.start !== undefined && PANEL.includes(patientOf(one)));
const FIRST = STARTING.find(({ participant }) =>
  participant.some(({ actor }) => actor?.reference?.startsWith('Location/') === true),
);
const DAY = FIRST?.start?.slice(0, 10) ?? '';
const OF_DAY = STARTING.filter(({ start = '' }) => start.startsWith(DAY)).map(({ id }) => id);
const PLACE = FIRST?.participant
  .map(({ actor }) => actor?.reference)
  .find((one) => one?.startsWith('Location/'));

let sandbox: Sandbox;
let provider: IdentityProvider;
let gateway: Gateway;

beforeAll(async () => {
  [sandbox, provider] = await Promise.all([
    startSandbox({ partialWarnings: false }),
    startIdentityProvider(),
  ]);
  gateway = await startFor({ kind: 'ids', ids: PANEL });
  await gateway.client.capabilities();
});

afterEach(() => sandbox.clearFaults());

afterAll(async () => {
  await gateway.close();
  await Promise.all([sandbox.close(), provider.close()]);
});

function startFor(panel: PatientPanel, options: object = {}): Promise<Gateway> {
  return startGateway(sandbox, {
    panel,
    server: { siteTimeZone: 'UTC', explorer: { signsIn: false } },
    ...options,
  });
}

const day = (args = '', selection = 'id', date = DAY): string =>
  `{ appointments(date: "${date}"${args}) { ${selection} } }`;
const shifted = (days: number): string =>
  new Date(Date.parse(DAY) + days * 86_400_000).toISOString().slice(0, 10);
const callFor = (patient: string, first = -1, last = 1, include = ''): string => {
  return `Appointment?_count=999${include}&date=ge${shifted(first)}&date=le${shifted(last)}&patient=${patient}`;
};
const codesOf = (answer: { extensions?: { fhir: { warnings: { code: string }[] } } }): string[] =>
  (answer.extensions?.fhir.warnings ?? []).map(({ code }) => code);

describe('the appointments of a day at Epic', () => {
  it('sends one search for each patient of the panel, in one wave, and says so [CS-20]', async () => {
    const answer = await ask(gateway, sandbox, day());
    expect(answer.errors).toBeUndefined();
    expect(answer.data).toEqual({ appointments: OF_DAY.map((id) => ({ id })) });
    expect(answer.calls.toSorted()).toEqual(PANEL.map((id) => callFor(id)).toSorted());
    expect(answer.extensions?.fhir.warnings).toMatchObject([
      { code: 'OF_THIS_PANEL', resourceType: 'Appointment', path: ['appointments'] },
    ]);
    expect(answer.extensions?.fhir.estimatedRequests).toBe(3 + 1);
    const { waves } = await countWaves(sandbox, (headers) => gateway.query(day(), {}, headers), [3]);
    expect(waves).toEqual([3]);
  });

  it('reads the patients, practitioners and places with the appointments', async () => {
    const selection =
      'start end minutes status types: type { text } patient { resource { fullName hasProtectedName isReplacedBy } } locations { resource { name } } participants { actor { resource { __typename } } }';
    const include = '&_include=Appointment:actor&_include=Appointment:location&_include=Appointment:patient';
    const { data, errors, calls } = await ask(gateway, sandbox, day('', selection));
    expect(errors).toBeUndefined();
    expect(at(data, 'appointments', 0)).toMatchObject({ start: FIRST?.start });
    expect(calls.toSorted()).toEqual(PANEL.map((id) => callFor(id, -1, 1, include)).toSorted());
  });

  it('answers for the given patients without the warning', async () => {
    const patients = JSON.stringify([CAMILA_LOPEZ, CAMILA_LOPEZ, LINDA_ROSS]);
    const answer = await ask(gateway, sandbox, day(`, patients: ${patients}`));
    expect(answer.calls).toHaveLength(2);
    expect(codesOf(answer)).toEqual([]);
  });

  it('filters by location and practitioner itself, because Epic does not', async () => {
    const id = PLACE?.slice('Location/'.length) ?? '';
    const found = await ask(gateway, sandbox, day(`, location: "${id}"`));
    const expected = STARTING.filter(
      ({ start = '', participant }) =>
        start.startsWith(DAY) && participant.some(({ actor }) => actor?.reference === PLACE),
    );
    expect(found.data).toEqual({ appointments: expected.map((one) => ({ id: one.id })) });
    expect(found.calls.toSorted()).toEqual(PANEL.map((patient) => callFor(patient)).toSorted());
    const other = LOCATIONS.find(
      (one) => !SCHEDULE.some(({ participant }) => JSON.stringify(participant).includes(one.id)),
    );
    const nobody = await gateway.query(day(`, location: "${other?.id ?? 'none'}", practitioner: "nobody"`));
    expect(nobody.data).toEqual({ appointments: [] });
  });

  it('returns what it could read if a patient’s search fails, with a warning', async () => {
    sandbox.fault({
      match: { resourceType: 'Appointment', query: new RegExp(DERRICK_LIN) },
      times: Infinity,
      kind: 'status',
      status: 500,
    });
    const answer = await gateway.query(day());
    expect(answer.errors).toBeUndefined();
    const others = STARTING.filter((one) => OF_DAY.includes(one.id) && patientOf(one) !== DERRICK_LIN);
    expect(answer.data).toEqual({ appointments: others.map(({ id }) => ({ id })) });
    expect(answer.extensions?.fhir.warnings).toContainEqual({
      code: 'DAY_INCOMPLETE',
      resourceType: 'Appointment',
      path: ['appointments'],
      message:
        'The appointments of 1 of 3 patients could not be read completely. They are missing, or some of them.',
    });
  });

  it('fails if every search fails', async () => {
    sandbox.fault({ match: { resourceType: 'Appointment' }, times: Infinity, kind: 'status', status: 500 });
    const { data, errors } = await gateway.query(day());
    expect(data).toEqual({ appointments: null });
    expect(errors).toMatchObject([{ extensions: { code: 'UPSTREAM_UNAVAILABLE' } }]);
  });

  it.each(['2026-11', '2026'])('refuses %s, which is no day', async (date) => {
    const { errors } = await gateway.query(day('', 'id', date));
    expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
  });

  it('refuses more than 100 patients, and more than the budget allows, before it sends a search', async () => {
    const ids = Array.from({ length: 101 }, (_, index) => `p${index}`);
    const before = sandbox.requests.length;
    const wide = await startFor({ kind: 'ids', ids }, { server: { maxUpstreamCalls: 500 } });
    const refused = await wide.query(day());
    expect(refused.errors).toMatchObject([
      {
        message: 'The day would be of more than 100 patients. Pass at most 100 of them in patients.',
        extensions: { code: 'BAD_USER_INPUT' },
      },
    ]);
    await wide.close();
    const narrow = await startFor({ kind: 'ids', ids: PANEL }, { server: { maxUpstreamCalls: 3 } });
    const expensive = await narrow.query(day());
    expect(expensive.errors).toMatchObject([{ extensions: { code: 'OPERATION_TOO_EXPENSIVE' } }]);
    await narrow.close();
    expect(fhirCalls(sandbox, before)).toEqual([]);
  });

  it('reads a patient list once, and has the price of the largest list that it can search', async () => {
    const listed = await startFor({ kind: 'list', identifier: sandbox.panels.list });
    const first = await listed.query(day());
    const second = await listed.query(day());
    for (const { extensions } of [first, second])
      expect(extensions?.fhir.estimatedRequests).toBe(1 + 100 + 10);
    expect(second.data).toEqual(first.data);
    expect(second.extensions?.fhir.requests).toBe((first.extensions?.fhir.requests ?? 0) - 1);
    await listed.close();
    const fresh = await startFor({ kind: 'list', identifier: sandbox.panels.list });
    const before = sandbox.requests.length;
    await fresh.query(`{ patients(first: 1) { id } ${day().slice(1)}`);
    expect(fhirCalls(sandbox, before).filter((call) => call.startsWith('List'))).toHaveLength(1);
    await fresh.close();
  });
});

describe('the authorization of a day', () => {
  let guarded: Gateway;
  let kept: MemoryAudit;

  beforeAll(async () => {
    kept = createMemoryAudit({ upstream: sandbox.baseUrl });
    guarded = await startFor(
      { kind: 'ids', ids: PANEL },
      { callers: provider.tokenVerification(), server: { siteTimeZone: 'UTC', audit: kept.audit } },
    );
  });

  afterAll(() => guarded.close());

  async function dayOf(claims: Record<string, unknown>, args = '') {
    const before = sandbox.requests.length;
    const authorization = `Bearer ${await provider.token(claims)}`;
    const answer = await guarded.query(day(args), {}, { authorization });
    return { ...answer, calls: fhirCalls(sandbox, before) };
  }

  it('shows a patient only their own appointments', async () => {
    const claims = { scope: 'patient/*.rs', patient: FIRST === undefined ? '' : patientOf(FIRST) };
    const own = await dayOf(claims);
    const expected = STARTING.filter((one) => OF_DAY.includes(one.id) && patientOf(one) === claims.patient);
    expect(own.data).toEqual({ appointments: expected.map(({ id }) => ({ id })) });
    const others = PANEL.filter((id) => id !== claims.patient);
    const foreign = await dayOf(claims, `, patients: ${JSON.stringify(others)}`);
    expect(foreign.data).toEqual({ appointments: [] });
    expect(codesOf(foreign)).toEqual(['PATIENTS_NOT_FOUND']);
    expect(foreign.calls).toEqual([]);
  });

  it.each([
    ['user/Patient.rs', 'Appointment'],
    ['user/Appointment.r user/Patient.rs', 'Appointment'],
    ['user/Appointment.rs', 'Patient'],
  ])('refuses %s before it sends a request, and audits that', async (scope, refused) => {
    kept.take();
    const { errors, calls } = await dayOf({ scope });
    expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
    expect(calls).toEqual([]);
    expect(JSON.stringify(kept.take().filter(({ outcome }) => outcome !== '0'))).toContain(refused);
  });

  it('names only the appointments that it returns in the audit', async () => {
    kept.take();
    const { data } = await dayOf({ scope: 'user/*.rs' }, ', first: 1');
    expect(data).toEqual({ appointments: [{ id: OF_DAY[0] }] });
    const audited = JSON.stringify(kept.take()).match(/Appointment\/[\w.-]+/g);
    expect([...new Set(audited)]).toEqual([`Appointment/${OF_DAY[0]}`]);
  });
});
