import { type Sandbox, type SandboxOptions, startSandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ, DERRICK_LIN } from 'epic-fhir-sandbox/data';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { accessTokenOf, type BrowserSession, signingIn, startSession } from '../support/browser-sessions.ts';
import { CANONICAL, CHART, FIVE_LABS, readWithName } from '../support/canonical-operations.ts';
import { at } from '../support/expected.ts';
import { type Gateway, type GraphqlAnswer, startGateway } from '../support/gateway.ts';
import { PATIENCE } from '../support/patience.ts';
import { fhirCalls } from '../support/upstream.ts';
import { countWaves } from '../support/waves.ts';

/** Whose token the requests carry. */
const READERS = ['the gateway itself', 'a person'] as const;
type Reader = (typeof READERS)[number];

const VISITS = `{ patient(id: "${CAMILA_LOPEZ}") { fullName encounters(first: 20) {
  locations { location { resource { name } } }
  participants { individual { resource { ... on Practitioner { fullName } } } }
  serviceProvider { resource { name } }
} } }`;

let sandbox: Sandbox;
let gateway: Gateway;
/** The session of the person; null if the gateway reads as itself. */
let session: BrowserSession | null;

function ask<Data = Record<string, unknown>>(
  document: string,
  variables?: Record<string, unknown>,
  headers: Readonly<Record<string, string>> = {},
): Promise<GraphqlAnswer<Data>> {
  return gateway.query<Data>(document, variables, { ...session?.headers, ...headers });
}

async function start(
  reader: Reader,
  options: SandboxOptions = {},
  panel: 'list' | 'ids' = 'list',
): Promise<void> {
  sandbox = await startSandbox({ partialWarnings: false, ...options });
  const ids = sandbox.patients.slice(0, 10).map(({ id }) => id);
  gateway = await startGateway(sandbox, {
    // Where people sign in, requests without credentials are refused.
    ...(reader === 'a person' ? { signsIn: signingIn() } : {}),
    panel: panel === 'ids' ? { kind: 'ids', ids } : { kind: 'list', identifier: sandbox.panels.list },
    limits: { maxConcurrency: 64 },
    server: { explorer: { signsIn: false } },
  });
  session = reader === 'a person' ? await startSession(gateway.sites, sandbox, 'clinician') : null;
  // The gateway loads the CapabilityStatement and its token once; load them before counting.
  await gateway.http.get('/readyz');
  sandbox.clearRequests();
}

/** After each test, expects that every request of a person carried their token. */
afterEach(async () => {
  if (session !== null) {
    const token = `Bearer ${await accessTokenOf(gateway.sites, session)}`;
    const others = sandbox.requests.filter(({ headers }) => headers.authorization !== token);
    if (others.length > 0) throw new Error('A request carried another token than the one of the person.');
  }
  await gateway.close();
  await sandbox.close();
});

const wavesOf = async (document: string, expected: readonly number[]): Promise<readonly number[]> =>
  (await countWaves(sandbox, (headers) => ask(document, {}, headers), expected)).waves;

