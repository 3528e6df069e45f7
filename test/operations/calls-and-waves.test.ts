import { type Sandbox, type SandboxOptions, startSandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ, DERRICK_LIN } from 'epic-fhir-sandbox/data';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { PATIENCE } from '../support/patience.ts';
import { fhirCalls } from '../support/upstream.ts';

const FIVE_LABS = 'labResults(first: 5) { name valueText }';
const CHART = `fullName problems { name } allergies { name } medications { name } ${FIVE_LABS} clinicalNotes { title }`;
const VISITS = `{ patient(id: "${CAMILA_LOPEZ}") { fullName encounters(first: 20) {
  locations { location { resource { name } } }
  participants { individual { resource { ... on Practitioner { fullName } } } }
  serviceProvider { resource { name } }
} } }`;

let sandbox: Sandbox;
let gateway: Gateway;

async function begin(options: SandboxOptions = {}, panel: 'list' | 'ids' = 'list'): Promise<void> {
  sandbox = await startSandbox({ partialWarnings: false, ...options });
  const ids = sandbox.patients.slice(0, 10).map(({ id }) => id);
  gateway = await startGateway(sandbox, {
    panel: panel === 'ids' ? { kind: 'ids', ids } : { kind: 'list', identifier: sandbox.panels.list },
    limits: { maxConcurrency: 64 },
  });
  // What the server can do is asked once and known from then on, and so is the token.
  await gateway.http.get('/readyz');
  sandbox.clearRequests();
}

afterEach(async () => {
  await gateway.close();
  await sandbox.close();
});

/**
 * Runs an operation with all answers held back, and lets go of what has arrived once it is as much as expected: how many calls
 * arrive before each answer is what a wave is.
 */
async function wavesOf(document: string, expected: readonly number[]): Promise<number[]> {
  let hold = sandbox.hold({});
  const answer = gateway.query(document);
  const waves: number[] = [];
  for (const [index, size] of expected.entries()) {
    await vi.waitFor(() => expect(hold.arrived).toBeGreaterThanOrEqual(size), {
      ...PATIENCE,
      interval: 5,
    });
    const held = hold;
    if (index < expected.length - 1) hold = sandbox.hold({});
    waves.push(held.arrived);
    held.release();
  }
  const { errors } = await answer;
  expect(errors).toBeUndefined();
  expect(fhirCalls(sandbox)).toHaveLength(waves.reduce((sum, size) => sum + size, 0));
  return waves;
}

