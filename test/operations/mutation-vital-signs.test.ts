import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ } from 'epic-fhir-sandbox/data';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { at, matching } from '../support/expected.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { callsOf, inputFor, memoryStore, newKey, openVisit, postsOf, write } from '../support/writing.ts';

let sandbox: Sandbox;
let gateway: Gateway;

beforeAll(async () => {
  sandbox = await startSandbox();
  gateway = await startGateway(sandbox, { store: memoryStore() });
});

afterEach(() => {
  sandbox.clearFaults();
  sandbox.reset();
});

afterAll(async () => {
  await gateway.close();
  await sandbox.close();
});

/** Returns the resource that the sandbox received with the last create. */
function lastSubmitted(): unknown {
  return sandbox.created.at(-1)?.submitted;
}

describe('recordVitalSigns', () => {
  it('creates one Observation for each reading, in the order of the table, and returns them as stored', async () => {
    const document = `mutation ($input: RecordVitalSignsInput!, $key: ID!) {
      recordVitalSigns(input: $input, idempotencyKey: $key) {
        readings { kind status id warning error { code } observation { id name valueText effective } }
      }
    }`;
    const input = {
      patientId: CAMILA_LOPEZ,
      encounterId: openVisit(sandbox),
      takenAt: '2026-05-01T09:30:00.250-05:00',
      bloodPressure: { systolic: 118, diastolic: 76 },
      bodyTemperature: { value: 99.1, unit: 'FAHRENHEIT' },
      bodyWeight: { value: 70.5, unit: 'KILOGRAM' },
      bodyHeight: { value: 68, unit: 'INCH' },
      heartRate: { value: 72 },
      oxygenSaturation: { value: 98 },
      respiratoryRate: { value: 16 },
    };
    const { data, errors, extensions } = await gateway.query(document, { input, key: newKey() });
    expect(errors).toBeUndefined();
    const readings = at(data, 'recordVitalSigns', 'readings');
    expect(
      Array.isArray(readings) ? readings.map((each) => at(each, 'observation', 'valueText')) : [],
    ).toEqual(['72 /min', '16 /min', '99.1 °F', '98 %', '68 in', '70.5 kg', '118/76 mmHg']);
    expect(at(readings, 0)).toEqual({
      kind: 'HEART_RATE',
      status: 'CREATED',
      id: at(readings, 0, 'observation', 'id'),
      warning: null,
      error: null,
      observation: {
        id: matching(/./),
        name: 'Pulse',
        valueText: '72 /min',
        effective: '2026-05-01T14:30:00Z',
      },
    });
    expect(callsOf(sandbox)).toEqual([
      `GET /Encounter/${input.encounterId}`,
      ...Array.from({ length: 7 }, () => 'POST /Observation'),
    ]);
    expect(extensions?.fhir).toMatchObject({ requests: 8, warnings: [] });
  });

  it('sends a reading as Epic accepts it: one LOINC code, final, and the time to the second with its offset', async () => {
    const input = { ...inputFor('recordVitalSigns', sandbox), takenAt: '2026-05-02T10:00:00.999-05:00' };
    await write(gateway, 'recordVitalSigns', input);
    expect(lastSubmitted()).toEqual({
      resourceType: 'Observation',
      status: 'final',
      category: [
        {
          coding: [
            {
              system: 'http://terminology.hl7.org/CodeSystem/observation-category',
              code: 'vital-signs',
              display: 'Vital Signs',
            },
          ],
        },
      ],
      code: {
        coding: [{ system: 'http://loinc.org', code: '8867-4', display: 'Heart rate' }],
        text: 'Heart rate',
      },
      subject: { reference: `Patient/${CAMILA_LOPEZ}` },
      encounter: { reference: `Encounter/${String(at(input, 'encounterId'))}` },
      effectiveDateTime: '2026-05-02T10:00:00-05:00',
      valueQuantity: { value: 72, unit: '/min', system: 'http://unitsofmeasure.org', code: '/min' },
    });
    const [{ headers } = { headers: {} }] = sandbox.requests
      .filter(({ method }) => method === 'POST')
      .slice(-1);
    expect(headers).toMatchObject({
      prefer: 'return=representation',
      'content-type': 'application/fhir+json',
    });
  });

  it('returns an existing reading as ALREADY_EXISTS, without affecting the others', async () => {
    const takenAt = '2026-05-03T10:00:00Z';
    const first = { ...inputFor('recordVitalSigns', sandbox), takenAt };
    await write(gateway, 'recordVitalSigns', first);
    const document = `mutation ($input: RecordVitalSignsInput!, $key: ID!) {
      recordVitalSigns(input: $input, idempotencyKey: $key) { readings { status observation { valueText } } }
    }`;
    const input = { ...first, heartRate: { value: 80 }, respiratoryRate: { value: 15 } };
    const { data, errors } = await gateway.query(document, { input, key: newKey() });
    expect([errors, at(data, 'recordVitalSigns')]).toEqual([
      undefined,
      {
        readings: [
          { status: 'ALREADY_EXISTS', observation: { valueText: '72 /min' } },
          { status: 'CREATED', observation: { valueText: '15 /min' } },
        ],
      },
    ]);
  });

  it('returns the status and reason of each reading that is refused, fails or is unknown, without affecting the others', async () => {
    const input = {
      ...inputFor('recordVitalSigns', sandbox),
      takenAt: '2026-05-04T10:00:00Z',
      respiratoryRate: { value: 16 },
      oxygenSaturation: { value: 97 },
      bodyWeight: { value: 70, unit: 'KILOGRAM' },
    };
    const match = { operation: 'create', resourceType: 'Observation' } as const;
    sandbox.fault({
      match,
      kind: 'json',
      status: 422,
      body: { resourceType: 'OperationOutcome', issue: [] },
    });
    sandbox.fault({ match, kind: 'status', status: 429 });
    sandbox.fault({ match, kind: 'cut' });
    const { payload, errors } = await write(gateway, 'recordVitalSigns', input);
    expect(errors).toBeUndefined();
    expect(payload).toMatchObject({
      readings: [
        { kind: 'HEART_RATE', status: 'REFUSED', id: null, error: { code: 'BAD_USER_INPUT' } },
        { kind: 'RESPIRATORY_RATE', status: 'FAILED', id: null, error: { code: 'UPSTREAM_RATE_LIMITED' } },
        {
          kind: 'OXYGEN_SATURATION',
          status: 'OUTCOME_UNKNOWN',
          id: null,
          error: { code: 'WRITE_OUTCOME_UNKNOWN' },
        },
        { kind: 'BODY_WEIGHT', status: 'CREATED', id: matching(/./), error: null },
      ],
    });
    expect(postsOf(sandbox, 'Observation')).toBe(4);
  });

  it('sends an implausible reading, with a warning next to the data', async () => {
    const input = {
      ...inputFor('recordVitalSigns', sandbox),
      takenAt: '2026-05-05T10:00:00Z',
      heartRate: { value: 260 },
      bodyTemperature: { value: 37, unit: 'CELSIUS' },
    };
    const { payload, extensions } = await write(gateway, 'recordVitalSigns', input);
    expect(payload).toMatchObject({
      readings: [
        { status: 'CREATED', warning: matching(/^The heart rate is unusual at any age/) },
        { status: 'CREATED', warning: null },
      ],
    });
    expect(extensions?.fhir.warnings).toMatchObject([
      { code: 'IMPLAUSIBLE_VALUES', resourceType: 'Observation' },
    ]);
  });

  it('shows new readings among the vital signs of the patient', async () => {
    const input = { ...inputFor('recordVitalSigns', sandbox), takenAt: '2026-05-06T10:00:00Z' };
    await write(gateway, 'recordVitalSigns', input);
    const { data } = await gateway.query(
      `{ patient(id: "${CAMILA_LOPEZ}") { vitalSigns(code: ["8867-4"], since: "2026-05-06", until: "2026-05-06") { valueText } } }`,
    );
    expect(at(data, 'patient', 'vitalSigns')).toEqual([{ valueText: '72 /min' }]);
  });
});
