import { execFile } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { PUBLIC_PATIENTS } from 'epic-fhir-sandbox/data';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Contender } from '../bench/contenders.ts';
import { judgeGrowth } from '../bench/growth.ts';
import { type ContenderResult, measure, type Sample } from '../bench/measure.ts';
import { judgeMemory } from '../bench/memory.ts';
import { createOperations } from '../bench/operations.ts';
import { parseOptions } from '../bench/options.ts';
import { judgeOwnTime } from '../bench/own-time.ts';
import { countSteps, readJourney } from '../bench/page-journey.ts';
import { createReport, formatReport, formatVerdicts, type Report } from '../bench/report.ts';
import { MEGABYTE } from '../bench/table.ts';
import { startWideUpstream } from '../bench/wide-upstream.ts';
import { readImageSettings } from '../scripts/image-settings.ts';
import { FROM_SOURCE } from './support/from-source.ts';

interface Ended {
  code: number | string | null;
  stdout: string;
  stderr: string;
}

async function run(...args: string[]): Promise<Ended> {
  const { promise, resolve } = Promise.withResolvers<Ended>();
  execFile(process.execPath, [...FROM_SOURCE, ...args], (error, stdout, stderr) => {
    resolve({ code: error === null ? 0 : (error.code ?? null), stdout, stderr });
  });
  return promise;
}

const bench = (...args: string[]): Promise<Ended> => run('bench/main.ts', ...args);

const COMPARISONS = z.object({
  comparisons: z.array(z.object({ rows: z.array(z.unknown()), problems: z.array(z.unknown()) })),
});

/** A bench starts up to six processes. */
const SLOW_MS = 90_000;

const SMALL_RUN = ['--operations', '10', '--concurrency', '1', '--rounds', '1', '--warm-up', '0'];

/** Returns the expected rows with the guards on and off. */
function expectedGuardRows(callsPerOperation: number) {
  return ['guards on', 'guards off'].map((name) => ({ name, callsPerOperation, failed: 0 }));
}

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
    'prints the results with and without guards as JSON',
    async () => {
      const { code, stdout } = await bench('--guards', ...SMALL_RUN, '--json');
      expect(JSON.parse(stdout)).toMatchObject({
        comparisons: [
          {
            operations: 3,
            rows: expectedGuardRows(11),
            problems: [],
          },
          {
            operations: 3,
            rows: expectedGuardRows(2),
            problems: [],
          },
        ],
        growth: [],
        ownTime: null,
        memory: [],
      });
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

  it.each(['--operations 0', '--rounds many', '--concurrency -1', '--fast', '1000'])(
    'rejects %s and prints its usage',
    async (text) => {
      const { code, stdout, stderr } = await bench(...text.split(' '));
      expect(stderr).toMatch(/^Usage: npm run bench -- \[--contenders\]/);
      expect(stdout).toBe('');
      expect(code).toBe(1);
    },
  );

  it('measures all parts except persons, growth and sites by default, and fewer operations with --quick', () => {
    expect(parseOptions([])).toMatchObject({
      parts: ['contenders', 'guards', 'http', 'own-time', 'memory'],
      operations: 400,
      rounds: 10,
      warmUpSeconds: 30,
    });
    expect(parseOptions(['--against', '../another-checkout'])).toMatchObject({
      against: '../another-checkout',
    });
    expect(parseOptions(['--growth', '--quick', '--rounds', '5'])).toMatchObject({
      parts: ['growth'],
      operations: 80,
      rounds: 5,
    });
  });
});

