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

/** @param record the position of the record in the patient's chart */
type Query = (patient: string, record: number) => string;

const QUERIES: Readonly<Record<string, Query>> = {
  'lists of one type': (id) =>
    `{ patient(id: "${id}") { labResults { id } vitalSigns { id } observations { id name } } }`,
  'a list with references': (id) =>
    `{ patient(id: "${id}") { encounters { id serviceProvider { resource { name } } } } }`,
  'lists in other orders': (id) =>
    `{ patient(id: "${id}") { procedures(sort: OLDEST) { id } documents { id } carePlans { id } } }`,
  'a list with provenances': (id) => `{ patient(id: "${id}") { immunizations { id provenances { id } } } }`,
  'a record with provenances': (id, record) =>
    `{ immunization(id: "${idOf('Immunization', id, record)}") { id provenances { id } } }`,
  'a record with references': (id, record) =>
    `{ encounter(id: "${idOf('Encounter', id, record)}") { serviceProvider { resource { name } } } }`,
  'the panel': () => '{ patients(first: 12) { id fullName problems { id source isReconciled } } }',
  'recent records': (id) => `{ patient(id: "${id}") { recentRecords(since: "2020", first: 3) { date } } }`,
  'the directory': () => '{ locations(type: "21", first: 3) { id partOf { resource { name } } } }',
  'a day': (id) => `{ appointments(date: "2026-05-04", first: 5, patients: ["${id}"]) { id start } }`,
};

function idOf(type: 'Encounter' | 'Immunization', patient: string, record: number): string {
  const records = sandbox.chart(patient, type);
  return String(records[record % records.length]?.id);
}

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
    ),
    fc.constantFrom(1, Infinity),
    fc.oneof(
      {
        weight: 5,
        arbitrary: fc
          .constantFrom<readonly [number, string]>(
            [400, '59109'],
            [403, 'unknown'],
            [403, '4130'],
            [413, 'unknown'],
            [500, '59177'],
          )
          .map(([status, code]) => ({
            kind: 'json' as const,
            status,
            body: outcomeOf(code),
          })),
      },
      fc.constantFrom(
        { kind: 'html' as const },
        { kind: 'partial' as const },
        { kind: 'truncated-json' as const },
      ),
    ),
  )
  .map(([match, times, fault]) => Object.assign({ match, times }, fault));

const places = fc.record({ patient: fc.constantFrom(...PATIENTS), record: fc.nat(20) });

function start(isPanelOnly: boolean): Promise<Gateway> {
  return startGateway(sandbox, {
    panel: { kind: 'list', identifier: sandbox.panels.list },
    callers: issuer.tokenVerification(),
    // The shared cache and the panel in memory would save requests.
    server: { maxUpstreamCalls: 200, sharedCacheSeconds: 0, panelCacheSeconds: 0, isPanelOnly },
  });
}

async function send(gateway: Gateway, subject: string, query: string) {
  const token = await issuer.bearer('user/*.rs', { subject });
  const body: unknown = (await gateway.http.post('/graphql').set('authorization', token).send({ query }))
    .body;
  const fhir = (name: string): unknown => at(body, 'extensions', 'fhir', name);
  return {
    data: at(body, 'data'),
    errors: sorted(at(body, 'errors')),
    warnings: sorted(fhir('warnings')),
    requests: [fhir('estimatedRequests'), fhir('requests')],
  };
}

/** Sorts what concurrent fields report. */
function sorted(reported: unknown): readonly unknown[] {
  return [reported ?? []]
    .flat()
    .toSorted((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1));
}

describe('the answer to one caller [T7-T3]', () => {
  it.each(Object.entries(QUERIES))(
    'has the same data, warnings, price and requests for %s after any operations of another, whatever the server did',
    async (_, own) => {
      // Operations with the same kinds of requests are the most likely to change each other.
      const query = fc.oneof(
        { weight: 4, arbitrary: fc.constant(own) },
        fc.constantFrom(...Object.values(QUERIES)),
      );
      const faults = fc.array(failures, { maxLength: 2 });
      const others = fc.array(fc.record({ query, place: places, faults }), { minLength: 6, maxLength: 9 });
      await fc.assert(
        fc.asyncProperty(others, places, fc.boolean(), async (before, { patient, record }, isPanelOnly) => {
          const [alone, shared] = [await start(isPanelOnly), await start(isPanelOnly)];
          try {
            for (const { query: sent, place, faults: met } of before) {
              met.forEach((fault) => sandbox.fault(fault));
              await send(shared, 'one', sent(place.patient, place.record));
              sandbox.clearFaults();
            }
            const expected = await send(alone, 'another', own(patient, record));
            expect(expected.data).toBeDefined();
            expect(await send(shared, 'another', own(patient, record))).toEqual(expected);
          } finally {
            await Promise.all([alone.close(), shared.close()]);
          }
        }),
        { numRuns: 15 },
      );
    },
  );
});
