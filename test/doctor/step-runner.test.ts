import { describe, expect, it } from 'vitest';
import { checked, failed, type StepName } from '../../src/doctor/finding.ts';
import { createStepRunner, type StepRunner } from '../../src/doctor/step-runner.ts';
import { matching } from '../support/expected.ts';

const GOOD = { tried: 'looking', found: ['Found.'] };
const BAD = failed({ tried: 'looking', found: ['Not found.'] });

/** Runs steps, and returns what the runner announced and reported. */
async function runSteps(steps: (runner: StepRunner) => Promise<unknown>, timeoutMs = 10_000) {
  const started: StepName[] = [];
  const reported: StepName[] = [];
  const runner = createStepRunner({
    timeoutMs,
    onStart: (step) => void started.push(step),
    onReport: ({ step }) => void reported.push(step),
  });
  await steps(runner);
  runner.close();
  const { reports, signal } = runner;
  expect(reported).toEqual(reports.map(({ step }) => step));
  return { started, reports, signal, gists: reports.map(({ outcome, found }) => [outcome, found[0]]) };
}

describe('the step runner', () => {
  it('passes the values of a step to later steps, and reports each step', async () => {
    const { started, gists, signal } = await runSteps(async ({ run }) => {
      const panel = await run('panel', {}, () => checked(['p1'], GOOD));
      await run('mrn', { panel }, (found) => checked(true, { tried: '', found: found.panel }));
    });
    expect(started).toEqual(['panel', 'mrn']);
    expect(gists).toEqual([
      ['passed', 'Found.'],
      ['passed', 'p1'],
    ]);
    expect(signal.aborted).toBe(true);
  });

  it('skips all steps behind a failed one, and names it in each', async () => {
    const { started, gists } = await runSteps(async ({ run }) => {
      const dns = await run('dns', {}, () => BAD);
      const connection = await run('connection', { dns }, () => checked(true, GOOD));
      await run('clock', { connection }, () => checked(2, GOOD));
    });
    expect(started).toEqual(['dns']);
    expect(gists).toEqual([
      ['failed', 'Not found.'],
      ['skipped', 'Needs "DNS", which failed.'],
      ['skipped', 'Needs "DNS", which failed.'],
    ]);
  });

  it('skips a step if an earlier one passed without a value', async () => {
    const { gists } = await runSteps(async ({ run }) => {
      const panel = await run('panel', {}, () => checked<string[]>(null, GOOD));
      await run('mrn', { panel }, () => checked(true, GOOD));
    });
    expect(gists.at(-1)).toEqual(['skipped', 'Needs "Panel", which returned nothing to continue with.']);
  });

  it('aborts a step that reaches the time limit, and skips the later ones', async () => {
    const { started, gists } = await runSteps(async ({ run }) => {
      await run('connection', {}, () => Promise.withResolvers<never>().promise);
      await run('clock', {}, () => checked(1, GOOD));
    }, 50);
    expect(started).toEqual(['connection']);
    expect(gists).toEqual([
      ['failed', 'The step did not finish within the 0.05 s that all steps may take together.'],
      ['skipped', 'The time limit was reached (--timeout).'],
    ]);
  });

  it('names the person if a sign-in exceeds the time limit', async () => {
    const { reports } = await runSteps(async ({ run }) => {
      await run('callback', {}, () => new Promise<never>(() => {}));
    }, 50);
    expect(reports[0]?.causes.map(({ remedy }) => remedy)).toEqual([
      matching(/longer --timeout. Paste the address/),
    ]);
  });

  it('continues after an unexpected error, and shows its stack but not its message', async () => {
    const { started, reports } = await runSteps(async ({ run }) => {
      await run('metadata', {}, () => {
        throw new Error('MARKED');
      });
      await run('writes', {}, () => checked(true, GOOD));
    });
    expect(started).toEqual(['metadata', 'writes']);
    expect(reports[0]).toMatchObject({ outcome: 'failed' });
    expect(reports[0]?.found[0]).toBe('An unexpected error occurred.');
    expect(reports[0]?.found.slice(1).join('\n')).toContain('step-runner.test.ts');
    expect(JSON.stringify(reports)).not.toContain('MARKED');
  });
});