describe('npm run bench-start', () => {
  it(
    'prints first and second starts before and now, and whether the goals are met',
    async () => {
      const { code, stdout, stderr } = await run('bench/start.ts', '--rounds', '1', '.');
      expect([code, stderr]).toEqual([0, '']);
      const figures = String.raw` +\d{3,4} +\d+ +\d+$`;
      expect(stdout.match(new RegExp(`first start${figures}`, 'gm'))).toHaveLength(2);
      expect(stdout.match(new RegExp(`second start${figures}`, 'gm'))).toHaveLength(2);
      expect(stdout).toMatch(/^ {2}met +start: fewer than 1500 modules \(\d{3,4}\)$/m);
      expect(stdout).toMatch(
        /start: the second start takes at most 0\.65 × the CPU of a start before \(\d+\.\d\d /,
      );
    },
    SLOW_MS,
  );

  it.each(['--built --rounds 0', '--quick', '. .'])('rejects %s and prints its usage', async (text) => {
    const { code, stdout, stderr } = await run('bench/start.ts', ...text.split(' '));
    expect(stderr).toMatch(/^Usage: npm run bench-start -- \[--rounds N\]/);
    expect([code, stdout]).toEqual([1, '']);
  });
});

describe('npm run bench-first-answer', () => {
  it.each(['--rounds 0', '--quick', 'HEAD HEAD'])('rejects %s and prints its usage', async (text) => {
    const { code, stdout, stderr } = await run('bench/first-answer.ts', ...text.split(' '));
    expect(stderr).toMatch(/^Usage: npm run bench-first-answer -- \[--rounds N\]/);
    expect([code, stdout]).toEqual([1, '']);
  });
});

describe('npm run bench-first-client', () => {
  it.each(['--rounds 0', '--quick', 'HEAD HEAD'])('rejects %s and prints its usage', async (text) => {
    const { code, stdout, stderr } = await run('bench/first-client.ts', ...text.split(' '));
    expect(stderr).toMatch(/^Usage: npm run bench-first-client -- \[--rounds N\]/);
    expect([code, stdout]).toEqual([1, '']);
  });

  it('reads the commands and files of a section in their order, and counts them', () => {
    const page = `# Page\n
## First\n
\`\`\`sh
npm init -y && npm install one
\`\`\`\n
\`main.ts\` needs \`other.ts\`:\n
\`\`\`ts
run();
\`\`\`\n
## Second\n`;
    const steps = readJourney(page, 'First');
    expect(steps).toEqual([
      { kind: 'command', text: 'npm init -y && npm install one' },
      { kind: 'file', name: 'main.ts', content: 'run();\n' },
    ]);
    expect(countSteps(steps)).toBe(3);
    expect(() => readJourney(page, 'Third')).toThrow('The page has no section "Third".');
  });
});

describe('the report of a bench', () => {
  const sample: Sample = {
    operationsPerSecond: 500,
    cpuMicroseconds: 1_000,
    p50Ms: 10,
    p99Ms: 20,
    callsPerOperation: 2,
  };
  const gateway: ContenderResult = {
    name: 'gateway',
    samples: [sample, { ...sample, cpuMicroseconds: 1_200 }, { ...sample, cpuMicroseconds: 1_500 }],
    calls: { token: 1, 'search Patient': 30 },
    failures: [],
    firstResponse: { data: '{"patients":[]}', bytes: 80 },
    peakBytes: 100 * 1024 * 1024,
  };
  const bare: ContenderResult = { ...gateway, name: 'bare Apollo', samples: [sample, sample, sample] };

  it('compares CPU and time round by round, and contains the median and the range', () => {
    const { ratios, problems } = reportOf(gateway, bare);
    expect(ratios).toEqual([
      {
        to: 'bare Apollo',
        cpu: { median: 1.2, lowest: 1, highest: 1.5 },
        time: { median: 1, lowest: 1, highest: 1 },
      },
    ]);
    expect(problems).toEqual([]);
    expect(formatReport(reportOf(gateway, bare))).toMatch(/^bare Apollo +2 +80 .* 1\.20 \(1\.00–1\.50\) /m);
  });

  it('states whether the goals are met', () => {
    const slower = {
      ...gateway,
      samples: [{ ...sample, cpuMicroseconds: 1_300, p50Ms: 4, callsPerOperation: 3 }],
    };
    expect(formatVerdicts([reportOf(gateway, bare)])).toEqual([
      '  met     A comparison, 0 ms: at most 1.25 × the CPU of bare Apollo (1.20)',
      '  missed  A comparison, 0 ms: at least 3 × as fast as bare Apollo (1.0)',
      '  met     A comparison, 0 ms: no more FHIR requests than any other contender (2 to 2)',
    ]);
    expect(formatVerdicts([reportOf(slower, { ...bare, samples: [{ ...sample, p50Ms: 12 }] })])).toEqual([
      '  missed  A comparison, 0 ms: at most 1.25 × the CPU of bare Apollo (1.30)',
      '  met     A comparison, 0 ms: at least 3 × as fast as bare Apollo (3.0)',
      '  missed  A comparison, 0 ms: no more FHIR requests than any other contender (3 to 2)',
    ]);
  });

  it('reports a problem if operations failed', () => {
    const failing = { ...bare, failures: ['HTTP 500 came.', 'HTTP 500 came.'] };
    const { rows, problems } = reportOf(gateway, failing);
    expect(rows.map(({ failed }) => failed)).toEqual([0, 2]);
    expect(problems).toEqual(['bare Apollo: 2 operation(s) failed. First failure: HTTP 500 came.']);
    expect(formatReport(reportOf(gateway, failing))).toContain(
      'Do not use this run: bare Apollo: 2 operation(s) failed',
    );
  });

  it('reports a problem if contenders made different upstream calls where they must make the same', () => {
    const cheaper = { ...bare, calls: { 'search Patient': 29, token: 1 } };
    expect(reportOf(gateway, cheaper).problems).toEqual([
      'The contenders did not send the same FHIR requests. gateway: 30 × search Patient, 1 × token; ' +
        'bare Apollo: 29 × search Patient, 1 × token.',
    ]);
  });

  it('reports no problem if the contenders read the panel a different number of times', () => {
    const warmer = { ...bare, calls: { ...gateway.calls, 'search List': 2 } };
    expect(reportOf(gateway, warmer).problems).toEqual([]);
  });

  it('reports a problem if a contender returned other data', () => {
    const other = { ...bare, firstResponse: { data: '{"patients":null}', bytes: 80 } };
    expect(reportOf(gateway, other).problems).toEqual([
      'bare Apollo did not return the same data as gateway.',
    ]);
  });
});

describe('the goals without other contenders', () => {
  const growth = {
    axis: 'patients',
    size: 100,
    cpuMs: 20,
    cpuMicrosecondsEach: 200,
    latencyMs: 30,
    bytes: 1_000,
    loopMs: 12,
    loopCpuMs: 10,
    peakBytes: 0,
  };

  it('limit the growth of CPU per part, and the blocking of the event loop', () => {
    const rows = [growth, { ...growth, size: 1_000, cpuMicrosecondsEach: 260, loopMs: 60 }].flatMap((row) => [
      row,
      { ...row, axis: 'records on a page', cpuMicrosecondsEach: 90 },
    ]);
    expect(judgeGrowth(rows).map(({ isMet, figure }) => `${isMet} ${figure}`)).toEqual([
      'false 60.0 ms',
      'false 1.30',
      'true 1.00',
    ]);
  });

  it("limit the time that the gateway adds to the machine's, and the growth of its heap", () => {
    const measured = { peakPerSecond: 500, ratePerSecond: 250, operations: 400 };
    const own = { p50Ms: [2, 2, 2], p99Ms: [3, 30, 4], overallP99Ms: 7 };
    const slow = { ...own, p99Ms: [4, 6, 30] };
    const without = { p50Ms: [1, 1, 1], p99Ms: [2, 1, 3], overallP99Ms: 3 };
    const flat = { beforeBytes: 100, afterBytes: 105 };
    const grown = { beforeBytes: 100, afterBytes: 106 };
    expect(judgeOwnTime({ ...measured, own, without, heap: flat }).map(({ isMet }) => isMet)).toEqual([
      true,
      true,
    ]);
    expect(judgeOwnTime({ ...measured, own: slow, without, heap: grown })).toMatchObject([
      {
        isMet: false,
        figure:
          '6.0 ms (4.0–30.0), overall 7.0 ms; without the gateway, the machine and the load add 2.0 ms (1.0–3.0)',
      },
      { isMet: false, figure: '1.06 ×' },
    ]);
  });
});

describe('the goals for memory', () => {
  const own = {
    name: 'gateway',
    idleBytes: 150 * MEGABYTE,
    peakBytes: 301 * MEGABYTE,
    restBytes: 290 * MEGABYTE,
    operationsPerSecond: [95, 90, 100],
  } as const;
  const other = { ...own, name: 'other checkout', operationsPerSecond: [100, 100, 100] } as const;

  it('limit it when idle and at the peak load', () => {
    expect(judgeMemory([own]).map(({ isMet, figure }) => `${isMet} ${figure}`)).toEqual([
      'true 150 MB',
      'false 301 MB',
    ]);
  });

  it('limit what less memory may cost in throughput, round by round', () => {
    const slower = { ...own, operationsPerSecond: [94, 90, 100] };
    expect(judgeMemory([own, other]).at(-1)).toEqual({
      goal: 'at least 0.95 × the throughput of the other checkout',
      figure: '0.95 (0.90–1.00)',
      isMet: true,
    });
    expect(judgeMemory([slower, other]).at(-1)?.isMet).toBe(false);
  });

  it('start each gateway with the flags and the malloc variables of its image', () => {
    const { flags, environment } = readImageSettings(new URL('../', import.meta.url));
    expect(flags.filter((flag) => !flag.startsWith('--'))).toEqual([]);
    expect(Object.keys(environment).filter((name) => !name.startsWith('MALLOC_'))).toEqual([]);
  });
});

describe('the FHIR server with many patients', () => {
  it('returns the requested patients, and reports the duration of each search once', async () => {
    const upstream = await startWideUpstream();
    try {
      const base = upstream.environment['EPIC_BASE_URL'] ?? '';
      const found = async (path: string) =>
        z
          .object({ entry: z.array(z.object({ resource: z.looseObject({ id: z.string() }) })) })
          .parse(await (await fetch(`${base}/${path}`)).json())
          .entry.map(({ resource }) => resource);
      const patients = await found('Patient?_id=p7,p8');
      const { id: _id, ...others } = { ...PUBLIC_PATIENTS[0] };
      expect(patients).toEqual([
        { ...others, id: 'p7' },
        { ...others, id: 'p8' },
      ]);
      expect(await found('Observation?patient=labs-10')).toHaveLength(10);
      const durationsMs = upstream.takeDurationsMs();
      expect([...durationsMs.keys()]).toEqual(['p7']);
      expect(durationsMs.get('p7')).toBeGreaterThan(0);
      expect(upstream.takeDurationsMs().size).toBe(0);
    } finally {
      await upstream.close();
    }
  });
});

describe('measure', () => {
  it('counts only the calls after a warm-up that lasts for a set time', async () => {
    const turns = { gateway: 0, 'bare Apollo': 0 };
    const contenderOf = (name: 'gateway' | 'bare Apollo', ms: number): Contender => ({
      name,
      firstResponse: { data: '{}', bytes: 2 },
      async runTurn() {
        turns[name] += 1;
        await delay(ms);
        return { durationMs: ms, latenciesMs: [ms], failures: [] };
      },
      readUsage: async () => ({ microseconds: 0, peakBytes: 0 }),
      stop: async () => {},
    });
    const { contenders } = await measure(
      {
        contenders: [contenderOf('gateway', 5), contenderOf('bare Apollo', 60)],
        takeCalls: async () => ({ read: 1 }),
      },
      { operations: 1, concurrency: 1 },
      { warmUpSeconds: 0.1, counted: 2 },
    );
    expect(turns.gateway).toBeGreaterThan(turns['bare Apollo']);
    expect(contenders.map(({ calls, samples }) => [calls, samples.length])).toEqual([
      [{ read: 2 }, 2],
      [{ read: 2 }, 2],
    ]);
  });
});

function reportOf(...contenders: ContenderResult[]): Report {
  const [operation] = createOperations({
    kind: 'started',
    environment: {},
    ids: [],
    withFewLabs: [],
    withManyLabs: '',
    withManyEncounters: '',
    entities: { patients: [], encounters: [] },
  });
  if (operation === undefined) throw new Error('There is no operation.');
  return createReport(
    { load: { operations: 10, concurrency: 4 }, rounds: { warmUpSeconds: 30, counted: 3 }, contenders },
    { title: 'A comparison', operation, requiresSameCalls: true, remark: null },
    {
      latencyMs: 0,
      goals: [
        { kind: 'cpu', to: 'bare Apollo', max: 1.25 },
        { kind: 'faster', than: 'bare Apollo', min: 3 },
        { kind: 'fewest calls' },
      ],
    },
  );
}
