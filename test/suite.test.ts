import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { parseSync, Visitor } from 'oxc-parser';
import { describe, expect, it } from 'vitest';
import { PATIENCE, TEST_LIMIT_MS } from './support/patience.ts';
import { parseSeed } from './support/seed.ts';
import { startOnce } from './support/start-once.ts';
import { testFiles } from './support/test-files.ts';
import { trackedFiles } from './support/tracked-files.ts';

const E2E_CONFIG = readFileSync('e2e/vitest.config.ts', 'utf8');

describe('the suite', () => {
  it('runs every tracked test file in a project', () => {
    // vitest.config.ts assigns the first to projects; e2e/vitest.config.ts includes the tests of e2e/.
    const included = new Set([...testFiles('.test.ts'), ...trackedFiles(':(glob)e2e/**/*.test.ts')]);
    const files = trackedFiles('*.test.*', '*.spec.*');
    expect(files.length).toBeGreaterThan(300);
    expect(files.filter((path) => !included.has(path))).toEqual([]);
    expect(E2E_CONFIG).toContain("include: ['e2e/**/*.test.ts']");
  });

  it('draws the values of property tests with one seed', () => {
    expect(fc.readConfigureGlobal()?.seed).toBe(parseSeed(process.env['TEST_SEED']));
    expect(E2E_CONFIG).toContain('/../test/support/property-seed.ts`]');
  });

  it('measures the machine only in nightly tests, and draws no random number', () => {
    const files = [...testFiles('.ts'), ...trackedFiles(':(glob)e2e/**/*.ts')].filter(
      (path) => !path.endsWith('.nightly.test.ts') && !MEASURES.has(path),
    );
    expect(files.length).toBeGreaterThan(300);
    expect(files.filter((path) => CHANCE.test(readFileSync(path, 'utf8')))).toEqual([]);
  });

  it('gives every wait and every test enough time for a busy machine', () => {
    const files = trackedFiles('*.ts', '*.tsx').map((path) => ({ path, text: readFileSync(path, 'utf8') }));
    expect(
      files.flatMap(({ path, text }) => shortTimeLimits(path, text).map((call) => `${path}: ${call}`)),
    ).toEqual([]);
  });

  it.each([
    ['await vi.waitFor(() => expect(of(a, b)).toBe(1));', ['vi.waitFor(() => expect(of(a, b)).toBe(1))']],
    ['vi.waitUntil(() => isDone, { interval: 5 });', ['vi.waitUntil(() => isDone, { interval: 5 })']],
    [
      'vi.waitFor(check, PATIENCE); vi.waitFor(check, { timeout: 60_000 }); vi.waitUntil(isDone, 60_000);',
      [],
    ],
    ['vi.waitFor(check, { ...PATIENCE, interval: 5 }); page.waitFor();', []],
    ['render(<App />); vi.waitFor(check);', ['vi.waitFor(check)']],
    [
      'vi.waitFor(check, 20_000); vi.waitUntil(check, { timeout: 5_000 });',
      ['vi.waitFor(check, 20_000)', 'vi.waitUntil(check, { timeout: 5_000 })'],
    ],
    [
      'it("a", check, 60_000); beforeAll(start, 300_000); it("b", check, SLOW_MS);',
      ['it("a", check, 60_000)'],
    ],
    [
      'it.each(rows)("%s", check, 60_000); it("c", { timeout: 9_000 }, check);',
      ['it.each(rows)("%s", check, 60_000)', 'it("c", { timeout: 9_000 }, check)'],
    ],
    [
      'expect.poll(read, { timeout: 9_000 }).toBe(1); expect.poll(read).toBe(1);',
      ['expect.poll(read, { timeout: 9_000 })'],
    ],
    [
      'vi.setConfig({ testTimeout: 60_000 }); vi.setConfig({ testTimeout: 200_000 });',
      ['vi.setConfig({ testTimeout: 60_000 })'],
    ],
    [
      'defineConfig({ test: { testTimeout: 200_000, hookTimeout: 15_000 } });',
      ['defineConfig({ test: { testTimeout: 200_000, hookTimeout: 15_000 } })'],
    ],
    [
      'vi.setConfig({ expect: { poll: { timeout: 30_000 } } }); vi.setConfig({ expect: { poll: { timeout: 9_000 } } });',
      ['vi.setConfig({ expect: { poll: { timeout: 9_000 } } })'],
    ],
    [
      'expect\n.poll(read, { interval: 5, timeout: 9_000 }); vi.waitFor(check, { ...PATIENCE, timeout: 9_000 });',
      [
        'expect\n.poll(read, { interval: 5, timeout: 9_000 })',
        'vi.waitFor(check, { ...PATIENCE, timeout: 9_000 })',
      ],
    ],
  ])('finds the short time limits in %s', (text, calls) => {
    expect(shortTimeLimits('file.tsx', text)).toEqual(calls);
  });
});

