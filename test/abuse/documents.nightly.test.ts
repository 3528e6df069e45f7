import { expect, it } from 'vitest';
import { startGateway } from '../support/gateway.ts';
import { heapBytes } from '../support/heap.ts';
import { borrowSandbox } from '../support/sandbox.ts';
import { expectStillHealthy } from '../support/still-healthy.ts';

it('retains no memory for rejected documents with different values', async () => {
  const sandbox = await borrowSandbox();
  const gateway = await startGateway(sandbox);
  await expectStillHealthy(gateway);
  const before = heapBytes();
  for (let round = 0; round < 60; round += 1) {
    const ids = Array.from({ length: 4_000 }, (_, index) => `"${round}.${index}"`).join();
    const { errors } = await gateway.query(`{ patients(filter: { ids: [${ids}] }) { id } }`);
    expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
  }
  expect(heapBytes() - before).toBeLessThan(8 * 1024 * 1024);
  await gateway.close();
  await sandbox.close();
});
