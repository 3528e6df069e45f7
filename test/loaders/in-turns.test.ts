import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createUsage } from '../../src/fhir/usage.ts';
import { glanceAtEach, shownInTurn } from '../../src/loaders/in-turns.ts';
import { createSizeBounds } from '../../src/size/answer-size.ts';
import { rejectionOf } from '../support/refusal.ts';
import { asSent } from '../support/as-sent.ts';

function begin() {
  return createSizeBounds({ maxResponseBytes: Infinity, maxHeldBytes: 1_000 }).begin(() => {});
}

describe('records of a page', () => {
  const records = Array.from({ length: 5_000 }, (_, at) => at);

  it('come in their order, in several turns of the event loop', async () => {
    const seen: number[] = [];
    const done = glanceAtEach({ size: begin() }, records, (record) => void seen.push(record));
    await nextTurn();
    expect(seen.length).toBeGreaterThan(0);
    expect(seen.length).toBeLessThan(records.length);
    await done;
    expect(seen).toEqual(records);
  });

  it('are left where the operation ends meanwhile, with its error', async () => {
    const size = begin();
    let seen = 0;
    const done = rejectionOf(glanceAtEach({ size }, records, () => (seen += 1)));
    size.hold(1_000_000);
    expect(await done).toMatchObject({ code: 'RESPONSE_TOO_LARGE' });
    expect(seen).toBeLessThan(records.length);
  });
});

describe('records that are shown', () => {
  it('are not all shown in one turn of the event loop where they are large', async () => {
    const record = { resourceType: 'Patient', id: 'p', name: Array(19_000).fill('x') };
    let shown = 0;
    const reach = asSent<Parameters<typeof shownInTurn>[1]>({
      shown: (resource: unknown) => {
        shown += 1;
        return resource;
      },
    });
    const size = begin();
    const all = Promise.all(
      Array.from({ length: 5 }, () => shownInTurn({ size, usage: createUsage() }, reach, asSent(record))),
    );
    await nextTurn();
    expect(shown).toBeLessThan(3);
    await all;
    expect(shown).toBe(5);
  });
});
