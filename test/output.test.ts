import { execFile } from 'node:child_process';
import { Writable } from 'node:stream';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createOutput } from '../src/output.ts';

const run = promisify(execFile);

describe('lines of an output', () => {
  let written: string[];
  let output: ReturnType<typeof createOutput>;

  beforeEach(() => {
    vi.useFakeTimers();
    written = [];
    output = createOutput(
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

  it('go out together, a moment later', () => {
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

  it('go out with the next that does not wait, in their order', async () => {
    output.write('a\n');
    const isWritten = output.writeAtOnce('b\n');
    expect(written).toEqual(['a\nb\n']);
    await isWritten;
    vi.runAllTimers();
    expect(written).toEqual(['a\nb\n']);
  });

  it('do not wait where there are many', () => {
    const line = `${'x'.repeat(1_023)}\n`;
    for (let at = 0; at < 20; at += 1) output.write(line);
    expect(written).toEqual([line.repeat(16)]);
    vi.runAllTimers();
    expect(written).toEqual([line.repeat(16), line.repeat(4)]);
  });

  it('are not written twice, and nothing is where there are none', () => {
    output.write('a\n');
    output.flush();
    output.flush();
    vi.runAllTimers();
    expect(written).toEqual(['a\n']);
  });
});

function program(end: string): string {
  return `
    import { standardOutput } from '${new URL('../src/output.ts', import.meta.url).href}';
    standardOutput().write('first\\n');
    standardOutput().write('last\\n');
    ${end}`;
}

describe('the output of the process', () => {
  it.each([
    ['comes to its end', ''],
    ['is ended', 'process.exit(0)'],
  ])('has all lines where the process %s', async (_how, end) => {
    const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', program(end)]);
    expect(stdout).toBe('first\nlast\n');
  });

  it('has all lines where the process dies of an error', async () => {
    const died = run(process.execPath, ['--input-type=module', '--eval', program('throw new Error();')]);
    await expect(died).rejects.toMatchObject({ code: 1, stdout: 'first\nlast\n' });
  });

  it('is no error of the process where nobody reads it', async () => {
    const lines =
      "setInterval(() => standardOutput().write('x'.repeat(20_000)), 1); setTimeout(() => process.exit(7), 300);";
    const shell = `"$0" --input-type=module --eval "$1" | true; exit "\${PIPESTATUS[0]}"`;
    await expect(run('bash', ['-c', shell, process.execPath, program(lines)])).rejects.toMatchObject({
      code: 7,
    });
  });
});
