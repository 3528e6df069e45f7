import { CAMILA_LOPEZ, DERRICK_LIN } from 'epic-fhir-sandbox/data';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { startTestGateway, type TestGateway } from '../../src/testing/test-gateway.ts';
import { PATIENCE } from '../support/patience.ts';
import { skipPauses } from '../support/time.ts';

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startTestGateway({
    resources: [
      { resourceType: 'Patient', id: 'ada', name: [{ text: 'Ada Example' }] },
      creatinine('ada', 'shared-1'),
    ],
  });
});
afterEach(async () => {
  vi.useRealTimers();
  await gateway.reset();
});
afterAll(() => gateway.stop());

function creatinine(patient: string, id = 'creatinine-1') {
  return {
    resourceType: 'Observation',
    id,
    status: 'final',
    category: [{ coding: [{ code: 'laboratory' }] }],
    code: { text: 'Creatinine' },
    subject: { reference: `Patient/${patient}` },
    effectiveDateTime: '2026-10-30T08:00:00Z',
    valueQuantity: { value: 9.9, unit: 'mg/dL' },
  };
}

const LABS = 'query Labs($id: ID!) { patient(id: $id) { fullName labResults(first: 1) { id valueText } } }';

describe('a test gateway', () => {
  skipPauses();

  it('answers operations, and lists the FHIR requests of each test', async () => {
    const { data, errors } = await gateway.query(LABS, { id: CAMILA_LOPEZ });
    expect([data?.['patient'], errors]).toMatchObject([{ fullName: 'Camila Maria Lopez' }, undefined]);
    // They are sent at once.
    expect(
      gateway.requests.map(({ operation, resourceType }) => `${operation} ${resourceType}`).toSorted(),
    ).toEqual(['read Patient', 'search Observation']);
    expect(gateway.url).toBe(`${gateway.origin}/graphql`);
  });

  it('shows added records at once, and forgets them with reset, but not those that it was started with', async () => {
    gateway.add(creatinine(DERRICK_LIN), {
      resourceType: 'Patient',
      id: 'bob',
      name: [{ text: 'Bob Example' }],
    });
    const idOf = async (id: string) => (await gateway.query(LABS, { id })).data?.['patient'];
    const panel = '{ patients(first: 100) { fullName } }';
    expect(await idOf(DERRICK_LIN)).toMatchObject({
      labResults: [{ id: 'creatinine-1', valueText: '9.9 mg/dL' }],
    });
    expect(JSON.stringify(await gateway.query(panel))).toContain('Bob Example');
    await gateway.reset();
    expect(gateway.requests).toEqual([]);
    expect(await idOf(DERRICK_LIN)).not.toMatchObject({ labResults: [{ id: 'creatinine-1' }] });
    expect(await idOf('ada')).toMatchObject({ fullName: 'Ada Example', labResults: [{ id: 'shared-1' }] });
    const after = JSON.stringify(await gateway.query(panel));
    expect([after.includes('Ada Example'), after.includes('Bob Example')]).toEqual([true, false]);
  });

  it('refuses a resource that the sandbox cannot serve, with what is wrong', async () => {
    expect(() => gateway.add(creatinine('unknown-1'))).toThrow('the sandbox has no Patient/unknown-1');
    await expect(startTestGateway({ resources: [creatinine('unknown-1')] })).rejects.toThrow(
      'Patient/unknown-1',
    );
  });

  it('forgets with reset what an earlier operation left behind, such as an open circuit', async () => {
    // An open circuit closes again after some seconds of the system clock.
    vi.useFakeTimers({ toFake: ['Date'] });
    gateway.sandbox.fault({
      match: { resourceType: 'Observation' },
      kind: 'status',
      status: 503,
      times: Infinity,
    });
    for (let i = 0; i < 5; i += 1) await gateway.query(LABS, { id: CAMILA_LOPEZ });
    gateway.sandbox.clearFaults();
    expect((await gateway.query(LABS, { id: CAMILA_LOPEZ })).errors?.[0]?.message).toContain(
      'circuit breaker',
    );
    const { url } = gateway;
    await gateway.reset();
    expect(gateway.url).toBe(url);
    expect((await gateway.query(LABS, { id: CAMILA_LOPEZ })).errors).toBeUndefined();
  });

  it('aborts with reset an operation that still waits', async () => {
    const held = gateway.sandbox.hold({ resourceType: 'Observation' });
    const waiting = gateway.query(LABS, { id: CAMILA_LOPEZ }).then(
      () => 'answered',
      () => 'aborted',
    );
    await vi.waitFor(() => expect(held.arrived).toBe(1), PATIENCE);
    await gateway.reset();
    expect(await waiting).toBe('aborted');
  });

  it('stays stopped, also if it is stopped while it resets', async () => {
    const other = await startTestGateway();
    const resetting = other.reset();
    await other.stop();
    await resetting;
    await expect(fetch(other.url)).rejects.toThrow('fetch failed');
    await expect(other.reset()).rejects.toThrow('The test gateway is stopped. Start another one.');
  });

  it('runs next to others, which have their own failures and records', async () => {
    await using other = await startTestGateway({ sandbox: { profile: 'childrens' } });
    other.fail({ code: 'UPSTREAM_UNAVAILABLE' });
    const query = '{ patients(first: 1) { fullName } }';
    const [own, foreign] = await Promise.all([gateway.query(query), other.query(query)]);
    expect(own.data).toEqual({ patients: [{ fullName: 'Camila Maria Lopez' }] });
    expect(foreign.errors?.[0]?.extensions.code).toBe('UPSTREAM_UNAVAILABLE');
  });
});

describe('the settings of a test gateway', () => {
  it('change the gateway', async () => {
    await using limited = await startTestGateway({ settings: { MAX_UPSTREAM_CALLS: '1' } });
    const { errors } = await limited.query(LABS, { id: CAMILA_LOPEZ });
    expect(errors?.[0]?.extensions.code).toBe('OPERATION_TOO_EXPENSIVE');
  });

  it.each([
    [
      { EPIC_BASE_URL: 'https://epic.example/api/FHIR/R4' },
      'EPIC_BASE_URL: a test gateway always serves its own sandbox',
    ],
    [{ PORT: '4000' }, 'PORT: a test gateway'],
    [{ NODE_ENV: 'production' }, 'NODE_ENV: a test gateway'],
    [{ MAX_UPSTREAM_CALLS: 'many' }, 'MAX_UPSTREAM_CALLS: expected'],
    [{ MAX_UPSTREAM_CALL: '1' }, 'MAX_UPSTREAM_CALLS'],
    [{ NO_SUCH_SETTING: '1' }, 'NO_SUCH_SETTING'],
  ])('are refused with the reason: %j', async (settings, message) => {
    await expect(startTestGateway({ settings })).rejects.toThrow(message);
  });
});
