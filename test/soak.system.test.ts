import { execFile } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { parseOptions } from '../scripts/soak/options.ts';
import { heapSlope, type Sample, verdict } from '../scripts/soak/report.ts';
import { createTally, note, type Tally } from '../scripts/soak/tally.ts';
import { disagreements } from './support/agreement.ts';
import { matching } from './support/expected.ts';
import { FROM_SOURCE } from './support/from-source.ts';

const SMOKE_MS = 180_000;
const SOCKETS = 28;

function samples(heapMb: (minute: number) => number, sockets = 20): Sample[] {
  return Array.from({ length: 21 }, (_, minute) => ({
    minute,
    heapMb: heapMb(minute),
    sockets,
    rssMb: 300,
    handles: 30,
    loopP50Ms: 1,
    loopP99Ms: 10,
    loopMaxMs: 100,
    operations: minute * 100,
    calm: minute * 90,
    lost: 0,
    wrong: 0,
    upstreamRequests: minute * 200,
  }));
}

function tallyWith(change: (tally: Tally) => void): Tally {
  const tally = createTally();
  tally.operations = 1;
  change(tally);
  return tally;
}

const WELL = tallyWith(() => {});
/** As caches fill up and code is compiled. */
const warmingUp = (minute: number): number => 60 + Math.min(minute, 5) * 3 + (minute % 2);

describe('the verdict of a soak', () => {
  it('is that all is well where the heap grows in its first minutes alone', () => {
    expect(verdict(WELL, samples(warmingUp), SOCKETS)).toEqual([]);
  });

  it('is a leak where the heap goes on growing', () => {
    const growing = samples((minute) => warmingUp(minute) + minute * 0.6);
    expect(heapSlope(growing)).toBeCloseTo(0.6, 1);
    expect(verdict(WELL, growing, SOCKETS)).toEqual([
      matching(/^leak: the heap grows by 0\.(59|60) MB a minute; 0\.5 is the bound$/),
    ]);
  });

  it('is a leak where sockets stay open', () => {
    expect(verdict(WELL, samples(warmingUp, 29), SOCKETS)).toEqual([
      'leak: 29 sockets are open with nothing under way; 28 is the bound',
    ]);
  });

  it.each(['lost', 'wrong', 'problems'] as const)(
    'tells what is counted as %s, each with its first words',
    (kind) => {
      const tally = tallyWith((counted) => {
        for (let count = 0; count < 25; count += 1) note(counted[kind], `number ${count}`);
      });
      const lines = verdict(tally, samples(warmingUp), SOCKETS);
      expect(lines[0]).toMatch(/number 0$/);
      expect(lines.at(-1)).toMatch(/5 more$/);
    },
  );

  it('is nothing to rely on where nothing was done', () => {
    expect(verdict(createTally(), samples(warmingUp), SOCKETS)).toEqual([
      'problem: no operation was performed',
    ]);
  });

  it('knows no slope of a short run', () => {
    expect(heapSlope(samples(warmingUp).slice(0, 8))).toBeNull();
  });
});

const errorAt = (...path: (string | number)[]) => [{ path }];

describe('an answer', () => {
  const calm = {
    data: { patient: { id: 'a', names: ['x', 'y'], labs: [{ id: '1' }], endCursor: 'sealed' } },
  };

  it.each<[string, unknown, string[]]>([
    [
      'is the same but for what is sealed anew',
      { data: { patient: { ...calm.data.patient, endCursor: 'anew' } } },
      [],
    ],
    ['has another value', { data: { patient: { ...calm.data.patient, id: 'b' } } }, ['patient.id']],
    [
      'misses one of a list',
      { data: { patient: { ...calm.data.patient, names: ['x'] } } },
      ['patient.names'],
    ],
    [
      'has an empty list, and an error for it',
      { data: { patient: { ...calm.data.patient, labs: [] } }, errors: errorAt('patient', 'labs') },
      ['patient.labs'],
    ],
    [
      'has a null that nothing is said of',
      { data: { patient: { ...calm.data.patient, labs: null } } },
      ['patient.labs'],
    ],
    [
      'has a null, and an error for it',
      { data: { patient: { ...calm.data.patient, labs: null } }, errors: errorAt('patient', 'labs') },
      [],
    ],
    [
      'has a null, and an error further down',
      { data: { patient: null }, errors: errorAt('patient', 'labs', 0, 'id') },
      [],
    ],
    [
      'has a null, and an error elsewhere',
      { data: { patient: null }, errors: errorAt('patients') },
      ['patient'],
    ],
    ['has no data, and an error about all of it', { errors: [{ message: 'x' }] }, []],
    ['has what is not there on a calm day', { data: { patient: calm.data.patient, other: 1 } }, ['other']],
  ])('that %s is held to that of a calm day', (_what, answer, paths) => {
    expect(disagreements(calm, answer)).toEqual(paths);
  });
});

describe('npm run soak', () => {
  it.each([
    ['--minutes', '0'],
    ['--minutes', 'long'],
    ['--seed', 'x'],
    ['--workers', '0'],
    ['--fast'],
    ['20'],
  ])('does not take %s %s', (...argv) => {
    expect(parseOptions(argv)).toBeNull();
  });

  it(
    'passes for some seconds, and tells how the gateway was before and after',
    async () => {
      const { code, stdout } = await soak('--minutes', '0.05', '--workers', '4');
      expect(stdout).toMatch(/^seed 1, 4 workers, 0\.05 minutes\n *minute +RSS MB +heap MB +sockets/);
      expect(stdout.match(/^ +\d\.\d( +[\d.]+){12}$/gm)).toHaveLength(2);
      expect(stdout).toMatch(/^lost 0, wrong 0, upstream requests [1-9]\d*$/m);
      expect(stdout).toMatch(/\nPassed\.\n$/);
      expect(code).toBe(0);
    },
    SMOKE_MS,
  );
});

async function soak(...argv: string[]): Promise<{ code: number | null; stdout: string }> {
  const { promise, resolve } = Promise.withResolvers<{ code: number | null; stdout: string }>();
  const child = execFile(process.execPath, [...FROM_SOURCE, 'scripts/soak.ts', ...argv], (_error, stdout) =>
    resolve({ code: child.exitCode, stdout }),
  );
  return promise;
}
