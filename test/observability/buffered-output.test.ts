import { execFile } from 'node:child_process';
import { Writable } from 'node:stream';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createBufferedOutput, escapeLineControls } from '../../src/observability/buffered-output.ts';
import { until } from '../support/time.ts';

const run = promisify(execFile);

describe('the lines of an output', () => {
  let written: string[];
  let output: ReturnType<typeof createBufferedOutput>;

  beforeEach(() => {
    vi.useFakeTimers();
    written = [];
    output = createBufferedOutput(
      new Writable({
        decodeStrings: false,
        write(chunk: string, _encoding, done) {
          written.push(chunk);
          done();
        },
      }),
    );
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('writes lines together, after a moment', () => {
    output.write('a\n');
    vi.advanceTimersByTime(49);
    output.write('b\n');
    expect(written).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(written).toEqual(['a\nb\n']);
    output.write('c\n');
    vi.advanceTimersByTime(50);
    expect(written).toEqual(['a\nb\n', 'c\n']);
  });

  it('writes waiting lines, in order, with the next line that is written through', async () => {
    output.write('a\n');
    const isWritten = output.writeThrough('b\n');
    expect(written).toEqual(['a\nb\n']);
    await isWritten;
    vi.runAllTimers();
    expect(written).toEqual(['a\nb\n']);
  });

  it('writes many lines without waiting', () => {
    const line = `${'x'.repeat(1_023)}\n`;
    for (let at = 0; at < 20; at += 1) output.write(line);
    expect(written).toEqual([line.repeat(16)]);
    vi.runAllTimers();
    expect(written).toEqual([line.repeat(16), line.repeat(4)]);
  });

  it('writes no line twice, and nothing without lines', () => {
    output.write('a\n');
    output.flush();
    output.flush();
    vi.runAllTimers();
    expect(written).toEqual(['a\n']);
  });
});

describe('an output whose reader has stopped [T5-D3]', () => {
  const LINE = `${'x'.repeat(999)}\n`;
  let pending: ((error?: Error) => void)[];
  let isReading: boolean;
  let stream: Writable;
  let output: ReturnType<typeof createBufferedOutput>;
  let lost: number;
  let recovered: number[];

  beforeEach(() => {
    pending = [];
    isReading = false;
    stream = new Writable({
      write(_chunk, _encoding, done) {
        if (isReading) done();
        else pending.push(done);
      },
    });
    output = createBufferedOutput(stream);
    lost = 0;
    recovered = [];
    output.watchLosses({
      lost: (lines) => {
        lost += lines;
      },
      recovered: (lines) => void recovered.push(lines),
    });
  });

  /** Lets the reader take all waiting data, including data that arrives meanwhile. */
  async function drain(): Promise<void> {
    isReading = true;
    for (const done of pending.splice(0)) done();
    // The callbacks of all writes before have run when the callback of the last write runs.
    await new Promise((resolve) => stream.write('', resolve));
    isReading = false;
  }

  it('keeps a mebibyte of lines waiting, and drops and counts all others', async () => {
    for (let count = 0; count < 5_000; count += 1) output.write(LINE);
    expect(stream.writableLength).toBeGreaterThan(1_000_000);
    expect(stream.writableLength).toBeLessThan(1_100_000);
    expect(lost).toBeGreaterThan(3_900);
    expect(recovered).toEqual([]);
    await drain();
    expect(recovered).toEqual([lost]);
  });

  it('accepts lines again, and reports no more losses, once the reader continues', async () => {
    for (let count = 0; count < 2_000; count += 1) output.write(LINE);
    await drain();
    const before = lost;
    for (let count = 0; count < 500; count += 1) output.write(LINE);
    output.flush();
    await drain();
    expect([lost, recovered]).toEqual([before, [before]]);
  });

  it('reports no losses to a watcher that has unsubscribed', async () => {
    const unwatched: number[] = [];
    const stop = output.watchLosses({
      lost: (lines) => void unwatched.push(lines),
      recovered: (lines) => void unwatched.push(lines),
    });
    stop();
    for (let count = 0; count < 2_000; count += 1) output.write(LINE);
    await drain();
    expect(lost).toBeGreaterThan(0);
    expect(unwatched).toEqual([]);
  });

  it('counts lines that could not be written as lost', async () => {
    output.write(LINE);
    output.write(LINE);
    output.flush();
    stream.on('error', () => {});
    pending.shift()?.(new Error('write EPIPE'));
    await until(() => lost > 0);
    expect([lost, recovered]).toEqual([2, []]);
  });
});

describe('escapeLineControls', () => {
  it('escapes characters that end a line, reverse text or control a terminal, without changing the JSON value', () => {
    const value = 'a\u0085b\u2028c\u2029d\u009be\u007ff\u202eg\u2066h\u200fi\\\u2028';
    const line = escapeLineControls(JSON.stringify({ value }));
    expect(line).toMatch(/^[\x20-\x7e]+$/);
    expect(line).toContain('\\u0085b\\u2028c\\u2029d\\u009b');
    expect(JSON.parse(line)).toEqual({ value });
  });

  it('does not change other characters', () => {
    const line = JSON.stringify({ name: 'Zoë Ōkubo 李 😀' });
    expect(escapeLineControls(line)).toBe(line);
  });
});

function programText(end: string): string {
  return `
    import { getStandardOutput } from '${new URL('../../src/observability/buffered-output.ts', import.meta.url).href}';
    getStandardOutput().write('first\\n');
    getStandardOutput().write('last\\n');
    ${end}`;
}

describe('standard output', () => {
  it.each([
    ['ends', ''],
    ['exits', 'process.exit(0)'],
  ])('contains all lines if the process %s', async (_how, end) => {
    const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', programText(end)]);
    expect(stdout).toBe('first\nlast\n');
  });

  it('contains all lines if the process fails with an error', async () => {
    const died = run(process.execPath, ['--input-type=module', '--eval', programText('throw new Error();')]);
    await expect(died).rejects.toMatchObject({ code: 1, stdout: 'first\nlast\n' });
  });

  it('does not fail the process if its reader is gone', async () => {
    const lines = `
      import { errorMonitor } from 'node:events';
      setInterval(() => getStandardOutput().write('x'.repeat(20_000)), 1);
      process.stdout.once(errorMonitor, () => setImmediate(() => process.exit(7)));`;
    const shell = `"$0" --input-type=module --eval "$1" | true; exit "\${PIPESTATUS[0]}"`;
    await expect(run('bash', ['-c', shell, process.execPath, programText(lines)])).rejects.toMatchObject({
      code: 7,
    });
  });
});
