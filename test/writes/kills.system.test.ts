import { expect, it } from 'vitest';
import { killWriters } from './kills.ts';

/** `npm run kills` kills two hundred processes; the suite has time for fewer. */
const KILLS = 20;

it('processes killed while they write cause no duplicate and no lost write in their successors', async () => {
  const { problems, kills, jobs, created, unknown } = await killWriters(KILLS, 42);
  expect(problems).toEqual([]);
  expect([kills, created + unknown]).toEqual([KILLS, jobs]);
  expect(created).toBeGreaterThan(0);
}, 180_000);