describe('with a list as panel', () => {
  beforeEach(() => begin());

  it('ten names are two calls in two waves', async () => {
    await expect(wavesOf('{ patients(first: 10) { fullName } }', [1, 1])).resolves.toEqual([1, 1]);
  });

  it('ten patients with five labs each are two calls and ten, in two waves', async () => {
    await expect(wavesOf(`{ patients(first: 10) { fullName ${FIVE_LABS} } }`, [1, 11])).resolves.toEqual([
      1, 11,
    ]);
  });

  it('the same through a connection', async () => {
    const document = `{ patientsConnection(first: 10) { edges { node { fullName ${FIVE_LABS} } } } }`;
    await expect(wavesOf(document, [1, 11])).resolves.toEqual([1, 11]);
  });

  it('one patient with five labs are two calls in one wave', async () => {
    const document = `{ patient(id: "${CAMILA_LOPEZ}") { fullName ${FIVE_LABS} } }`;
    await expect(wavesOf(document, [2])).resolves.toEqual([2]);
  });

  it('a chart is six calls in one wave, through fragments and variables too', async () => {
    await expect(wavesOf(`{ patient(id: "${CAMILA_LOPEZ}") { ${CHART} } }`, [6])).resolves.toEqual([6]);
    sandbox.clearRequests();
    const document = `{ patient(id: "${CAMILA_LOPEZ}") { ...Chart } } fragment Chart on Patient { ${CHART} }`;
    await expect(wavesOf(document, [6])).resolves.toEqual([6]);
  });

  it('lists alone are asked for without the patient', async () => {
    await expect(wavesOf(`{ patient(id: "${CAMILA_LOPEZ}") { id ${FIVE_LABS} } }`, [1])).resolves.toEqual([
      1,
    ]);
    expect(fhirCalls(sandbox)).toEqual([
      `Observation?_count=999&category=laboratory&patient=${CAMILA_LOPEZ}`,
    ]);
  });

  it('lists of entities start with them', async () => {
    const representation = `{ __typename: "Patient", id: "${CAMILA_LOPEZ}" }`;
    const document = `{ _entities(representations: [${representation}]) { ... on Patient { ${CHART} } } }`;
    await expect(wavesOf(document, [6])).resolves.toEqual([6]);
  });

  it('what is told from a list needs the list alone, and is asked for with it', async () => {
    await expect(wavesOf(`{ patient(id: "${CAMILA_LOPEZ}") { allergyStatus } }`, [1])).resolves.toEqual([1]);
    sandbox.clearRequests();
    const both = `{ patient(id: "${CAMILA_LOPEZ}") { fullName allergyStatus allergies { name } } }`;
    await expect(wavesOf(both, [2])).resolves.toEqual([2]);
  });

  it('visits with what they refer to are two calls, where includes are honoured', async () => {
    await expect(wavesOf(VISITS, [2])).resolves.toEqual([2]);
  });

  it('a list that two fragments ask for is one call, though each refers to something else', async () => {
    const document = `{ patient(id: "${CAMILA_LOPEZ}") { ...Places ...Providers } }
      fragment Places on Patient { fullName encounters { locations { location { resource { name } } } } }
      fragment Providers on Patient { encounters { serviceProvider { resource { name } } } }`;
    await expect(wavesOf(document, [2])).resolves.toEqual([2]);
  });

  it('the texts of five notes are five calls more, in a second wave', async () => {
    const document = `{ patient(id: "${CAMILA_LOPEZ}") { fullName clinicalNotes(first: 5) { content { text } } } }`;
    await expect(wavesOf(document, [2, 5])).resolves.toEqual([2, 5]);
  });

  it('what is skipped is not asked for', async () => {
    const document = `{ patient(id: "${CAMILA_LOPEZ}") { fullName problems @skip(if: true) { name } labResults @include(if: false) { name } } }`;
    await expect(wavesOf(document, [1])).resolves.toEqual([1]);
  });

  it('the same query of two callers at once is asked once', async () => {
    const hold = sandbox.hold({});
    const document = `{ patient(id: "${CAMILA_LOPEZ}") { ${CHART} } }`;
    const answers = [gateway.query(document), gateway.query(document)];
    await vi.waitFor(() => expect(hold.arrived).toBe(6), PATIENCE);
    await gateway.http.get('/livez');
    hold.release();
    const [one, other] = await Promise.all(answers);
    expect(one?.data).toEqual(other?.data);
    expect(fhirCalls(sandbox)).toHaveLength(6);
    expect((one?.extensions?.fhir.requests ?? 0) + (other?.extensions?.fhir.requests ?? 0)).toBe(6);
  });

  it('a display costs nothing beyond the list', async () => {
    const document = `{ patient(id: "${CAMILA_LOPEZ}") { encounters { locations { location { reference type display } } } } }`;
    await expect(wavesOf(document, [1])).resolves.toEqual([1]);
    expect(fhirCalls(sandbox)).toEqual([`Encounter?_count=999&patient=${CAMILA_LOPEZ}`]);
  });
});

describe('with ids as panel', () => {
  beforeEach(() => begin({}, 'ids'));

  it('ten names are one call', async () => {
    await expect(wavesOf('{ patients(first: 10) { fullName } }', [1])).resolves.toEqual([1]);
  });

  it('ten patients with five labs each are one wave', async () => {
    await expect(wavesOf(`{ patients(first: 10) { fullName ${FIVE_LABS} } }`, [11])).resolves.toEqual([11]);
  });
});

describe('where includes are ignored', () => {
  beforeEach(() =>
    begin({
      ignoredIncludes: ['Encounter:location', 'Encounter:practitioner', 'Encounter:service-provider'],
    }),
  );

  it('what visits refer to is read in tens of each type, in a second wave', async () => {
    await gateway.query(VISITS);
    const calls = fhirCalls(sandbox);
    const [lists, references] = [calls.slice(0, 2), calls.slice(2)];
    expect(lists.map((call) => call.split('?')[0])).toEqual(
      expect.arrayContaining([`Patient/${CAMILA_LOPEZ}`, 'Encounter']),
    );
    for (const type of ['Location', 'Practitioner', 'Organization']) {
      const distinct = new Set(
        references
          .filter((call) => call.startsWith(type))
          .flatMap((call) => (/_id=([^&]+)/.exec(call)?.[1] ?? call).split(',')),
      );
      const made = references.filter((call) => call.startsWith(type)).length;
      expect([type, made]).toEqual([type, Math.ceil(distinct.size / 10)]);
    }
  });
});

describe('a patient who is not there', () => {
  beforeEach(() => begin());

  it('is null, whatever was started for them', async () => {
    const { data, errors } = await gateway.query(`{ patient(id: "eNobody") { fullName ${FIVE_LABS} } }`);
    expect([data, errors]).toEqual([{ patient: null }, undefined]);
  });

  it('has nothing to do with who is', async () => {
    const { data } = await gateway.query<{ one: unknown; other: unknown }>(
      `{ one: patient(id: "eNobody") { fullName ${FIVE_LABS} } other: patient(id: "${DERRICK_LIN}") { fullName } }`,
    );
    expect(data).toEqual({ one: null, other: { fullName: 'Derrick Lin' } });
  });
});
