import { CAMILA_LOPEZ } from 'epic-fhir-sandbox/data';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { LIST_NAMES } from '../../src/fhir/patient-lists.ts';
import { skipPauses } from '../support/time.ts';
import { FAILURE_CODES, startTestGateway, type TestGateway } from '../../src/testing/test-gateway.ts';

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startTestGateway();
});
afterEach(() => gateway.reset());
afterAll(() => gateway.stop());

const CHART = `query Chart($id: ID!) {
  patient(id: $id) { fullName labResults(first: 9) { id } vitalSigns(first: 1) { id } problems { id } }
}`;

const ask = () => gateway.query<{ patient: Record<string, unknown> | null }>(CHART, { id: CAMILA_LOPEZ });

describe('a delay', () => {
  it('holds a list back, and loses nothing', async () => {
    const { data } = await ask();
    gateway.fail({ list: 'labResults', delayMs: 50 });
    const started = performance.now();
    expect((await ask()).data).toEqual(data);
    expect(performance.now() - started).toBeGreaterThan(40);
  });
});

describe('a failure', () => {
  skipPauses();

  it.each(FAILURE_CODES)(
    '%s makes one list null with this code, and the rest of the chart arrives',
    async (code) => {
      const failure = gateway.fail({ list: 'labResults', code });
      const { data, errors } = await ask();
      expect(errors).toMatchObject([{ path: ['patient', 'labResults'], extensions: { code } }]);
      expect(data?.patient).toMatchObject({
        fullName: 'Camila Maria Lopez',
        labResults: null,
        vitalSigns: [{}],
        problems: [{}, {}, {}, {}, {}, {}],
      });
      failure.undo();
      expect((await ask()).errors).toBeUndefined();
    },
  );

  it.each(FAILURE_CODES)('%s of a type of resource has this code', async (code) => {
    gateway.fail({ resourceType: 'Patient', code });
    const { data, errors } = await ask();
    expect([data, errors?.[0]?.extensions.code]).toEqual([{ patient: null }, code]);
  });

  it('of every request leaves no data', async () => {
    gateway.fail({ code: 'UPSTREAM_UNAVAILABLE' });
    const { data } = await gateway.query('{ patients(first: 1) { id } practitioners: patients { id } }');
    expect(data).toEqual({ patients: null, practitioners: null });
  });

  it('can end after some requests', async () => {
    gateway.fail({ list: 'labResults', code: 'FORBIDDEN', times: 1 });
    expect([(await ask()).errors?.length, (await ask()).errors]).toEqual([1, undefined]);
  });

  it('can leave a list incomplete, with a warning at its path', async () => {
    gateway.fail({ list: 'labResults', atMost: 2 });
    const { data, errors, extensions } = await ask();
    expect([errors, data?.patient?.['labResults']]).toMatchObject([undefined, [{}, {}]]);
    expect(extensions?.fhir.warnings).toContainEqual(
      expect.objectContaining({ code: '59204', path: ['patient', 'labResults'] }),
    );
  });

  it('with an unknown code is refused with the codes that can be scripted', () => {
    // @ts-expect-error the gateway itself causes this code
    expect(() => gateway.fail({ code: 'RATE_LIMITED' })).toThrow(
      /one of these codes: FORBIDDEN, .*UPSTREAM_UNAVAILABLE/,
    );
  });

  it('with a list that Patient does not have is refused with those that it has', () => {
    // @ts-expect-error the list is called medications
    expect(() => gateway.fail({ list: 'medicationRequests', code: 'FORBIDDEN' })).toThrow(
      /one of these lists: .*\bmedications\b.* It got "medicationRequests"\.$/,
    );
    // @ts-expect-error the plain list stands for its connection, too
    expect(() => gateway.fail({ list: 'labResultsConnection', code: 'FORBIDDEN' })).toThrow(
      /one of these lists: .*\blabResults\b.* It got "labResultsConnection"\.$/,
    );
  });

  it('of a type that the gateway does not read is refused with those that it reads', () => {
    expect(() => gateway.fail({ resourceType: 'Labs', code: 'FORBIDDEN' })).toThrow(
      /one of these types: .*\bObservation\b.* It got "Labs"\.$/,
    );
  });

  it('with a misspelled option is refused with the options', () => {
    // @ts-expect-error the option is called delayMs
    expect(() => gateway.fail({ list: 'labResults', code: 'FORBIDDEN', delay: 5 })).toThrow(
      /these options: .*\bdelayMs\b.* It got "delay"\.$/,
    );
  });

  it('of a list also fails its connection', async () => {
    gateway.fail({ list: 'labResults', code: 'FORBIDDEN' });
    const { errors } = await gateway.query(
      `{ patient(id: "${CAMILA_LOPEZ}") { labResultsConnection(first: 1) { nodes { id } } } }`,
    );
    expect(errors).toMatchObject([
      { path: ['patient', 'labResultsConnection'], extensions: { code: 'FORBIDDEN' } },
    ]);
  });

  it('can name every list of a patient', async () => {
    const unaffected = [];
    for (const list of LIST_NAMES) {
      const failure = gateway.fail({ list, code: 'UPSTREAM_REJECTED' });
      const document = `query One($id: ID!) { patient(id: $id) { ${list} { __typename } } }`;
      const { errors } = await gateway.query(document, { id: CAMILA_LOPEZ });
      if (errors?.[0]?.extensions.code !== 'UPSTREAM_REJECTED') unaffected.push(list);
      failure.undo();
    }
    // Without an argument, the gateway does not search for them.
    expect(unaffected).toEqual(['episodesOfCare']);
  });
});
