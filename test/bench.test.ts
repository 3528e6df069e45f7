import { execFile } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Measured, Sample } from '../bench/measure.ts';
import { createReport, type Report, reportText } from '../bench/report.ts';

interface Ended {
  code: number | string | null;
  stdout: string;
  stderr: string;
}

async function bench(...args: string[]): Promise<Ended> {
  const { promise, resolve } = Promise.withResolvers<Ended>();
  execFile(process.execPath, ['bench/main.ts', ...args], (error, stdout, stderr) => {
    resolve({ code: error === null ? 0 : (error.code ?? null), stdout, stderr });
  });
  return promise;
}

/** Eight processes start for it. */
const SLOW_MS = 90_000;

const TINY = ['--operations', '10', '--concurrency', '1', '--rounds', '1'];

/** The lines of each comparison: its title and its operation come first. */
function comparisonsIn(stdout: string): string[][] {
  return stdout.split(/\n\n(?=\S.*\n\S.*\n\d+ operations a round)/).map((text) => text.split('\n'));
}

describe('npm run bench', () => {
  it(
    'prints for each comparison an aligned row a contender, the ratios between them, and ends well',
    async () => {
      const { code, stdout, stderr } = await bench(...TINY);
      expect(stderr).toBe('');
      const comparisons = comparisonsIn(stdout);
      expect(comparisons.map(([title]) => title)).toEqual([
        'The gateway as it is shipped, beside a server written by hand and the calls alone',
        'Sign-in, authorisation, budget and audit, for a caller with user/ scopes',
        'The same for a caller with patient/ scopes, who has one patient alone',
      ]);
      expect(comparisons[0]?.[1]).toBe('{ patients(first: 10) { id fullName } }');
      const names = [
        ['gateway', 'bare Apollo', 'raw got'],
        ['all on', 'all off'],
        ['all on', 'all off'],
      ];
      for (const [index, lines] of comparisons.entries()) {
        const rows = names[index] ?? [];
        const table = lines.slice(4, 5 + rows.length);
        expect(table[0]).toMatch(
          /^contender +ops\/s +CPU µs\/op +less idle +p50 ms +p99 ms +calls\/op +failed$/,
        );
        for (const [at, name] of rows.entries()) {
          expect(table[at + 1]).toMatch(
            new RegExp(String.raw`^${name} +\d+ +\d+ +\d+ +\d+\.\d\d +\d+\.\d\d +(2|11)\.00 +0$`),
          );
        }
        expect(new Set(table.map((line) => line.length)).size).toBe(1);
      }
      expect(stdout).toMatch(/CPU of the gateway to that of bare Apollo: \d+\.\d\d \(.*aim: at most 1\.25/);
      expect(stdout).toMatch(/CPU of the gateway to that of raw got: \d+\.\d\d /);
      expect(stdout).toMatch(/CPU of all on to that of all off: \d+\.\d\d \(.*aim: at most 1\.15/);
      // The first operation, turns of warm-up and one that counts; of the dearer operations there are fewer in a turn.
      for (const calls of [
        '31 × search List, 31 × search Patient, 1 × token',
        '220 × search Observation, 22 × search Patient, 1 × token',
        '22 × read Patient, 22 × search Observation, 1 × token',
      ])
        expect(stdout).toContain(`Upstream calls of each contender, in the whole run: ${calls}\n`);
      expect(code).toBe(0);
    },
    SLOW_MS,
  );

  it(
    'gives the same as JSON',
    async () => {
      const { code, stdout } = await bench(...TINY, '--json');
      const calls = { 'search List': 31, 'search Patient': 31, token: 1 };
      const shape = z.object({
        comparisons: z.array(z.object({ rows: z.array(z.object({ name: z.string() })) })),
      });
      expect(
        shape.parse(JSON.parse(stdout)).comparisons.map(({ rows }) => rows.map(({ name }) => name)),
      ).toEqual([
        ['gateway', 'bare Apollo', 'raw got'],
        ['all on', 'all off'],
        ['all on', 'all off'],
      ]);
      expect(JSON.parse(stdout)).toMatchObject({
        comparisons: [
          {
            operations: 10,
            concurrency: 1,
            rounds: 1,
            rows: [
              { callsPerOperation: 2, calls, failed: 0 },
              { callsPerOperation: 2, calls, failed: 0 },
              { callsPerOperation: 2, calls, failed: 0 },
            ],
            ratios: [
              { of: 'gateway', to: 'bare Apollo', aim: 1.25 },
              { of: 'gateway', to: 'raw got', aim: null },
            ],
            problems: [],
          },
          {
            operations: 3,
            rows: [{ callsPerOperation: 11 }, { callsPerOperation: 11 }],
            ratios: [{ of: 'all on', to: 'all off', aim: 1.15 }],
            problems: [],
          },
          { operations: 3, ratios: [{ of: 'all on', to: 'all off', aim: null }], problems: [] },
        ],
      });
      expect(code).toBe(0);
    },
    SLOW_MS,
  );

  it.each(['--operations 0', '--rounds many', '--concurrency -1', '--fast', '1000'])(
    'refuses %s with its usage',
    async (text) => {
      const { code, stdout, stderr } = await bench(...text.split(' '));
      expect(stderr).toMatch(/^Usage: npm run bench -- \[--operations N\]/);
      expect(stdout).toBe('');
      expect(code).toBe(1);
    },
  );
});

describe('the report of a bench', () => {
  const sample: Sample = {
    operationsPerSecond: 500,
    cpuMicroseconds: 1_010,
    idleCorrectedMicroseconds: 1_000,
    p50Ms: 10,
    p99Ms: 20,
    callsPerOperation: 2,
  };
  const gateway: Measured = {
    name: 'gateway',
    samples: [
      sample,
      { ...sample, idleCorrectedMicroseconds: 1_200 },
      { ...sample, idleCorrectedMicroseconds: 1_500 },
    ],
    calls: { token: 1, 'search Patient': 30 },
    failures: [],
    firstAnswer: '{"patients":[]}',
  };
  const bare: Measured = { ...gateway, name: 'bare Apollo', samples: [sample, sample, sample] };

  it('compares CPU round by round and gives the median and the range', () => {
    const { ratios, problems } = reportOf(gateway, bare);
    expect(ratios).toEqual([
      { of: 'gateway', to: 'bare Apollo', median: 1.2, lowest: 1, highest: 1.5, aim: 1.25 },
    ]);
    expect(problems).toEqual([]);
  });

  it('says whether the aim is met', () => {
    const slower = { ...gateway, samples: [{ ...sample, idleCorrectedMicroseconds: 1_300 }] };
    expect(reportText(reportOf(gateway, bare))).toContain(
      '1.20 (1.00 to 1.50 over the rounds; aim: at most 1.25, met)',
    );
    expect(reportText(reportOf(slower, bare))).toContain(
      '1.30 (1.30 to 1.30 over the rounds; aim: at most 1.25, missed)',
    );
  });

  it('calls a run with failed operations worthless', () => {
    const failing = { ...bare, failures: ['HTTP 500 came.', 'HTTP 500 came.'] };
    const { rows, problems } = reportOf(gateway, failing);
    expect(rows.map(({ failed }) => failed)).toEqual([0, 2]);
    expect(problems).toEqual(['bare Apollo: 2 operation(s) failed, first: HTTP 500 came.']);
    expect(reportText(reportOf(gateway, failing))).toContain(
      'Not to be used: bare Apollo: 2 operation(s) failed',
    );
  });

  it('calls a run worthless in which the contenders made different upstream calls', () => {
    const cheaper = { ...bare, calls: { 'search Patient': 29, token: 1 } };
    expect(reportOf(gateway, cheaper).problems).toEqual([
      'The contenders did not make the same upstream calls. gateway: 30 × search Patient, 1 × token; ' +
        'bare Apollo: 29 × search Patient, 1 × token.',
    ]);
  });

  it('calls a run worthless in which the servers gave different answers', () => {
    const other = { ...bare, firstAnswer: '{"patients":null}' };
    const raw: Measured = { ...bare, name: 'raw got', firstAnswer: null };
    expect(reportOf(gateway, other, raw).problems).toEqual(['The servers did not give the same answer.']);
  });
});

function reportOf(...contenders: Measured[]): Report {
  return createReport(
    { load: { operations: 10, concurrency: 4 }, rounds: { warmUp: 2, counted: 3 }, contenders },
    {
      title: 'One beside the other',
      asked: { query: '{ patients { id } }', patients: [], labs: 0 },
      aim: { to: 'bare Apollo', most: 1.25 },
    },
  );
}
