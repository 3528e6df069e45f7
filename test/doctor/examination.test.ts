import { describe, expect, it } from 'vitest';
import { examine, needing } from '../../src/doctor/examination.ts';
import { checked, failed, type StepName } from '../../src/doctor/finding.ts';

const GOOD = { tried: 'look', found: ['It is there.'] } as const;
const NO = failed({ tried: 'look', found: ['No.'] });

async function run(checks: Parameters<typeof examine>[1], timeoutMs = 10_000) {
  const started: StepName[] = [];
  const reported: StepName[] = [];
  const reports = await examine(
    {
      env: {},
      fileNames: [],
      problems: [],
      readFrom: 'the environment',
      keySetUrl: null,
      openSandbox: () => Promise.reject(new Error('No step opens it.')),
      timeoutMs,
      onStart: (step) => void started.push(step),
      onReport: ({ step }) => void reported.push(step),
    },
    checks,
  );
  expect(reported).toEqual(reports.map(({ step }) => step));
  return { started, reports, gists: reports.map(({ outcome, found }) => [outcome, found[0]]) };
}

describe('an examination', () => {
  it('goes on with what a step has found, and reports each', async () => {
    const { started, gists } = await run({
      panel: needing([], async () => checked(['p1'], GOOD)),
      mrn: needing(['panel'], async ({ panel }) => checked<true>(true, { tried: '', found: [panel.join()] })),
    });
    expect(started).toEqual(['panel', 'mrn']);
    expect(gists).toEqual([
      ['passed', 'It is there.'],
      ['passed', 'p1'],
    ]);
  });

  it('leaves out what cannot be taken, and names the first that was in the way', async () => {
    const { started, gists } = await run({
      dns: needing([], async () => NO),
      connection: needing(['dns'], async () => checked<true>(true, GOOD)),
      clock: needing(['connection'], async () => checked(2, GOOD)),
    });
    expect(started).toEqual(['dns']);
    expect(gists).toEqual([
      ['failed', 'No.'],
      ['skipped', 'Needs "DNS", which failed.'],
      ['skipped', 'Needs "DNS", which failed.'],
    ]);
  });

  it('says when a step merely has nothing to go on with', async () => {
    const { gists } = await run({
      panel: needing([], async () => checked<string[]>(null, GOOD)),
      mrn: needing(['panel'], async () => checked<true>(true, GOOD)),
    });
    expect(gists.at(-1)).toEqual(['skipped', 'Needs "Panel", which has nothing to go on with.']);
  });

  it('ends a step that does not end, and takes no other', async () => {
    const { started, gists } = await run(
      {
        connection: needing([], () => Promise.withResolvers<never>().promise),
        clock: needing([], async () => checked(1, GOOD)),
      },
      50,
    );
    expect(started).toEqual(['connection']);
    expect(gists).toEqual([
      ['failed', 'Not done when the 0.05 s for all steps were over.'],
      ['skipped', 'The time is over (--timeout).'],
    ]);
  });

  it('goes on behind a defect, of which it shows where it was and not what it said', async () => {
    const { started, reports } = await run({
      metadata: needing([], async () => {
        throw new Error('MARKED');
      }),
      writes: needing([], async () => checked<true>(true, GOOD)),
    });
    expect(started).toEqual(['metadata', 'writes']);
    expect(reports[0]?.outcome).toBe('failed');
    expect(reports[0]?.found[0]).toBe('An unexpected error came in between.');
    expect(reports[0]?.found.slice(1).join('\n')).toContain('examination.test.ts');
    expect(JSON.stringify(reports)).not.toContain('MARKED');
  });
});
