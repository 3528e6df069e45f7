/** Events that wait for a FHIR server: a queue in an SQLite file, which outlives the process. */
import { closeSync, openSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

export interface SpooledEvent {
  /** Rises with each event. */
  readonly id: number;
  /** The JSON of an AuditEvent. */
  readonly json: string;
}

export interface Spool {
  /** How many events wait to be delivered. */
  readonly waiting: number;
  /** How many events the FHIR server refused for good; they stay until an operator has seen to them. */
  readonly undeliverable: number;
  /** Whether so many more events fit in. */
  hasRoomFor(count: number): boolean;
  /** Adds all of the events or none; once it returns they are on the disk. @throws SQLite's error */
  add(events: readonly string[]): void;
  /** The events that have waited longest, oldest first. */
  oldest(most: number): SpooledEvent[];
  /** Takes out what was delivered, and sets aside what never will be, with the HTTP status that said so. */
  settle(delivered: readonly number[], refused: ReadonlyMap<number, number>): void;
  close(): void;
}

export interface SpoolOptions {
  readonly path: string;
  /** How many events it holds at most. Those that were refused count: they too take up the disk. */
  readonly maxEvents: number;
}

/** For the owner alone: it names patients. SQLite gives its further files the mode of this one. */
const MODE = 0o600;

/** @throws the system's or SQLite's error where the file cannot be had, as where another process has it */
export function openSpool({ path, maxEvents }: SpoolOptions): Spool {
  closeSync(openSync(path, 'a', MODE));
  const database = new DatabaseSync(path);
  // One process has it, so that no event is delivered twice at the same time; and events are wiped once they are delivered.
  database.exec(`
    PRAGMA locking_mode = EXCLUSIVE;
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA secure_delete = ON;
    CREATE TABLE IF NOT EXISTS events (id INTEGER PRIMARY KEY AUTOINCREMENT, json TEXT NOT NULL) STRICT;
    CREATE TABLE IF NOT EXISTS undeliverable (id INTEGER PRIMARY KEY, status INTEGER NOT NULL, json TEXT NOT NULL) STRICT;
  `);
  const insert = database.prepare('INSERT INTO events (json) VALUES (?)');
  const select = database.prepare('SELECT id, json FROM events ORDER BY id LIMIT ?');
  const remove = database.prepare('DELETE FROM events WHERE id = ?');
  const setAside = database.prepare(
    'INSERT INTO undeliverable (id, status, json) SELECT id, ?, json FROM events WHERE id = ?',
  );
  let waiting = countOf(database, 'events');
  let undeliverable = countOf(database, 'undeliverable');

  const inTransaction = (work: () => void): void => {
    database.exec('BEGIN IMMEDIATE');
    try {
      work();
      database.exec('COMMIT');
    } catch (error) {
      // SQLite has rolled back by itself where the disk is full.
      if (database.isTransaction) database.exec('ROLLBACK');
      throw error;
    }
  };

  return {
    get waiting() {
      return waiting;
    },
    get undeliverable() {
      return undeliverable;
    },
    hasRoomFor: (count) => waiting + undeliverable + count <= maxEvents,
    add(events) {
      inTransaction(() => events.forEach((json) => void insert.run(json)));
      waiting += events.length;
    },
    oldest: (most) =>
      select
        .all(most)
        .flatMap(({ id, json }) => (typeof id === 'number' ? [{ id, json: String(json) }] : [])),
    settle(delivered, refused) {
      if (delivered.length + refused.size === 0) return;
      inTransaction(() => {
        for (const [id, status] of refused) setAside.run(status, id);
        for (const id of [...delivered, ...refused.keys()]) remove.run(id);
      });
      waiting -= delivered.length + refused.size;
      undeliverable += refused.size;
    },
    close: () => database.close(),
  };
}

function countOf(database: DatabaseSync, table: 'events' | 'undeliverable'): number {
  return Number(database.prepare(`SELECT count(*) AS count FROM ${table}`).get()?.['count'] ?? 0);
}
