/** The tables, goals and parts of the bench, without the processes that `npm run bench` starts. */
import { PUBLIC_PATIENTS } from 'epic-fhir-sandbox/data';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { createGuardComparisons } from '../bench/comparisons.ts';
import type { Contender } from '../bench/contenders.ts';
import { judgeGrowth } from '../bench/growth.ts';
import { type ContenderResult, measure, type Sample } from '../bench/measure.ts';
import { judgeMemory } from '../bench/memory.ts';
import { createOperations } from '../bench/operations.ts';
import { judgeOwnTime } from '../bench/own-time.ts';
import { createReport, formatReport, formatVerdicts, type Report } from '../bench/report.ts';
import { formatSites, judgeSites } from '../bench/sites-report.ts';
import type { SitesCosts } from '../bench/sites.ts';
import { MEGABYTE } from '../bench/table.ts';
import { startWideUpstream } from '../bench/wide-upstream.ts';
import { readImageSettings } from '../scripts/image-settings.ts';
import { NO_SANDBOX_FACTS } from './support/no-sandbox-facts.ts';
import { skipPauses } from './support/time.ts';

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

describe('the comparison with the safeguards', () => {
  it('has the same goal for a caller with user/ scopes and for one with patient/ scopes', async () => {
    const prepared = await createGuardComparisons(NO_SANDBOX_FACTS);
    await prepared.close();
    const goal = { kind: 'cpu', to: 'guards off', max: 1.1 };
    expect(prepared.comparisons.map(({ settings }) => settings[0]?.goals)).toEqual([[goal], [goal]]);
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
});

describe('the goals for sites', () => {
  const one = costsOf(1, 2, [54, 52]);

  it('compare closed sites with one closed site, whose heap shrinks after the start', () => {
    const figures = judgeSites([one, costsOf(513, 2.4, [56, 86])]).map(
      ({ isMet, figure }) => `${isMet} ${figure}`,
    );
    expect(figures).toEqual([
      'true 2.0 MB',
      'true 0 and 0',
      'true 128 kB',
      'false 0 of 513, 64 kB',
      'true 1.20',
    ]);
  });

  it('limit the CPU of an operation at many sites', () => {
    expect(judgeSites([one, costsOf(513, 2.6, [56, 80])]).at(-1)).toMatchObject({
      isMet: false,
      figure: '1.30',
    });
  });

  it('show a dash where a single site has no figure', () => {
    expect(formatSites([one])).toMatch(/^1 +1400 +– +2\.00 +10 +12 +–$/m);
  });
});

describe('the settings of the image', () => {
  it('are the flags and the malloc variables of the Dockerfile', () => {
    expect(readImageSettings(new URL('../', import.meta.url))).toEqual({
      flags: ['--max-semi-space-size=16'],
      environment: { MALLOC_ARENA_MAX: '2' },
    });
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
  skipPauses();
  beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
  afterEach(() => void vi.useRealTimers());

  it('counts only the calls after a warm-up that lasts for a set time', async () => {
    const turns = { gateway: 0, 'bare Apollo': 0 };
    const contenderOf = (name: 'gateway' | 'bare Apollo', ms: number): Contender => ({
      name,
      firstResponse: { data: '{}', bytes: 2 },
      async runTurn() {
        turns[name] += 1;
        vi.advanceTimersByTime(ms);
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
      { warmUpSeconds: 0.3, counted: 2 },
    );
    expect(turns.gateway).toBeGreaterThan(turns['bare Apollo']);
    expect(contenders.map(({ calls, samples }) => [calls, samples.length])).toEqual([
      [{ read: 2 }, 2],
      [{ read: 2 }, 2],
    ]);
  });
});

function reportOf(...contenders: ContenderResult[]): Report {
  const [operation] = createOperations(NO_SANDBOX_FACTS);
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

function costsOf(sites: number, operationMs: number, [configured = 0, closed = 0]: number[]): SitesCosts {
  const state = { residentBytes: 0, timers: 0, sockets: 0, connections: 0, requests: 0 };
  return {
    sites,
    states: {
      configured: { ...state, heapBytes: configured * MEGABYTE },
      active: { ...state, heapBytes: 112 * MEGABYTE, connections: sites },
      closed: { ...state, heapBytes: closed * MEGABYTE },
    },
    activeBytesEach: sites === 1 ? Number.NaN : 128 * 1024,
    startMs: 1_400,
    openingMs: sites === 1 ? Number.NaN : 8,
    operationMs,
    reload: { ms: 10, cpuMs: 12 },
  };
}
