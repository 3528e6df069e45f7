import type { Sandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ, DERRICK_LIN } from 'epic-fhir-sandbox/data';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { SiteClient } from '../support/site.ts';
import { createRequestBudget } from '../../src/epic/request-budget.ts';
import { PATIENCE } from '../support/patience.ts';
import { borrowSandbox } from '../support/sandbox.ts';
import { fhirCalls } from '../support/upstream.ts';
import { clientOf } from './epic-client.ts';

let sandbox: Sandbox;
let client: SiteClient;

beforeEach(async () => {
  sandbox = await borrowSandbox();
  client = await clientOf(sandbox);
});

afterEach(async () => {
  client.close();
  await sandbox.close();
});

describe('the request budget of an operation', () => {
  it('rejects concurrent requests beyond the budget of an operation', async () => {
    const budget = createRequestBudget(undefined, 3);
    const reads = sandbox.patients.slice(0, 8).map(({ id }) => client.read('Patient', id, budget));
    const outcomes = await Promise.allSettled(reads);
    const refused = outcomes.flatMap((outcome) =>
      outcome.status === 'rejected' ? [String(outcome.reason)] : [],
    );
    expect(refused).toEqual(
      Array.from(
        { length: 5 },
        () =>
          'GatewayError: The operation has used its limit of 3 FHIR requests (MAX_UPSTREAM_CALLS). Select less in one operation.',
      ),
    );
    expect(fhirCalls(sandbox)).toHaveLength(3);
    expect(budget.usage.requests).toBe(3);
  });

  it('does not charge an operation for a request that another operation sent', async () => {
    const hold = sandbox.hold({ operation: 'read' });
    const [sender, joiner] = [createRequestBudget(undefined, 1), createRequestBudget(undefined, 1)];
    const both = [sender, joiner].map((budget) => client.read('Patient', CAMILA_LOPEZ, budget));
    await vi.waitUntil(() => hold.arrived === 1, PATIENCE);
    hold.release();
    await Promise.all(both);
    expect([sender.usage.requests, joiner.usage.requests]).toEqual([1, 0]);
    await expect(client.read('Patient', DERRICK_LIN, joiner)).resolves.toMatchObject({ id: DERRICK_LIN });
    await expect(client.read('Patient', DERRICK_LIN, sender)).rejects.toMatchObject({
      code: 'OPERATION_TOO_EXPENSIVE',
    });
  });

  it('applies the request budget to searches, further pages and Binaries', async () => {
    const exhausted = createRequestBudget(undefined, 0);
    const requests = [
      client.search('Patient', { _id: CAMILA_LOPEZ }, exhausted),
      client.nextPage('Patient', `${sandbox.baseUrl}/Patient?sessionID=1`, exhausted),
      client.readBinary('e1', exhausted),
    ];
    for (const outcome of await Promise.allSettled(requests)) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'OPERATION_TOO_EXPENSIVE' } });
    }
    expect(fhirCalls(sandbox)).toEqual([]);
  });
});

describe('EpicClient.latestCapabilities', () => {
  it('returns null before the first /metadata response and its capabilities afterwards', async () => {
    expect(client.latestCapabilities()).toBeNull();
    const capabilities = await client.capabilities();
    expect(client.latestCapabilities()).toBe(capabilities);
  });
});
