import type { Sandbox } from 'epic-fhir-sandbox';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createListCutWarning } from '../../../src/graphql/resolvers/page-warnings.ts';
import { type Gateway, startGateway } from '../../support/gateway.ts';
import { fhirCalls } from '../../support/upstream.ts';
import { borrowSandbox } from '../../support/sandbox.ts';

let sandbox: Sandbox;
let gateway: Gateway;

async function start(maxUpstreamCalls: number): Promise<void> {
  gateway = await startGateway(sandbox, {
    panel: { kind: 'list', identifier: sandbox.panels.list },
    server: { maxUpstreamCalls },
  });
}

beforeEach(async () => {
  sandbox = await borrowSandbox();
});

afterEach(async () => {
  await gateway.close();
  await sandbox.close();
});

const WIDE = `query Wide($many: Int!, $since: FhirDateTime) {
  lopez: patients(first: $many) {
    fullName
    results: labResults(since: $since) { name specimen { resource { id } } }
    more: labResults(since: "2020-01-01") { name }
    problems { name }
    goals { id }
  }
}`;
const VARIABLES = { many: 50, since: '1987-09-12' };

function throughEncounters(inner: string): string {
  return `encounters(first: 100) { subject { resource { ${inner} } } }`;
}

describe('an operation over the cost limit [T1-D7]', () => {
  it('refuses an operation over the limit with its cost, the limit and the costliest fields, and without a FHIR request', async () => {
    await start(150);
    const answer = await gateway.http.post('/graphql').send({ query: WIDE, variables: VARIABLES });
    expect(answer.status).toBe(400);
    expect(answer.body).toEqual({
      errors: [
        {
          message:
            'The operation would cost 206 FHIR requests, but the limit is 150 (MAX_UPSTREAM_CALLS). The costliest fields are ' +
            'patients.labResults: 100, patients.problems: 50, patients.goals: 50. Select less in one operation, such as a smaller `first`.',
          extensions: { code: 'OPERATION_TOO_EXPENSIVE' },
        },
      ],
      extensions: { fhir: { requests: 0, estimatedRequests: 206, warnings: [] } },
    });
    expect(fhirCalls(sandbox)).toEqual([]);
  });

  it('refuses an operation sent by GET, and logs its code', async () => {
    await start(1);
    const answer = await gateway.http
      .get('/graphql')
      .set('apollo-require-preflight', '1')
      .query({ query: 'query Patients { patients { id } }' });
    expect([answer.status, answer.text]).toEqual([400, expect.stringContaining('OPERATION_TOO_EXPENSIVE')]);
    expect(gateway.logLines.filter((line) => line.includes('"event":"operation"')).join()).toContain(
      '"operationName":"Patients","operationType":"query"',
    );
    expect(gateway.logLines.join()).toContain('"codes":["OPERATION_TOO_EXPENSIVE"]');
  });

  it('gives no figure for an operation whose cost cannot be counted', async () => {
    await start(10_000);
    const deep = `patients(first: 100) { ${throughEncounters(throughEncounters(throughEncounters(throughEncounters('id'))))} }`;
    const { errors } = await gateway.query(`{ ${deep} b: ${deep} c: ${deep} d: ${deep} }`);
    expect(errors?.[0]?.message).toContain(
      'would cost more FHIR requests than the gateway can count, but the limit is 10000',
    );
    expect(sandbox.requests).toEqual([]);
  });

  it('executes an operation that costs exactly the limit', async () => {
    await start(12);
    const { errors, extensions } = await gateway.query('{ patients(first: 10) { goals { id } } }');
    expect([errors, extensions?.fhir]).toEqual([
      undefined,
      { requests: 12, estimatedRequests: 12, warnings: [createListCutWarning('Patient', ['patients'])] },
    ]);
    const { errors: refused } = await gateway.query('{ patients(first: 11) { goals { id } } }');
    expect(refused?.map(({ extensions: { code } }) => code)).toEqual(['OPERATION_TOO_EXPENSIVE']);
  });
});

describe('the estimated cost', () => {
  it('estimates the cost with the variables of the operation', async () => {
    await start(150);
    const text =
      'query ($first: Int! = 1, $labs: Boolean!) { patients(first: $first) { id labResults @include(if: $labs) { id } } }';
    const estimate = async (variables: Record<string, unknown>): Promise<number | null | undefined> =>
      (await gateway.query(text, variables)).extensions?.fhir.estimatedRequests;
    expect(await estimate({ labs: false })).toBe(2);
    expect(await estimate({ labs: true })).toBe(3);
    expect(await estimate({ labs: true, first: 12 })).toBe(1 + 2 + 12);
    expect(await estimate({ labs: 'no' })).toBeUndefined();
  });

  it('is the same for the first operation, which waits for the CapabilityStatement, and for later ones', async () => {
    await start(150);
    const text = `{ patient(id: "${String(sandbox.patients[0]?.id)}") { encounters { serviceProvider { resource { name } } } } }`;
    const before = await gateway.query(text);
    const after = await gateway.query(text);
    expect([before, after].map(({ extensions }) => extensions?.fhir.estimatedRequests)).toEqual([2, 2]);
    expect([before, after].map(({ extensions }) => extensions?.fhir.requests)).toEqual([1, 1]);
    expect(after.data).toEqual(before.data);
  });
});

/**
 * Returns a fragment that leads from three lists of a patient back to the patient, where it spreads the next
 * fragment.
 */
function fragmentOf(level: number): string {
  const lists = ['encounters', 'medications', 'procedures'].map(
    (list) => `${list} { subject { resource { ...F${level + 1} } } }`,
  );
  return `fragment F${level} on Patient { ${lists.join(' ')} }`;
}

describe('an operation built to overload the gateway [T1-D7]', () => {
  beforeEach(() => start(150));

  it.each<[what: string, text: string, variables: Record<string, unknown>]>([
    [
      'fifty root fields of a hundred patients each',
      `{ ${Array.from({ length: 50 }, (_, index) => `p${index}: patients(first: 100) { labResults { id } }`).join(' ')} }`,
      {},
    ],
    [
      'three thousand representations',
      'query ($of: [_Any!]!) { _entities(representations: $of) { ... on Patient { fullName } } }',
      { of: Array.from({ length: 3_000 }, (_, index) => ({ __typename: 'Patient', id: `e${index}` })) },
    ],
    [
      'fragments that multiply at each level',
      `{ patient(id: "e1") { ...F0 } } ${[0, 1, 2, 3].map((level) => fragmentOf(level)).join(' ')} fragment F4 on Patient { id }`,
      {},
    ],
    [
      'a hundred patients with two lists each',
      '{ patients(first: 100) { goals { id } problems { id } } }',
      {},
    ],
  ])('refuses an operation without a FHIR request: %s', async (_what, text, variables) => {
    const { data, errors } = await gateway.query(text, variables);
    expect([data, errors?.map(({ extensions: { code } }) => code)]).toEqual([
      undefined,
      ['OPERATION_TOO_EXPENSIVE'],
    ]);
    expect(sandbox.requests).toEqual([]);
  });

  it('refuses 800 aliases for their number, before it estimates the cost', async () => {
    const aliases = Array.from({ length: 800 }, (_, index) => `p${index}: patient(id: "e${index}") { id }`);
    const { data, errors } = await gateway.query(`{ ${aliases.join(' ')} }`);
    expect([data, errors?.[0]?.extensions.code]).toEqual([undefined, 'GRAPHQL_VALIDATION_FAILED']);
    expect(sandbox.requests).toEqual([]);
  });
});
