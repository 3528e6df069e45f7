import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { matching } from '../support/expected.ts';
import { FROM_SOURCE } from '../support/from-source.ts';
import { killWriters } from './kills.ts';

/** `npm run nightly -- kills` kills two hundred processes; the suite has time for fewer. */
const KILLS = 20;

const runKills = (...args: string[]) =>
  promisify(execFile)(process.execPath, [...FROM_SOURCE, 'scripts/kills.ts', ...args]);

it('processes killed while they write cause no duplicate and no lost write in their successors', async () => {
  const { problems, kills, jobs, created, unknown } = await killWriters(KILLS, 42);
  expect(problems).toEqual([]);
  expect([kills, created + unknown]).toEqual([KILLS, jobs]);
  expect(created).toBeGreaterThan(0);
}, 180_000);

describe('npm run nightly -- kills', () => {
  const USAGE = /^Usage: npm run nightly -- kills \[kills\] \[seed\]\nBoth are whole numbers/;

  it.each(['many', '0', '-1', '1.5', '1e3', '100001', '5 many', '5 1 1', '--kills'])(
    'rejects %s and prints its usage, without a kill',
    async (text) => {
      const error: unknown = await runKills(...text.split(' ')).catch((reason: unknown) => reason);
      expect(error).toMatchObject({ code: 1, stdout: '', stderr: matching(USAGE) });
    },
  );

  it('prints its usage with --help, without a kill', async () => {
    expect(await runKills('--help')).toEqual({ stdout: matching(USAGE), stderr: '' });
  });
});
