import { startSandbox } from 'epic-fhir-sandbox';
import { expect, it } from 'vitest';
import { heapBytes } from '../support/heap.ts';
import { beginSignIns, startAttacked } from './sign-in-attacks.ts';

it('holds little memory for ten thousand sign-ins that never end', async () => {
  const sandbox = await startSandbox();
  const gateway = await startAttacked(sandbox);
  await beginSignIns(gateway, 500);
  const before = heapBytes();
  await beginSignIns(gateway, 10_500);
  expect(heapBytes() - before).toBeLessThan(40_000_000);
  await gateway.close();
  await sandbox.close();
}, 300_000);
