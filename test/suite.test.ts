import { readFileSync } from 'node:fs';
import { parseSync, Visitor } from 'oxc-parser';
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

  it('gives every vi.waitFor and vi.waitUntil a timeout', () => {
    const files = trackedFiles('*.ts', '*.tsx').map((path) => ({ path, text: readFileSync(path, 'utf8') }));
    expect(
      files.flatMap(({ path, text }) => waitsWithoutTimeout(path, text).map((wait) => `${path}: ${wait}`)),
    ).toEqual([]);
  });

  it.each([
    ['await vi.waitFor(() => expect(of(a, b)).toBe(1));', ['vi.waitFor(() => expect(of(a, b)).toBe(1))']],
    ['vi.waitUntil(() => isDone, { interval: 5 });', ['vi.waitUntil(() => isDone, { interval: 5 })']],
    ['vi.waitFor(check, PATIENCE); vi.waitFor(check, { timeout: 5_000 }); vi.waitUntil(isDone, 5_000);', []],
    ['vi.waitFor(check, { ...PATIENCE, interval: 5 }); page.waitFor();', []],
    ['render(<App />); vi.waitFor(check);', ['vi.waitFor(check)']],
  ])('finds the waits without a timeout in %s', (text, waits) => {
    expect(waitsWithoutTimeout('file.tsx', text)).toEqual(waits);
  });
});

/** Returns the calls of `vi.waitFor` and `vi.waitUntil` that wait for Vitest's default of one second. */
function waitsWithoutTimeout(path: string, text: string): string[] {
  const calls: string[] = [];
  if (!/\bvi\.wait/.test(text)) return calls;
  const { errors, program } = parseSync(path, text);
  expect(errors).toEqual([]);
  new Visitor({
    CallExpression({ start, end, callee, arguments: [, options] }) {
      if (!/^vi\.wait(For|Until)$/.test(text.slice(callee.start, callee.end))) return;
      const given = options === undefined ? '{}' : text.slice(options.start, options.end);
      if (given.startsWith('{') && !/\btimeout\b|\.{3}/.test(given)) calls.push(text.slice(start, end));
    },
  }).visit(program);
  return calls;
}

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
