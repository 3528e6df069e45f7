import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { sampleRows } from './support/rows.ts';
import { startOnce } from './support/start-once.ts';
import { testFiles } from './support/test-files.ts';
import { trackedFiles } from './support/tracked-files.ts';

describe('the suite', () => {
  it('runs every tracked test file in a project', () => {
    // vitest.config.ts assigns the first to projects; e2e/vitest.config.ts includes the tests of e2e/.
    const included = new Set([...testFiles('.test.ts'), ...trackedFiles(':(glob)e2e/**/*.test.ts')]);
    const files = trackedFiles('*.test.*', '*.spec.*');
    expect(files.length).toBeGreaterThan(300);
    expect(files.filter((path) => !included.has(path))).toEqual([]);
    expect(readFileSync('e2e/vitest.config.ts', 'utf8')).toContain("include: ['e2e/**/*.test.ts']");
  });

  it.each(testFiles('.matrix.test.ts'))('samples the rows of %s', (file) => {
    expect(readFileSync(file, 'utf8')).toMatch(/\bsampled(<.*>)?\(/);
  });
});

describe('TEST_SEED', () => {
  it('sets the seed of a sample, which is random by default', () => {
    expect(sampleRows('42')).toEqual({ kind: 'sample', seed: 42 });
    expect(sampleRows(undefined)).toMatchObject({ kind: 'sample' });
  });

  it.each(['', ' ', '-1', '1.5', '1e3', 'abc', '99999999999999999999'])('rejects the seed %j', (seed) => {
    expect(() => sampleRows(seed)).toThrow('TEST_SEED expects a non-negative integer, such as 42');
  });
});

describe('a server that the tests of a worker share', () => {
  it('starts once, and again after a failed start', async () => {
    let starts = 0;
    const start = startOnce(async () => {
      starts += 1;
      if (starts === 1) throw new Error('busy');
      return starts;
    });
    await expect(Promise.all([start(), start()])).rejects.toThrow('busy');
    expect(await Promise.all([start(), start()])).toEqual([2, 2]);
  });
});
