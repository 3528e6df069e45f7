import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
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

  it('gives refusals a twentieth of it, and not more where they come again from an earlier process', () => {
    const spool = open(100);
    expect([spool.hasRoomFor(5, 5), spool.hasRoomFor(6, 6)]).toEqual([true, false]);
    spool.add(['one'], ['refused-1', 'refused-2', 'refused-3', 'refused-4']);
    const next = reopen(100);
    expect([next.hasRoomFor(1, 1), next.hasRoomFor(2, 2), next.hasRoomFor(95)]).toEqual([true, false, true]);
    const [, first, second] = next.oldest(3);
    // One that the FHIR server refused for good still takes up the disk.
    next.settle([first?.id ?? 0], new Map([[second?.id ?? 0, 422]]));
    expect([next.hasRoomFor(2, 2), next.hasRoomFor(3, 3)]).toEqual([true, false]);
    const last = reopen(100);
    expect([last.hasRoomFor(2, 2), last.hasRoomFor(3, 3)]).toEqual([true, false]);
    expect([last.waiting, last.undeliverable]).toEqual([3, 1]);
  });

  it('always has room for one refusal, however small it is', () => {
    expect(open(3).hasRoomFor(1, 1)).toBe(true);
  });

  it('takes over the file of an earlier version, which did not mark refusals', () => {
    const database = new DatabaseSync(path);
    database.exec(`
      CREATE TABLE events (id INTEGER PRIMARY KEY AUTOINCREMENT, json TEXT NOT NULL) STRICT;
      CREATE TABLE undeliverable (id INTEGER PRIMARY KEY, status INTEGER NOT NULL, json TEXT NOT NULL) STRICT;
      INSERT INTO events (json) VALUES ('one');
      INSERT INTO undeliverable VALUES (7, 422, 'two');
    `);
    database.close();
    const spool = open();
    spool.add(['three'], ['refused']);
    expect(jsonOf(spool)).toEqual(['one', 'three', 'refused']);
    expect([spool.waiting, spool.undeliverable, spool.hasRoomFor(5, 5)]).toEqual([3, 1, false]);
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

  it('is closed to other users who could read it', () => {
    expect(open().wasOpenToOthers).toBe(false);
    chmodSync(path, 0o644);
    expect(reopen().wasOpenToOthers).toBe(true);
    expect(statSync(path).mode & 0o777).toBe(0o600);
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
