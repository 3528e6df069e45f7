import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NO_OWNER } from '../../src/audit/event-sink.ts';
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

function openTestSpool(maxEvents = 100): Spool {
  const spool = openSpool({ path, maxEvents });
  spools.push(spool);
  return spool;
}

/** Closes the spool as an ending process would, and opens it again. */
function reopenTestSpool(maxEvents = 100): Spool {
  for (const spool of spools.splice(0)) spool.close();
  return openTestSpool(maxEvents);
}

const oldestJson = (spool: Spool, limit = 100): string[] => spool.oldest(limit).map(({ json }) => json);

describe('openSpool', () => {
  it('returns the oldest events in their order until they are settled', () => {
    const spool = openTestSpool();
    spool.add([{ events: ['one', 'two'], kind: 'access', owner: NO_OWNER }]);
    spool.add([{ events: ['three'], kind: 'access', owner: NO_OWNER }]);
    expect(oldestJson(spool, 2)).toEqual(['one', 'two']);
    expect(oldestJson(spool)).toEqual(['one', 'two', 'three']);
    spool.settle(
      spool.oldest(2).map(({ id }) => id),
      new Map(),
    );
    expect(oldestJson(spool)).toEqual(['three']);
    expect([spool.waiting, spool.undeliverable]).toEqual([1, 0]);
  });

  it('keeps waiting and undeliverable events for the next process [T5-R1]', () => {
    const spool = openTestSpool();
    spool.add([{ events: ['one', 'two', 'three'], kind: 'access', owner: NO_OWNER }]);
    const [first] = spool.oldest(1);
    spool.settle([], new Map([[first?.id ?? 0, 422]]));
    const next = reopenTestSpool();
    expect(oldestJson(next)).toEqual(['two', 'three']);
    expect([next.waiting, next.undeliverable]).toEqual([2, 1]);
  });

  it('never reuses an id, so a late settlement affects no other event', () => {
    const spool = openTestSpool();
    spool.add([{ events: ['one'], kind: 'access', owner: NO_OWNER }]);
    const [first] = spool.oldest(1);
    spool.settle([first?.id ?? 0], new Map());
    const next = reopenTestSpool();
    next.add([{ events: ['two'], kind: 'access', owner: NO_OWNER }]);
    expect(next.oldest(1)[0]?.id).toBeGreaterThan(first?.id ?? 0);
  });

  it('counts undeliverable events against its capacity', () => {
    const spool = openTestSpool(3);
    spool.add([{ events: ['one', 'two'], kind: 'access', owner: NO_OWNER }]);
    expect([spool.hasRoomFor(1), spool.hasRoomFor(2)]).toEqual([true, false]);
    const [first] = spool.oldest(1);
    spool.settle([], new Map([[first?.id ?? 0, 400]]));
    expect([spool.hasRoomFor(1), spool.hasRoomFor(2)]).toEqual([true, false]);
    spool.settle(
      spool.oldest(1).map(({ id }) => id),
      new Map(),
    );
    expect([spool.hasRoomFor(2), spool.hasRoomFor(3)]).toEqual([true, false]);
    const fuller = reopenTestSpool(2);
    expect([fuller.hasRoomFor(1), fuller.hasRoomFor(2)]).toEqual([true, false]);
  });

  it('limits refusals to a twentieth of the capacity, including refusals from an earlier process', () => {
    const spool = openTestSpool(100);
    expect([spool.hasRoomFor(5, 5), spool.hasRoomFor(6, 6)]).toEqual([true, false]);
    spool.add([
      { events: ['one'], kind: 'access', owner: NO_OWNER },
      { events: ['refused-1', 'refused-2', 'refused-3', 'refused-4'], kind: 'refusal', owner: NO_OWNER },
    ]);
    const next = reopenTestSpool(100);
    expect([next.hasRoomFor(1, 1), next.hasRoomFor(2, 2), next.hasRoomFor(95)]).toEqual([true, false, true]);
    const [, first, second] = next.oldest(3);
    // An undeliverable event still uses disk space.
    next.settle([first?.id ?? 0], new Map([[second?.id ?? 0, 422]]));
    expect([next.hasRoomFor(2, 2), next.hasRoomFor(3, 3)]).toEqual([true, false]);
    const last = reopenTestSpool(100);
    expect([last.hasRoomFor(2, 2), last.hasRoomFor(3, 3)]).toEqual([true, false]);
    expect([last.waiting, last.undeliverable]).toEqual([3, 1]);
  });

  it('has room for one refusal even if the capacity is tiny', () => {
    expect(openTestSpool(3).hasRoomFor(1, 1)).toBe(true);
  });

  it('migrates the file of an earlier version, which did not mark refusals', () => {
    const database = new DatabaseSync(path);
    database.exec(`
      CREATE TABLE events (id INTEGER PRIMARY KEY AUTOINCREMENT, json TEXT NOT NULL) STRICT;
      CREATE TABLE undeliverable (id INTEGER PRIMARY KEY, status INTEGER NOT NULL, json TEXT NOT NULL) STRICT;
      INSERT INTO events (json) VALUES ('one');
      INSERT INTO undeliverable VALUES (7, 422, 'two');
    `);
    database.close();
    const spool = openTestSpool();
    spool.add([
      { events: ['three'], kind: 'access', owner: NO_OWNER },
      { events: ['refused'], kind: 'refusal', owner: NO_OWNER },
    ]);
    expect(oldestJson(spool)).toEqual(['one', 'three', 'refused']);
    expect([spool.waiting, spool.undeliverable, spool.hasRoomFor(5, 5)]).toEqual([3, 1, false]);
  });

  it('creates files that only their owner can read', () => {
    const before = process.umask(0);
    try {
      openTestSpool().add([{ events: ['one'], kind: 'access', owner: NO_OWNER }]);
    } finally {
      process.umask(before);
    }
    const modes = readdirSync(folder).map((file) => [file, statSync(join(folder, file)).mode & 0o777]);
    expect(modes).toEqual([
      ['spool.sqlite', 0o600],
      ['spool.sqlite-wal', 0o600],
    ]);
  });

  it('removes other users’ access to an existing spool [T5-I4]', () => {
    expect(openTestSpool().wasOpenToOthers).toBe(false);
    chmodSync(path, 0o644);
    expect(reopenTestSpool().wasOpenToOthers).toBe(true);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('does not open a spool that another process has open', () => {
    openTestSpool();
    expect(() => openSpool({ path, maxEvents: 100 })).toThrow('database is locked');
  });

  it('keeps added events if the process is killed right afterwards', () => {
    const script = `
      const { openSpool } = await import(${JSON.stringify(resolve('src/audit/spool.ts'))});
      openSpool({ path: ${JSON.stringify(path)}, maxEvents: 10 }).add([{ events: ['one', 'two'], kind: 'access', owner: { site: '', destination: '' } }]);
      process.kill(process.pid, 'SIGKILL');
    `;
    const { signal } = spawnSync(process.execPath, ['--input-type=module', '-e', script]);
    expect(signal).toBe('SIGKILL');
    expect(oldestJson(openTestSpool())).toEqual(['one', 'two']);
  });

  it('wipes settled events from the file [T5-I2]', () => {
    const spool = openTestSpool();
    spool.add([
      { events: ['{"of":"patient-one"}', '{"of":"patient-two"}'], kind: 'access', owner: NO_OWNER },
    ]);
    const [first] = spool.oldest(1);
    spool.settle([first?.id ?? 0], new Map());
    reopenTestSpool();
    const written = readFileSync(path, 'latin1');
    expect(written).toContain('patient-two');
    expect(written).not.toContain('patient-one');
  });

  it('throws the system’s error if the path is a folder or its folder is missing', () => {
    expect(() => openSpool({ path: folder, maxEvents: 1 })).toThrow('EISDIR');
    expect(() => openSpool({ path: join(folder, 'none', 'spool'), maxEvents: 1 })).toThrow('ENOENT');
  });
});