const MEASURES: ReadonlySet<string> = new Set(
  ['cpu', 'heap', 'event-loop-blocks', 'event-loop-monitor'].map((name) => `test/support/${name}.ts`),
);
const CHANCE =
  /\/support\/(cpu|heap)\.ts'|\bMath\.random\(|\bprocess\.(threadCpuUsage|cpuUsage|memoryUsage)\(/;

/** Calls that take a time limit: of a wait, or of a test. */
const WAIT = /^(vi\.wait(For|Until)|expect\.poll)$/;
const TEST = /^((it|describe)\b|(before|after)(All|Each)$|vi\.setConfig$|defineConfig$)/;

/**
 * Returns the calls whose time limit is shorter than the default of a wait or a test, and the calls of `vi.waitFor` and `vi.waitUntil`
 * without a limit, which would wait for one second. Knows only limits that are numbers in the call.
 */
function shortTimeLimits(path: string, text: string): string[] {
  const calls: string[] = [];
  if (!/\b(it|describe|vi|expect|before|after|defineConfig)/.test(text)) return calls;
  const { errors, program } = parseSync(path, text);
  expect(errors).toEqual([]);
  new Visitor({
    CallExpression({ start, end, callee, arguments: all }) {
      const called = text.slice(callee.start, callee.end).replaceAll(/\s/g, '');
      const isWait = WAIT.test(called);
      if (!isWait && !TEST.test(called)) return;
      const options = all.slice(isWait ? 1 : 0).map((one) => text.slice(one.start, one.end));
      const isShort = options.some((one) => hasShortLimit(one, isWait ? PATIENCE.timeout : TEST_LIMIT_MS));
      const hasLimit = options.some((one) => !one.startsWith('{') || /\btimeout\b|\.{3}/.test(one));
      const isDefault = called.startsWith('vi.wait') && !hasLimit;
      if (isShort || isDefault) calls.push(text.slice(start, end));
    },
  }).visit(program);
  return calls;
}

/** Whether a number, or an object with time limits, has one below the least. The limit of polls inside is one of waits. */
function hasShortLimit(option: string, least: number): boolean {
  if (!/^[\d{]/.test(option)) return false;
  const limits = [...option.matchAll(/(?:^|(\bpoll: \{ *)?\b(?:timeout|testTimeout|hookTimeout): )(\d\w*)/g)];
  return limits.some(
    ([, poll, limit = '']) =>
      Number(limit.replaceAll('_', '')) < (poll === undefined ? least : PATIENCE.timeout),
  );
}

describe('TEST_SEED', () => {
  it('sets the seed of property tests, which is 1 by default', () => {
    expect([parseSeed('42'), parseSeed()]).toEqual([42, 1]);
  });

  it.each(['', ' ', '-1', '1.5', '1e3', 'abc', '99999999999999999999'])('rejects the seed %j', (seed) => {
    expect(() => parseSeed(seed)).toThrow('TEST_SEED expects a non-negative integer, such as 42');
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
