/** The spool: a durable queue of undelivered events in an SQLite file. */
import { DatabaseSync } from 'node:sqlite';
import { prepareDatabaseFile } from '../config/private-files.ts';
import { computeRefusalCapacity } from './backlog.ts';

export interface SpooledEvent {
  /** Increases with each event. */
  readonly id: number;
  /** The JSON of an AuditEvent. */
  readonly json: string;
}

export interface Spool {
  /** Whether other users had access to the file before it was opened. */
  readonly wasOpenToOthers: boolean;
  /** The number of events that wait for delivery. */
  readonly waiting: number;
  /** The number of events that the FHIR server rejected. They stay until an operator handles them. */
  readonly undeliverable: number;
  /** Returns whether this many more events fit. @param refusals how many of them are refusals, which have their own share */
  hasRoomFor(count: number, refusals?: number): boolean;
  /** Adds all of the events or none. They are on disk when it returns. @throws SQLite's error */
  add(events: readonly string[], refusals?: readonly string[]): void;
  /** Returns the oldest events, oldest first. */
  oldest(limit: number): SpooledEvent[];
  /** Removes delivered events, and sets rejected events aside with their HTTP status. */
  settle(delivered: readonly number[], refused: ReadonlyMap<number, number>): void;
  close(): void;
}

interface SpoolOptions {
  readonly path: string;
  /** The capacity. Undeliverable events count, because they use disk space too. */
  readonly maxEvents: number;
}

/**
 * @throws the system's or SQLite's error if the file cannot be opened, such as because another process uses it; FileOpenToOthers
 */
export function openSpool({ path, maxEvents }: SpoolOptions): Spool {
  const wasOpenToOthers = prepareDatabaseFile(path);
  const database = new DatabaseSync(path);
  // The exclusive lock prevents a second process from delivering the same events. secure_delete wipes delivered events.
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
      // SQLite rolls back by itself if the disk is full.
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

/** Adds the column that marks refusals to a table from an earlier version. */
function markRefusals(database: DatabaseSync, table: (typeof TABLES)[number]): void {
  const columns = database.prepare(`PRAGMA table_info(${table})`).all();
  if (columns.some(({ name }) => name === 'refusal')) return;
  database.exec(`ALTER TABLE ${table} ADD COLUMN refusal INTEGER NOT NULL DEFAULT 0`);
}

/** @param from a table and an optional WHERE clause */
function countRows(database: DatabaseSync, from: string): number {
  return Number(database.prepare(`SELECT count(*) AS count FROM ${from}`).get()?.['count'] ?? 0);
}
