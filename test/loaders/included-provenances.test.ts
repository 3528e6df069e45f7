import { afterEach, describe, expect, it } from 'vitest';
import { PROVENANCE_INCLUDE } from '../../src/fhir/resources.ts';
import { memoryOfValue } from '../../src/json/size.ts';
import { createResponseLimits } from '../../src/limits/response-budget.ts';
import { createById } from '../../src/loaders/by-id.ts';
import type { Operation } from '../../src/loaders/operation.ts';
import { createProvenances } from '../../src/loaders/provenances.ts';
import { type Operations, startOperations } from '../support/operation.ts';
import { type RecordServer, startRecordServer } from '../support/record-server.ts';

let server: RecordServer;
let operations: Operations;

afterEach(async () => {
  await operations.close();
  await server.close();
});

const condition = {
  resourceType: 'Condition',
  id: 'c1',
  code: { text: 'Asthma' },
  subject: { reference: 'Patient/p1' },
};
const provenances = Array.from({ length: 50 }, (_, index) => ({
  resourceType: 'Provenance',
  id: `v${index}`,
  recorded: '2024-01-01T00:00:00Z',
  target: [{ reference: 'Condition/c1' }],
  agent: [{ who: { display: 'x'.repeat(1_000) } }],
}));

describe('the provenances that come with a record by id', () => {
  it('count towards the memory of the operation that shows them', async () => {
    const offered = { Condition: ['patient', '_revinclude'] };
    server = await startRecordServer([condition, ...provenances], JSON.stringify, offered);
    operations = await startOperations(server);
    const { operation: unbounded } = operations.begin();
    const limits = createResponseLimits({ maxResponseBytes: Infinity, maxHeldBytes: 100_000_000 });
    const responseBudget = limits.begin(() => {});
    const hold = (taken: number): void => responseBudget.hold(taken);
    const operation: Operation = { ...unbounded, responseBudget, budget: { ...unbounded.budget, hold } };
    const loaded = createProvenances(operation);
    const record = await createById(operation, loaded).load('Condition', 'c1', undefined, [
      PROVENANCE_INCLUDE,
    ]);
    expect(record === null ? null : await loaded.load(record, [])).toHaveLength(50);
    expect(server.requests).toHaveLength(1);
    const kept = [condition, ...provenances].reduce((sum, one) => sum + memoryOfValue(one), 0);
    expect(limits.heldBytes).toBe(kept);
  });
});
