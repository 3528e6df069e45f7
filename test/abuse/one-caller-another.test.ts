/** Failures that one caller's operations cause at the server change no answer to another caller. */
import type { Fault, Sandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ, DERRICK_LIN, OLIVIA_ROBERTS } from 'epic-fhir-sandbox/data';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at } from '../support/expected.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { type IdentityProvider, startIdentityProvider } from '../support/identity-provider.ts';
import { borrowSandbox } from '../support/sandbox.ts';
import { skipPauses } from '../support/time.ts';

skipPauses();

let sandbox: Sandbox;
let issuer: IdentityProvider;

beforeAll(async () => {
  sandbox = await borrowSandbox();
  issuer = await startIdentityProvider();
});

afterAll(async () => {
  await issuer.close();
  await sandbox.close();
});

const PATIENTS = [CAMILA_LOPEZ, DERRICK_LIN, OLIVIA_ROBERTS] as const;

/** Lists with and without categories, includes and orders, lookups by id, the panel, provenances, the directory and a day. */
const operationsOn = (id: string): readonly string[] => [
  `{ patient(id: "${id}") { labResults { id } vitalSigns { id } observations { id name } } }`,
  `{ patient(id: "${id}") { encounters { id serviceProvider { resource { name } } } conditions { id name encounter { resource { id } } } } }`,
  `{ patient(id: "${id}") { procedures(sort: OLDEST) { id } documents { id } carePlans { id } problems { id provenances { id } } } }`,
  `{ patients(first: 12) { id fullName problems { id source isReconciled } generalPractitioners { resource { __typename } } } }`,
  `{ ${PATIENTS.map((one, index) => `p${index}: patient(id: "${one}") { fullName recentRecords(since: "2020", first: 3) { date } }`).join(' ')} }`,
  '{ locations(type: "21", first: 3) { id partOf { resource { name } } } }',
  `{ appointments(date: "2026-05-04", first: 5, patients: ["${id}"]) { id start } }`,
];

const outcomeOf = (code: string) => ({
  resourceType: 'OperationOutcome',
  issue: [{ severity: 'fatal', code: 'processing', details: { coding: [{ code }] } }],
});
/** Failures of which none opens a circuit breaker. */
const failures: fc.Arbitrary<Fault> = fc
  .tuple(
    fc.constantFrom(
      { operation: 'read' as const },
      { operation: 'search' as const },
      { query: /_id=/ },
      { query: /_include/ },
      { query: /category/ },
      { query: /_sort/ },
      { resourceType: 'List' },
      { resourceType: 'Observation' },
    ),
    fc.constantFrom(1, 3, Infinity),
    fc.oneof(
      fc
        .tuple(
          fc.constantFrom(400, 401, 403, 404, 413, 431, 500),
          fc.constantFrom('59109', '4130', '4106', '59177'),
        )
        .map(([status, code]) => ({ kind: 'json' as const, status, body: outcomeOf(code) })),
      fc.constantFrom(
        { kind: 'html' as const },
        { kind: 'partial' as const },
        { kind: 'truncated-json' as const },
      ),
    ),
  )
  .map(([match, times, fault]) => Object.assign({ match, times }, fault));

const operations = fc.constantFrom(...PATIENTS).chain((id) => fc.constantFrom(...operationsOn(id)));

function start(): Promise<Gateway> {
  return startGateway(sandbox, {
    panel: { kind: 'list', identifier: sandbox.panels.list },
    callers: issuer.tokenVerification(),
    server: { maxUpstreamCalls: 200 },
  });
}

async function send(gateway: Gateway, subject: string, query: string) {
  const token = await issuer.bearer('user/*.rs', { subject });
  const body: unknown = (await gateway.http.post('/graphql').set('authorization', token).send({ query }))
    .body;
  const fhir = (name: string): unknown => at(body, 'extensions', 'fhir', name);
  const answer = {
    data: at(body, 'data'),
    estimatedRequests: fhir('estimatedRequests'),
    warnings: sorted(fhir('warnings')),
    errors: sorted(at(body, 'errors')),
  };
  return { requests: Number(fhir('requests')), answer };
}

/** Sorts what concurrent fields report. */
function sorted(reported: unknown): readonly unknown[] {
  return [reported ?? []]
    .flat()
    .toSorted((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1));
}

describe('the answer to one caller [T7-T3]', () => {
  it('has the same data, warnings, price and requests after any operations of another, whatever the server did', async () => {
    const runs = fc.array(fc.tuple(operations, fc.array(failures, { maxLength: 3 })), {
      minLength: 1,
      maxLength: 3,
    });
    await fc.assert(
      fc.asyncProperty(runs, operations, async (others, own) => {
        const [alone, shared] = [await start(), await start()];
        try {
          for (const [query, faults] of others) {
            faults.forEach((fault) => sandbox.fault(fault));
            await send(shared, 'one', query);
            sandbox.clearFaults();
          }
          const expected = await send(alone, 'another', own);
          expect(expected.answer.data).toBeDefined();
          const found = await send(shared, 'another', own);
          expect(found.answer).toEqual(expected.answer);
          // The panel and the directory in memory save requests.
          expect(found.requests).toBeLessThanOrEqual(expected.requests);
        } finally {
          await Promise.all([alone.close(), shared.close()]);
        }
      }),
      { numRuns: 60 },
    );
  });
});
