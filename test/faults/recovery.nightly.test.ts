import { startSandbox } from 'epic-fhir-sandbox';
import { expect, it, vi } from 'vitest';
import { heapBytes } from '../support/heap.ts';
import { expectNoUncaughtErrors } from '../support/uncaught-errors.ts';
import * as wire from '../support/wire-faults.ts';
import { RECORDS, startFaultHarness, TEST_MS } from './fault-harness.ts';

vi.setConfig({ testTimeout: TEST_MS });

const MAX_GROWTH_BYTES = 3_000_000;

expectNoUncaughtErrors();

it('a gateway leaks no memory and no connection in repeated faults', async () => {
  const harness = await startFaultHarness();
  const behind = await startSandbox();
  const subject = await harness.start({ logLevel: 'error' }, behind);
  const faults = [wire.sendBody('{"resourceType":'), wire.reset('amid the body')];
  const round = async (): Promise<number> => {
    for (const fault of faults) {
      subject.front.fail(RECORDS, fault);
      await harness.callers.queryAtOnce(subject.gateway);
    }
    behind.clearRequests();
    return heapBytes();
  };
  for (let warmUp = 0; warmUp < 2; warmUp += 1) await round();
  const before = heapBytes();
  const after = [await round(), await round(), await round()];
  expect(Math.min(...after) - before).toBeLessThan(MAX_GROWTH_BYTES);
  await subject.front.recover();
  await harness.expectRecovery(subject);
  await behind.close();
  await harness.close();
});
