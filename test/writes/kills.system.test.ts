import { expect, it } from 'vitest';
import { killWriters } from './kills.ts';

/** As many as a suite has time for; `npm run kills` has two hundred. */
const KILLS = 20;

it('processes that are killed while they write leave nothing doubled and nothing lost to those that go on', async () => {
  const { problems, kills, jobs, created, unknown } = await killWriters(KILLS, 42);
  expect(problems).toEqual([]);
  expect([kills, created + unknown]).toEqual([KILLS, jobs]);
  expect(created).toBeGreaterThan(0);
}, 180_000);
