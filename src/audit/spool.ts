/** Events that wait for a FHIR server: a queue in an SQLite file, which outlives the process. */
import { DatabaseSync } from 'node:sqlite';
import { prepareDatabaseFile } from '../config/private-files.ts';
import { computeRefusalCapacity } from './backlog.ts';

export interface SpooledEvent {
  /** Rises with each event. */
  readonly id: number;
  /** The JSON of an AuditEvent. */
  readonly json: string;
}

export interface Spool {
  /** Whether other users could read the file until it was opened. */
  readonly wasOpenToOthers: boolean;
  /** How many events wait to be delivered. */
  readonly waiting: number;
  /** How many events the FHIR server refused for good; they stay until an operator has seen to them. */
  readonly undeliverable: number;
  /** Whether so many more events fit in. @param refusals how many of them are refusals, which have a share of their own */
  hasRoomFor(count: number, refusals?: number): boolean;
  /** Adds all of the events or none; once it returns they are on the disk. @throws SQLite's error */
  add(events: readonly string[], refusals?: readonly string[]): void;
  /** The events that have waited longest, oldest first. */
  oldest(limit: number): SpooledEvent[];
  /** Takes out what was delivered, and sets aside what never will be, with the HTTP status that said so. */
  settle(delivered: readonly number[], refused: ReadonlyMap<number, number>): void;
  close(): void;
}

interface SpoolOptions {
  readonly path: string;
  /** How many events it holds at most. Those that were refused count: they too take up the disk. */
  readonly maxEvents: number;
}

/**
 * @throws the system's or SQLite's error where the file cannot be opened, for example because another process uses it; FileOpenToOthers
 */
export function openSpool({ path, maxEvents }: SpoolOptions): Spool {
  const wasOpenToOthers = prepareDatabaseFile(path);
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
  for (const table of TABLES) markRefusals(database, table);
  const insert = database.prepare('INSERT INTO events (json, refusal) VALUES (?, ?)');
  const select = database.prepare('SELECT id, json FROM events ORDER BY id LIMIT ?');
  const remove = database.prepare('DELETE FROM events WHERE id = ? RETURNING refusal');
  const setAside = database.prepare(
    'INSERT INTO undeliverable (id, status, json, refusal) SELECT id, ?, json, refusal FROM events WHERE id = ?',
  );
  let waiting = countRows(database, 'events');
  let undeliverable = countRows(database, 'undeliverable');
  let refusalsHeld = TABLES.reduce(
    (sum, table) => sum + countRows(database, `${table} WHERE refusal = 1`),
    0,
  );

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
    wasOpenToOthers,
    get waiting() {
      return waiting;
    },
    get undeliverable() {
      return undeliverable;
    },
    hasRoomFor: (count, refusals = 0) =>
      waiting + undeliverable + count <= maxEvents &&
      (refusals === 0 || refusalsHeld + refusals <= computeRefusalCapacity(maxEvents)),
    add(events, refusals = []) {
      inTransaction(() => {
        for (const json of events) insert.run(json, 0);
        for (const json of refusals) insert.run(json, 1);
      });
      waiting += events.length + refusals.length;
      refusalsHeld += refusals.length;
    },
    oldest: (limit) =>
      select
        .all(limit)
        .flatMap(({ id, json }) => (typeof id === 'number' ? [{ id, json: String(json) }] : [])),
    settle(delivered, refused) {
      if (delivered.length + refused.size === 0) return;
      let released = 0;
      inTransaction(() => {
        for (const [id, status] of refused) setAside.run(status, id);
        for (const id of refused.keys()) remove.run(id);
        for (const id of delivered) released += Number(remove.get(id)?.['refusal'] ?? 0);
      });
      refusalsHeld -= released;
      waiting -= delivered.length + refused.size;
      undeliverable += refused.size;
    },
    close: () => database.close(),
  };
}

const TABLES = ['events', 'undeliverable'] as const;

/** Adds the column that marks refusals to a table of an earlier version. */
function markRefusals(database: DatabaseSync, table: (typeof TABLES)[number]): void {
  const columns = database.prepare(`PRAGMA table_info(${table})`).all();
  if (columns.some(({ name }) => name === 'refusal')) return;
  database.exec(`ALTER TABLE ${table} ADD COLUMN refusal INTEGER NOT NULL DEFAULT 0`);
}

/** @param from a table, with the condition of its rows */
function countRows(database: DatabaseSync, from: string): number {
  return Number(database.prepare(`SELECT count(*) AS count FROM ${from}`).get()?.['count'] ?? 0);
}
