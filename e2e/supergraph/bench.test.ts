import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { FROM_SOURCE } from '../../test/support/from-source.ts';

const run = promisify(execFile);

const REPORT = z.object({
  rows: z.array(z.object({ name: z.string(), callsPerOperation: z.number(), failures: z.array(z.string()) })),
});

it('npm run --prefix e2e bench-supergraph compares both routers with a client that sends the same FHIR requests by hand', async () => {
  const args = ['--operations', '2', '--rounds', '1', '--json'];
  const { stdout } = await run(process.execPath, [...FROM_SOURCE, 'e2e/supergraph/bench.ts', ...args]);
  expect(REPORT.parse(JSON.parse(stdout)).rows).toEqual(
    ['by hand', 'Hive Gateway', 'Apollo Gateway'].map((name) => ({
      name,
      callsPerOperation: 1,
      failures: [],
    })),
  );
});

it('npm run --prefix e2e bench-supergraph prints its usage for an unknown option', async () => {
  const refused = run(process.execPath, [...FROM_SOURCE, 'e2e/supergraph/bench.ts', '--fast']);
  await expect(refused).rejects.toThrow(/Usage: npm run --prefix e2e bench-supergraph -- \[--operations N\]/);
  await expect(refused).rejects.toMatchObject({ code: 1 });
});
