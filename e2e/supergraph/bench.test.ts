import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { FROM_SOURCE } from '../../test/support/from-source.ts';

const run = promisify(execFile);

const REPORT = z.object({
  rows: z.array(z.object({ name: z.string(), callsPerOperation: z.number(), failures: z.array(z.string()) })),
});

it('npm run bench-supergraph measures both routers beside the same requests by hand, at the same FHIR requests', async () => {
  const args = ['--operations', '2', '--rounds', '1', '--json'];
  const { stdout } = await run(process.execPath, [...FROM_SOURCE, 'e2e/supergraph/bench.ts', ...args]);
  expect(REPORT.parse(JSON.parse(stdout)).rows).toEqual(
    ['by hand', 'Hive Gateway', 'Apollo Gateway'].map((name) => ({
      name,
      callsPerOperation: 2,
      failures: [],
    })),
  );
});

it('npm run bench-supergraph refuses what it does not know with its usage', async () => {
  const refused = run(process.execPath, [...FROM_SOURCE, 'e2e/supergraph/bench.ts', '--fast']);
  await expect(refused).rejects.toThrow(/Usage: npm run bench-supergraph -- \[--operations N\]/);
  await expect(refused).rejects.toMatchObject({ code: 1 });
});
