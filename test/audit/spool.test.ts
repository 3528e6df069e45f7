import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSpool, type Spool } from '../../src/audit/spool.ts';

let folder: string;
let path: string;
const spools: Spool[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'audit-'));
  path = join(folder, 'spool.sqlite');
});

afterEach(() => {
  for (const spool of spools.splice(0)) spool.close();
  rmSync(folder, { recursive: true });
});

function open(maxEvents = 100): Spool {
  const spool = openSpool({ path, maxEvents });
  spools.push(spool);
  return spool;
}

/** Ends the spool as a process would, and opens it again. */
function reopen(maxEvents = 100): Spool {
  for (const spool of spools.splice(0)) spool.close();
  return open(maxEvents);
}

const jsonOf = (spool: Spool, most = 100): string[] => spool.oldest(most).map(({ json }) => json);

describe('the spool', () => {
  it('gives events in the order in which they came, and again until they are settled', () => {
    const spool = open();
    spool.add(['one', 'two']);
    spool.add(['three']);
    expect(jsonOf(spool, 2)).toEqual(['one', 'two']);
    expect(jsonOf(spool)).toEqual(['one', 'two', 'three']);
    spool.settle(
      spool.oldest(2).map(({ id }) => id),
      new Map(),
    );
    expect(jsonOf(spool)).toEqual(['three']);
    expect([spool.waiting, spool.undeliverable]).toEqual([1, 0]);
  });

  it('keeps all of it from one process to the next', () => {
    const spool = open();
    spool.add(['one', 'two', 'three']);
    const [first] = spool.oldest(1);
    spool.settle([], new Map([[first?.id ?? 0, 422]]));
    const next = reopen();
    expect(jsonOf(next)).toEqual(['two', 'three']);
    expect([next.waiting, next.undeliverable]).toEqual([2, 1]);
  });

  it('never gives an id twice, so that what is settled late settles nothing else', () => {
    const spool = open();
    spool.add(['one']);
    const [first] = spool.oldest(1);
    spool.settle([first?.id ?? 0], new Map());
    const next = reopen();
    next.add(['two']);
    expect(next.oldest(1)[0]?.id).toBeGreaterThan(first?.id ?? 0);
  });

  it('has room for so many, those included that are undeliverable', () => {
    const spool = open(3);
    spool.add(['one', 'two']);
    expect([spool.hasRoomFor(1), spool.hasRoomFor(2)]).toEqual([true, false]);
    const [first] = spool.oldest(1);
    spool.settle([], new Map([[first?.id ?? 0, 400]]));
    expect([spool.hasRoomFor(1), spool.hasRoomFor(2)]).toEqual([true, false]);
    spool.settle(
      spool.oldest(1).map(({ id }) => id),
      new Map(),
    );
    expect([spool.hasRoomFor(2), spool.hasRoomFor(3)]).toEqual([true, false]);
    const fuller = reopen(2);
    expect([fuller.hasRoomFor(1), fuller.hasRoomFor(2)]).toEqual([true, false]);
  });

  it('is for its owner alone, in each of its files', () => {
    const before = process.umask(0);
    try {
      open().add(['one']);
    } finally {
      process.umask(before);
    }
    const modes = readdirSync(folder).map((file) => [file, statSync(join(folder, file)).mode & 0o777]);
    expect(modes).toEqual([
      ['spool.sqlite', 0o600],
      ['spool.sqlite-wal', 0o600],
    ]);
  });

  it('is had by one process at a time', () => {
    open();
    expect(() => openSpool({ path, maxEvents: 100 })).toThrow('database is locked');
  });

  it('has what it said that it had, though the process was killed right after', () => {
    const script = `
      const { openSpool } = await import(${JSON.stringify(resolve('src/audit/spool.ts'))});
      openSpool({ path: ${JSON.stringify(path)}, maxEvents: 10 }).add(['one', 'two']);
      process.kill(process.pid, 'SIGKILL');
    `;
    const { signal } = spawnSync(process.execPath, ['--input-type=module', '-e', script]);
    expect(signal).toBe('SIGKILL');
    expect(jsonOf(open())).toEqual(['one', 'two']);
  });

  it('wipes what is settled', () => {
    const spool = open();
    spool.add(['{"of":"patient-one"}', '{"of":"patient-two"}']);
    const [first] = spool.oldest(1);
    spool.settle([first?.id ?? 0], new Map());
    reopen();
    const written = readFileSync(path, 'latin1');
    expect(written).toContain('patient-two');
    expect(written).not.toContain('patient-one');
  });

  it('that is no database, or no file that can be written, cannot be opened', () => {
    expect(() => openSpool({ path: folder, maxEvents: 1 })).toThrow('EISDIR');
    expect(() => openSpool({ path: join(folder, 'none', 'spool'), maxEvents: 1 })).toThrow('ENOENT');
  });
});
