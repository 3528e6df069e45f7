import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

/** Fills the young generation as a start does, and prints its megabytes before and after the collection. */
const PROGRAM = `
  import { getHeapSpaceStatistics } from 'node:v8';
  import { setTimeout as delay } from 'node:timers/promises';
  const megabytes = () =>
    getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space').physical_space_size / 1e6;
  let kept = [];
  for (let at = 0; at < 3_000_000; at += 1) {
    kept.push({ at });
    if (kept.length === 200_000) kept = [];
  }
  kept = null;
  const before = megabytes();
  const { releaseStartMemory } = await import(process.env.MODULE);
  releaseStartMemory(500);
  await delay(3_000);
  console.log(JSON.stringify([before, megabytes()]));
`;

describe('the memory of the start', () => {
  it('is returned to the operating system a moment later', () => {
    const output = execFileSync(
      process.execPath,
      ['--max-semi-space-size=16', '--input-type=module', '--eval', PROGRAM],
      { encoding: 'utf8', env: { MODULE: new URL('../src/start-memory.ts', import.meta.url).href } },
    );
    const [before, after] = z.array(z.number()).parse(JSON.parse(output));
    expect(before).toBeGreaterThan(12);
    expect(after).toBeLessThan(4);
  });
});
