import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { MEASURED_COSTS } from '../bench/measured-costs.ts';
import { FROM_SOURCE } from './support/from-source.ts';
import { matching } from './support/expected.ts';
import { isValkeyThere, SKIPS_WITHOUT_VALKEY } from './support/valkey.ts';

/** The bench starts ten processes. */
const SLOW_MS = 300_000;

const runBench = (...args: string[]) =>
  promisify(execFile)(process.execPath, [...FROM_SOURCE, 'bench/replicas.ts', ...args]);

describe('npm run --prefix bench replicas', () => {
  it.skipIf(!isValkeyThere)(
    `prints what operations cost with 1, 2 and 4 replicas and their store ${SKIPS_WITHOUT_VALKEY}`,
    async () => {
      const { stdout } = await runBench('--quick', '--json');
      const { operations, points } = MEASURED_COSTS.parse(JSON.parse(stdout));
      expect(operations.map(({ fhirRequests }) => fhirRequests > 0)).toEqual(operations.map(() => true));
      for (const { storeScripts, storeCommands, storeBytes, clientBytes, cpuMs } of operations) {
        expect(storeScripts).toBeGreaterThanOrEqual(1);
        expect(storeCommands).toBeGreaterThan(storeScripts);
        for (const amount of [storeBytes, clientBytes, cpuMs]) expect(amount).toBeGreaterThan(0);
      }
      expect(points.map(({ replicas, hasStore }) => [replicas, hasStore])).toEqual([
        [1, false],
        [1, true],
        [2, true],
        [4, true],
      ]);
      for (const { hasStore, storeScripts, operationsPerSecond } of points) {
        expect(storeScripts > 0).toBe(hasStore);
        expect(operationsPerSecond).toBeGreaterThan(0);
      }
    },
    SLOW_MS,
  );

  it.each(['--rounds 0', '--seconds many', '--warm-up 1001', '--writes', '2', '--quick --write'])(
    'rejects %s and prints its usage, which names all options',
    async (text) => {
      const error: unknown = await runBench(...text.split(' ')).catch((reason: unknown) => reason);
      expect(error).toMatchObject({ code: 1, stdout: '' });
      const usage =
        /^Usage: npm run --prefix bench replicas -- \[--rounds N\] \[--seconds N\] \[--operations N\] \[--warm-up N\] \[--quick\] \[--json\] \[--write\]\n/;
      expect(error).toHaveProperty('stderr', matching(usage));
    },
  );
});