describe.each(READERS)('requests of %s', (reader) => {
  describe('a gateway with a patient list as its panel', () => {
    beforeEach(() => start(reader));

    it('reads ten names with two requests in two waves, and then with one request in one wave', async () => {
      const document = '{ patients(first: 10) { id fullName } }';
      await expect(wavesOf(document, [1, 1])).resolves.toEqual([1, 1]);
      await expect(wavesOf(document, [1])).resolves.toEqual([1]);
      expect(fhirCalls(sandbox).map((call) => call.split('?')[0])).toEqual(['List', 'Patient', 'Patient']);
    });

    it('reads ten patients with five labs each with twelve requests in two waves, and then with eleven in one', async () => {
      const document = `{ patients(first: 10) { fullName ${FIVE_LABS} } }`;
      await expect(wavesOf(document, [1, 11])).resolves.toEqual([1, 11]);
      await expect(wavesOf(document, [11])).resolves.toEqual([11]);
    });

    it.each(CANONICAL)('reads %s with these requests in each wave: %j', async (_what, waves, document) => {
      await expect(wavesOf(document(sandbox), waves)).resolves.toEqual(waves);
    });

    it('reads ten patients with labs through a connection with the same requests', async () => {
      const document = `{ patientsConnection(first: 10) { edges { node { fullName ${FIVE_LABS} } } } }`;
      await expect(wavesOf(document, [1, 11])).resolves.toEqual([1, 11]);
    });

    it('reads one patient with five labs with two requests in one wave', async () => {
      const document = `{ patient(id: "${CAMILA_LOPEZ}") { fullName ${FIVE_LABS} } }`;
      await expect(wavesOf(document, [2])).resolves.toEqual([2]);
    });

    it('reads a chart with six requests in one wave, also through fragments and variables', async () => {
      await expect(wavesOf(`{ patient(id: "${CAMILA_LOPEZ}") { ${CHART} } }`, [6])).resolves.toEqual([6]);
      sandbox.clearRequests();
      const document = `{ patient(id: "${CAMILA_LOPEZ}") { ...Chart } } fragment Chart on Patient { ${CHART} }`;
      await expect(wavesOf(document, [6])).resolves.toEqual([6]);
    });

    it('does not read the patient if only lists are selected', async () => {
      await expect(wavesOf(`{ patient(id: "${CAMILA_LOPEZ}") { id ${FIVE_LABS} } }`, [1])).resolves.toEqual([
        1,
      ]);
      expect(fhirCalls(sandbox)).toEqual([
        `Observation?_count=999&category=laboratory&patient=${CAMILA_LOPEZ}`,
      ]);
    });

    it('requests the lists of an entity together with the entity', async () => {
      const representation = `{ __typename: "Patient", id: "${CAMILA_LOPEZ}" }`;
      const document = `{ _entities(representations: [${representation}]) { ... on Patient { ${CHART} } } }`;
      await expect(wavesOf(document, [6])).resolves.toEqual([6]);
    });

    it.each([
      'allergyStatus',
      'refutedAllergies { id }',
      'prohibitions { text }',
      'recentRecords(since: "2026-11-01") { date }',
      'latestObservations(codes: ["718-7"]) { isNoneOnFile }',
      'codeStatus { state }',
    ])('states nothing about the records of an unknown patient in %s', async (field) => {
      const { data } = await ask(`{ patient(id: "eNobody") { id problems { id } ${field} } }`);
      expect(data).toEqual({ patient: null });
    });

    it('requests the list that a derived field needs together with the patient, and no other', async () => {
      await expect(wavesOf(`{ patient(id: "${CAMILA_LOPEZ}") { allergyStatus } }`, [2])).resolves.toEqual([
        2,
      ]);
      sandbox.clearRequests();
      const both = `{ patient(id: "${CAMILA_LOPEZ}") { fullName allergyStatus allergies { name } } }`;
      await expect(wavesOf(both, [2])).resolves.toEqual([2]);
    });

    it('requests the newest results of codes together with the patients', async () => {
      const latest = 'latestObservations(codes: $codes) @include(if: $has) { code observations { id } }';
      const document = `query ($codes: [String!]!, $has: Boolean!) { patients(first: 3) { fullName ${latest} } }`;
      const waves = async (codes: readonly string[], has: boolean, expected: readonly number[]) =>
        (await countWaves(sandbox, (headers) => ask(document, { codes, has }, headers), expected)).waves;
      await expect(waves(['718-7', '4548-4'], true, [1, 4])).resolves.toEqual([1, 4]);
      await expect(waves(['718-7', '718-7'], true, [4])).resolves.toEqual([4]);
      await expect(waves(['718-7', '4548-4'], false, [1])).resolves.toEqual([1]);
    });

    it('searches for no results if there are too many codes or results of each', async () => {
      for (const args of ['codes: []', 'codes: "718-7", each: 21']) {
        const { errors } = await ask(readWithName(`latestObservations(${args}) { code }`));
        expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['BAD_USER_INPUT']);
      }
      expect(fhirCalls(sandbox)).toEqual(Array(2).fill(`Patient/${CAMILA_LOPEZ}`));
    });

    it.each(['labResults', 'imagingStudies', 'recentRecords(since: "2026-01-01", first: 0)'])(
      'searches for nothing for a page size that the field rejects: %s',
      async (field) => {
        const call = field.includes('(') ? field : `${field}(first: 0)`;
        const below = field === 'imagingStudies' ? 'id reports { id }' : '__typename';
        const { errors } = await ask(readWithName(`${call} { ${below} }`));
        expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['BAD_USER_INPUT']);
        expect(fhirCalls(sandbox)).toEqual([`Patient/${CAMILA_LOPEZ}`]);
      },
    );

    it('requests the reports of studies together with the studies of one patient', async () => {
      const list = readWithName('imagingStudies { id reports { id } }');
      await expect(wavesOf(list, [3])).resolves.toEqual([3]);
      const connection = readWithName('imagingStudiesConnection { nodes { id reports { id } } }');
      await expect(wavesOf(connection, [3])).resolves.toEqual([3]);
      const skipped = readWithName('imagingStudies { id reports @skip(if: true) { id } }');
      await expect(wavesOf(skipped, [2])).resolves.toEqual([2]);
    });

    it('requests the reports of studies of several patients only for those with studies', async () => {
      const { data, extensions } = await ask(
        '{ patients(first: 10) { fullName imagingStudies { id reports { id } } } }',
      );
      const patients = at(data, 'patients');
      const studied = (Array.isArray(patients) ? patients : []).filter(
        (one) => at(one, 'imagingStudies', 0) !== undefined,
      );
      expect(studied.length).toBeLessThan(10);
      expect(extensions?.fhir.requests).toBe(1 + 1 + 10 + studied.length);
    });

    it('requests a list once that two fragments select, even if each follows different references', async () => {
      const document = `{ patient(id: "${CAMILA_LOPEZ}") { ...Places ...Providers } }
      fragment Places on Patient { fullName encounters { locations { location { resource { name } } } } }
      fragment Providers on Patient { encounters { serviceProvider { resource { name } } } }`;
      await expect(wavesOf(document, [2])).resolves.toEqual([2]);
    });

    it('requests labs, vital signs and social history of one patient with one search', async () => {
      const lists = `labResults { id } vitalSigns { id } social: observations(category: [SOCIAL_HISTORY]) { id }`;
      await expect(wavesOf(readWithName(lists), [2])).resolves.toEqual([2]);
      expect(fhirCalls(sandbox)).toContain(
        `Observation?_count=999&category=laboratory,social-history,vital-signs&patient=${CAMILA_LOPEZ}`,
      );
    });

    it('requests problems, encounter diagnoses and health concerns of one patient with one search, and one for a list without records', async () => {
      const lists = `problems { id } diagnoses: conditions(category: [ENCOUNTER_DIAGNOSIS]) { id }
        concerns: conditions(category: [HEALTH_CONCERN]) { id }`;
      await expect(wavesOf(readWithName(lists), [2, 1])).resolves.toEqual([2, 1]);
    });

    it('requests labs and vital signs of ten patients with one search each, and two for the chart that fills a page', async () => {
      const document = `{ patients(first: 10) { fullName ${FIVE_LABS} vitalSigns(first: 5) { name } } }`;
      await expect(wavesOf(document, [1, 11, 3, 1])).resolves.toEqual([1, 11, 3, 1]);
    });

    it('sends no request for skipped fields', async () => {
      const document = `{ patient(id: "${CAMILA_LOPEZ}") { fullName problems @skip(if: true) { name } labResults @include(if: false) { name } } }`;
      await expect(wavesOf(document, [1])).resolves.toEqual([1]);
    });

    it('shares requests between two callers who send the same query at once', async () => {
      const hold = sandbox.hold({});
      const document = `{ patient(id: "${CAMILA_LOPEZ}") { ${CHART} } }`;
      const answers = [ask(document), ask(document)];
      await vi.waitFor(() => expect(hold.arrived).toBe(6), PATIENCE);
      await gateway.http.get('/livez');
      hold.release();
      const [one, other] = await Promise.all(answers);
      expect(one?.data).toEqual(other?.data);
      expect(fhirCalls(sandbox)).toHaveLength(6);
      expect((one?.extensions?.fhir.requests ?? 0) + (other?.extensions?.fhir.requests ?? 0)).toBe(6);
    });

    it('sends no extra request for the display of a reference', async () => {
      const document = `{ patient(id: "${CAMILA_LOPEZ}") { encounters { locations { location { reference type display } } } } }`;
      await expect(wavesOf(document, [1])).resolves.toEqual([1]);
      expect(fhirCalls(sandbox)).toEqual([`Encounter?_count=999&patient=${CAMILA_LOPEZ}`]);
    });
  });

  describe('a gateway with patient ids as its panel', () => {
    beforeEach(() => start(reader, {}, 'ids'));

    it('reads ten names from a panel of ids with one request', async () => {
      await expect(wavesOf('{ patients(first: 10) { fullName } }', [1])).resolves.toEqual([1]);
    });

    it('reads ten patients from a panel of ids with five labs each in one wave', async () => {
      await expect(wavesOf(`{ patients(first: 10) { fullName ${FIVE_LABS} } }`, [11])).resolves.toEqual([11]);
    });
  });

  describe('a FHIR server that ignores _include', () => {
    beforeEach(() => start(reader, { ignoredIncludes: ['*'] }));

    it('reads the references of encounters in batches of ten per type if the FHIR server ignores _include', async () => {
      await ask(VISITS);
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

  describe('a patient who does not exist', () => {
    beforeEach(() => start(reader));

    it('returns null for an unknown patient, whatever requests are already in flight', async () => {
      const { data, errors } = await ask(`{ patient(id: "eNobody") { fullName ${FIVE_LABS} } }`);
      expect([data, errors]).toEqual([{ patient: null }, undefined]);
    });

    it('returns null for an unknown patient without affecting another patient in the operation', async () => {
      const { data } = await ask<{ one: unknown; other: unknown }>(
        `{ one: patient(id: "eNobody") { fullName ${FIVE_LABS} } other: patient(id: "${DERRICK_LIN}") { fullName } }`,
      );
      expect(data).toEqual({ one: null, other: { fullName: 'Derrick Lin' } });
    });
  });
});
