import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { FROM_SOURCE } from './support/from-source.ts';

const LOAD = z.object({ operations: z.int().positive(), errors: z.int(), calls: z.number().nullable() });
const RUN = z.object({
  measured: z.array(z.object({ alone: LOAD, beside: LOAD, failing: z.array(LOAD) })),
  verdicts: z.array(z.object({ figure: z.string() })),
});
const SMALL_RUN = ['--rounds', '2', '--seconds', '2', '--warm-up', '1'];

it('npm run --prefix bench failing-sites compares a site of 50 callers with and without two sites that fail', async () => {
  const script = ['bench/failing-sites.ts', ...SMALL_RUN, '--json'];
  const { stdout } = await promisify(execFile)(process.execPath, [...FROM_SOURCE, ...script]);
  const { measured, verdicts } = RUN.parse(JSON.parse(stdout));
  expect(measured).toHaveLength(2);
  for (const { alone, beside, failing } of measured) {
    for (const load of [alone, beside]) {
      expect(load).toMatchObject({ errors: 0, calls: 4 });
      expect(load.operations).toBeGreaterThanOrEqual(50);
    }
    expect(failing).toHaveLength(2);
    for (const { operations, errors } of failing) expect(errors).toBe(operations);
  }
  expect(verdicts.map(({ figure }) => figure)).toEqual(['0', '4', expect.stringMatching(/^\d+\.\d\d \(/)]);
});
