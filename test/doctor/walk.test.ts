import { describe, expect, it } from 'vitest';
import { finding, type StepName, type StepReport } from '../../src/doctor/step.ts';
import { createWalk, type Walk } from '../../src/doctor/walk.ts';

function walkOf(timeoutMs = 10_000): { walk: Walk; started: StepName[]; reported: StepReport[] } {
  const started: StepName[] = [];
  const reported: StepReport[] = [];
  const walk = createWalk({
    timeoutMs,
    onStart: (step) => void started.push(step),
    onReport: (report) => void reported.push(report),
  });
  return { walk, started, reported };
}

const good =
  <T>(value: T | null) =>
  async () => ({
    finding: finding({ tried: 'look', found: ['It is there.'] }),
    value,
  });

describe('a walk', () => {
  it('goes on with what a step has found, and reports each', async () => {
    const { walk, started, reported } = walkOf();
    const key = await walk.take('key', {}, good('a key'));
    const token = await walk.take('token', { key }, async (needs) => good(`${needs.key}, turned`)());
    walk.end();
    expect(token).toBe('a key, turned');
    expect(started).toEqual(['key', 'token']);
    expect(reported.map(({ step, outcome }) => [step, outcome])).toEqual([
      ['key', 'passed'],
      ['token', 'passed'],
    ]);
  });

  it('leaves out what cannot be taken, and names the first that was in the way', async () => {
    const { walk, started, reported } = walkOf();
    const dns = await walk.take('dns', {}, async () => ({
      finding: finding({ tried: 'look', found: ['No.'] }, true),
      value: null,
    }));
    const connection = await walk.take('connection', { dns }, good(1));
    await walk.take('clock', { connection }, good(2));
    walk.end();
    expect(started).toEqual(['dns']);
    expect(reported.map(({ outcome, found }) => [outcome, found.join()])).toEqual([
      ['failed', 'No.'],
      ['skipped', 'Needs "DNS", which failed.'],
      ['skipped', 'Needs "DNS", which failed.'],
    ]);
  });

  it('tells where a step has merely nothing to give', async () => {
    const { walk, reported } = walkOf();
    const panel = await walk.take('panel', {}, good(null));
    await walk.take('reads', { panel }, good(1));
    walk.end();
    expect(reported.at(-1)?.found).toEqual(['Needs "Panel", which has nothing to go on with.']);
  });

  it('ends a step that does not end, and takes no other', async () => {
    const { walk, reported } = walkOf(50);
    await walk.take('connection', {}, () => Promise.withResolvers<never>().promise);
    await walk.take('clock', {}, good(1));
    walk.end();
    expect(reported.map(({ outcome, found }) => [outcome, found[0]])).toEqual([
      ['failed', 'Not done when the 0.05 s for all steps were over.'],
      ['skipped', 'The time is over (--timeout).'],
    ]);
  });

  it('goes on behind a defect, of which it shows where it was and not what it said', async () => {
    const { walk, reported } = walkOf();
    await walk.take('metadata', {}, async () => {
      throw new Error('MARKED');
    });
    const after = await walk.take('writes', {}, good(1));
    walk.end();
    expect(after).toBe(1);
    expect([reported[0]?.outcome, reported[0]?.found[0]]).toEqual([
      'failed',
      'An unexpected error came in between.',
    ]);
    expect(JSON.stringify(reported)).not.toContain('MARKED');
    expect(reported[0]?.found.slice(1).join('\n')).toContain('walk.test.ts');
  });
});
