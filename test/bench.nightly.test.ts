/** Runs of the bench that measure for long, or under load. */
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { MEASURED_COSTS } from '../bench/measured-costs.ts';
import { bench, run, SLOW_MS, SMALL_RUN } from './support/bench-programs.ts';
import { isValkeyThere, SKIPS_WITHOUT_VALKEY } from './support/valkey.ts';

const LOAD = z.object({ operations: z.int().positive(), errors: z.int(), calls: z.number().nullable() });
const RUN = z.object({
  measured: z.array(z.object({ alone: LOAD, beside: LOAD, failing: z.array(LOAD) })),
  verdicts: z.array(z.object({ figure: z.string() })),
});
const COMPARISONS = z.object({
  comparisons: z.array(z.object({ rows: z.array(z.unknown()), problems: z.array(z.unknown()) })),
});
const FEW_SECONDS = ['--rounds', '2', '--seconds', '2', '--warm-up', '1'];

/** The panel is in memory, and a round can contain its refresh. */
const isOneWithRefreshes: unknown = expect.toSatisfy((calls: number) => calls >= 1 && calls < 2);

describe('npm run bench', () => {
  it(
    'prints an aligned row per contender for a near and a far FHIR server, and whether the goals are met',
    async () => {
      const { code, stdout, stderr } = await bench('--contenders', '--operation', 'names', ...SMALL_RUN);
      expect(stderr).toBe('');
      expect(stdout).toContain('names of 10, FHIR server near (0 ms)\n10 operations per round, 1 at a time');
      expect(stdout).toContain('names of 10, FHIR server 120 ms away\n4 operations per round, 1 at a time');
      const tables = [...stdout.matchAll(/^contender .*\n(?:.+\n)+/gm)].map(([table]) => table.split('\n'));
      expect(tables).toHaveLength(2);
      for (const [heading = '', ...lines] of tables) {
        const rows = lines.filter((line) => line.length === heading.length);
        expect(heading).toMatch(
          /^contender +calls +bytes +p50 ms +p99 ms +ops\/s +CPU µs +peak MB +failed +CPU of the first +its time$/,
        );
        for (const [name, calls] of [
          // A round with a refresh of the panel has more.
          ['gateway', String.raw`1(?:\.\d+)?`],
          ['bare Apollo', 2],
          ['bare with flags', 2],
          ['one by one', 11],
          ['REST script', 2],
        ])
          expect(rows.filter((row) => new RegExp(`^${name} +${calls} +\\d+ .* 0 +`).test(row))).toHaveLength(
            1,
          );
        // The gateway does not depend on GraphQL Mesh, so it may be missing.
        expect(lines.join('\n')).toMatch(
          /^GraphQL Mesh +2 |^GraphQL Mesh is not installed.*npm ci --prefix bench/m,
        );
      }
      expect(stdout).toMatch(
        /names of 10, 0 ms: no more FHIR requests than any other contender \(1(?:\.\d+)? to 2, 2, 11/,
      );
      expect(stdout).toMatch(/names of 10, 0 ms: at most 1 × the CPU of bare Apollo \(\d+\.\d\d\)/);
      expect(stdout).toMatch(/names of 10, 0 ms: at most 1\.25 × the CPU of bare with flags \(\d+\.\d\d\)/);
      expect(code).toBe(0);
    },
    SLOW_MS,
  );

  it(
    'prints the results of a person and of the gateway itself, with the same requests',
    async () => {
      const { code, stdout } = await bench('--persons', '--operation', 'names', ...SMALL_RUN, '--json');
      const { comparisons } = COMPARISONS.parse(JSON.parse(stdout));
      expect(comparisons.length).toBeGreaterThan(0);
      for (const { rows, problems } of comparisons) {
        expect(rows.slice(0, 2)).toMatchObject(
          ['person', 'system'].map((name) => ({ name, callsPerOperation: isOneWithRefreshes, failed: 0 })),
        );
        expect(problems).toEqual([]);
      }
      expect(code).toBe(0);
    },
    SLOW_MS,
  );

  it.each(['chart', '5 labs', 'encounters', 'entities'])(
    'compares contenders that return the same data: %s',
    async (operation) => {
      const { code, stdout } = await bench('--contenders', '--operation', operation, ...SMALL_RUN);
      expect(stdout).toContain('REST script');
      expect([stdout.match(/Do not use this run.*/)?.[0], code]).toEqual([undefined, 0]);
    },
    SLOW_MS,
  );

  it(
    'compares a request through src/http with one through got, and prints the memory of the process',
    async () => {
      const { code, stdout, stderr } = await bench('--http', '--memory', ...SMALL_RUN);
      expect(stderr).toBe('');
      for (const name of ['src/http', 'bare got'])
        expect(stdout).toMatch(new RegExp(`^${name} +1 +\\d+ .* 0 +`, 'm'));
      expect(stdout).toMatch(
        /one FHIR request through src\/http, 0 ms: at most 1 × the CPU of bare got \(\d/,
      );
      expect(stdout).toMatch(/^gateway +\d{2,3} +\d{2,3} +\d{2,3} +\d+$/m);
      expect(stdout).toMatch(/memory: the process takes at most 150 MB after the start \(\d+ MB\)/);
      expect(stdout).toMatch(/memory: the process takes at most 300 MB at its peak load \(\d+ MB\)/);
      expect(code).toBe(0);
    },
    SLOW_MS,
  );

  it(
    'prints what configured, active and closed sites cost',
    async () => {
      const { code, stdout } = await bench('--sites', '--quick');
      expect(stdout).toMatch(/^5 configured( +[\d.]+){4} +0 +0$/m);
      // A token and a read for each site, and five more reads. A slow run can send more.
      const [, requests = ''] = /^5 active(?: +[\d.]+){4} +5 +(\d+)$/m.exec(stdout) ?? [];
      expect(Number(requests)).toBeGreaterThanOrEqual(15);
      expect(stdout).toMatch(new RegExp(String.raw`^5 closed( +[\d.]+){4} +0 +${requests}$`, 'm'));
      expect(stdout).toMatch(
        /^ {2}met +sites: configured sites send no FHIR request and open no connection/m,
      );
      expect(code).toBe(0);
    },
    SLOW_MS,
  );
});

describe('npm run --prefix bench replicas', () => {
  it.skipIf(!isValkeyThere)(
    `prints what operations cost with 1, 2 and 4 replicas and their store ${SKIPS_WITHOUT_VALKEY}`,
    async () => {
      const { stdout } = await run('bench/replicas.ts', '--quick', '--json');
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
});

it('npm run --prefix bench failing-sites compares a site of 50 callers with and without two sites that fail', async () => {
  const script = ['bench/failing-sites.ts', ...FEW_SECONDS, '--json'];
  const { stdout } = await run(...script);
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
