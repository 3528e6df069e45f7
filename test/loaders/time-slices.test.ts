import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createRequestBudget } from '../../src/epic/request-budget.ts';
import { inspectEach, redactInTurn } from '../../src/loaders/time-slices.ts';
import { createResponseLimits } from '../../src/limits/response-budget.ts';
import { rejectionOf } from '../support/refusal.ts';
import { asSent } from '../support/as-sent.ts';

function begin() {
  return createResponseLimits({ maxResponseBytes: Infinity, maxHeldBytes: 1_000 }).begin(() => {});
}

describe('inspectEach', () => {
  const records = Array.from({ length: 5_000 }, (_, at) => at);

  it('inspects records in order, in several turns of the event loop', async () => {
    const seen: number[] = [];
    const done = inspectEach({ responseBudget: begin() }, records, (record) => void seen.push(record));
    await nextTurn();
    expect(seen.length).toBeGreaterThan(0);
    expect(seen.length).toBeLessThan(records.length);
    await done;
    expect(seen).toEqual(records);
  });

  it('stops with the error of the operation when that ends', async () => {
    const responseBudget = begin();
    let seen = 0;
    const done = rejectionOf(inspectEach({ responseBudget }, records, () => (seen += 1)));
    responseBudget.hold(1_000_000);
    expect(await done).toMatchObject({ code: 'RESPONSE_TOO_LARGE' });
    expect(seen).toBeLessThan(records.length);
  });
});

describe('redactInTurn', () => {
  it('redacts large records in several turns of the event loop', async () => {
    const record = { resourceType: 'Patient', id: 'p', name: Array(19_000).fill('x') };
    let shown = 0;
    const authorization = asSent<Parameters<typeof redactInTurn>[1]>({
      redact: (resource: unknown) => {
        shown += 1;
        return resource;
      },
    });
    const responseBudget = begin();
    const all = Promise.all(
      Array.from({ length: 5 }, () =>
        redactInTurn({ responseBudget }, authorization, asSent(record), createRequestBudget().warn),
      ),
    );
    await nextTurn();
    expect(shown).toBeLessThan(3);
    await all;
    expect(shown).toBe(5);
  });
});
