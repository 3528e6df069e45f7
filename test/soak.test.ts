import { describe, expect, it } from 'vitest';
import { unexplainedDifferences } from '../scripts/soak/load.ts';
import { MARKER, markerOf } from '../scripts/soak/messages.ts';
import { parseOptions } from '../scripts/soak/options.ts';
import { findProblems, heapSlope, type Sample } from '../scripts/soak/report.ts';
import { createTally, note, type Tally } from '../scripts/soak/tally.ts';
import { checkWrites } from '../scripts/soak/writes.ts';
import { disagreements } from './support/agreement.ts';
import { matching } from './support/expected.ts';

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
    clean: minute * 90,
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

const HEALTHY = tallyWith(() => {});
/** The heap grows while caches fill up and code is compiled. */
const warmingUp = (minute: number): number => 60 + Math.min(minute, 5) * 3 + (minute % 2);

describe('the problems of a soak', () => {
  it('a soak passes if the heap grows only in the first minutes', () => {
    expect(findProblems(HEALTHY, samples(warmingUp), SOCKETS)).toEqual([]);
  });

  it('a heap that keeps growing is a leak', () => {
    const growing = samples((minute) => warmingUp(minute) + minute * 0.6);
    expect(heapSlope(growing)).toBeCloseTo(0.6, 1);
    expect(findProblems(HEALTHY, growing, SOCKETS)).toEqual([
      matching(/^leak: the heap grows by 0\.(59|60) MB per minute; expected at most 0\.5$/),
    ]);
  });

  it('sockets that stay open are a leak', () => {
    expect(findProblems(HEALTHY, samples(warmingUp, 29), SOCKETS)).toEqual([
      'leak: 29 sockets are open with no operation in flight; expected at most 28',
    ]);
  });

  it.each(['lost', 'wrong', 'problems'] as const)(
    'the report counts operations as %s, and describes the first ones',
    (kind) => {
      const tally = tallyWith((counted) => {
        for (let count = 0; count < 25; count += 1) note(counted[kind], `number ${count}`);
      });
      const lines = findProblems(tally, samples(warmingUp), SOCKETS);
      expect(lines[0]).toMatch(/number 0$/);
      expect(lines.at(-1)).toMatch(/5 more$/);
    },
  );

  it('a soak without any operation fails', () => {
    expect(findProblems(createTally(), samples(warmingUp), SOCKETS)).toEqual(['problem: no operation ran']);
  });

  it('a record that was reported as created and that no FHIR server has stored is wrong', () => {
    const [stored, missing] = [markerOf(1), markerOf(2)];
    expect(MARKER.exec(`a text with ${stored}.`)?.[0]).toBe(stored);
    const tally = tallyWith(({ confirmed, created }) => {
      created.add(stored);
      for (const marker of [stored, missing]) confirmed.add(marker);
    });
    checkWrites(tally);
    expect(tally.wrong.lines).toEqual([`${missing} was reported as created, and is missing`]);
  });

  it('a short run has no heap slope', () => {
    expect(heapSlope(samples(warmingUp).slice(0, 8))).toBeNull();
  });
});

const errorAt = (...path: (string | number)[]) => [{ path }];

describe('the comparison of a response with its baseline', () => {
  const baseline = {
    data: { patient: { id: 'a', names: ['x', 'y'], labs: [{ id: '1' }], endCursor: 'sealed' } },
  };

  it.each<[string, unknown, string[]]>([
    [
      'that differs only in sealed cursors',
      { data: { patient: { ...baseline.data.patient, endCursor: 'sealed again' } } },
      [],
    ],
    ['with another value', { data: { patient: { ...baseline.data.patient, id: 'b' } } }, ['patient.id']],
    [
      'that lacks an item of a list',
      { data: { patient: { ...baseline.data.patient, names: ['x'] } } },
      ['patient.names'],
    ],
    [
      'with an empty list, and an error for it',
      { data: { patient: { ...baseline.data.patient, labs: [] } }, errors: errorAt('patient', 'labs') },
      ['patient.labs'],
    ],
    [
      'with a null and no error',
      { data: { patient: { ...baseline.data.patient, labs: null } } },
      ['patient.labs'],
    ],
    [
      'with a null, and an error for it',
      { data: { patient: { ...baseline.data.patient, labs: null } }, errors: errorAt('patient', 'labs') },
      [],
    ],
    [
      'with a null, and an error further down',
      { data: { patient: null }, errors: errorAt('patient', 'labs', 0, 'id') },
      [],
    ],
    [
      'with a null, and an error elsewhere',
      { data: { patient: null }, errors: errorAt('patients') },
      ['patient'],
    ],
    ['with no data, and an error for the whole operation', { errors: [{ message: 'x' }] }, []],
    [
      'with a field that the baseline lacks',
      { data: { patient: baseline.data.patient, other: 1 } },
      ['other'],
    ],
  ])('finds the differences of a response %s', (_what, answer, paths) => {
    expect(disagreements(baseline, answer)).toEqual(paths);
  });
});

describe('the recent records of a patient', () => {
  const baseline = { data: { patient: { id: 'a', recentRecords: [{ id: '1' }, { id: '2' }] } } };
  const data = { patient: { id: 'a', recentRecords: [{ id: '2' }] } };
  const warning = { code: 'RECENT_RECORDS_INCOMPLETE', path: ['patient', 'recentRecords'] };

  it('may lack records if a warning says so', () => {
    const extensions = { fhir: { warnings: [warning] } };
    expect(unexplainedDifferences(baseline, { data, extensions })).toEqual([]);
    const another = { data: { patient: { ...data.patient, id: 'b' } }, extensions };
    expect(unexplainedDifferences(baseline, another)).toEqual(['patient.id']);
  });

  it('are wrong if they lack records without a warning', () => {
    expect(unexplainedDifferences(baseline, { data })).toEqual(['patient.recentRecords']);
  });

  it('are like the appointments of a day, whose warning names no path', () => {
    const day = { data: { appointments: [{ id: '1' }] } };
    const extensions = { fhir: { warnings: [{ code: 'DAY_INCOMPLETE' }] } };
    expect(unexplainedDifferences(day, { data: { appointments: [] }, extensions })).toEqual([]);
    expect(unexplainedDifferences(day, { data: { appointments: [] } })).toEqual(['appointments']);
  });
});

describe('npm run nightly -- soak', () => {
  it.each([
    ['--minutes', '0'],
    ['--minutes', 'long'],
    ['--seed', 'x'],
    ['--workers', '0'],
    ['--fast'],
    ['20'],
  ])('rejects %s %s', (...argv) => {
    expect(parseOptions(argv)).toBeNull();
  });
});
