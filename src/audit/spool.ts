/** The spool: a durable queue of undelivered events in an SQLite file. */
import { DatabaseSync } from 'node:sqlite';
import { prepareDatabaseFile } from '../config/private-files.ts';
import type { EventKind, EventOwner } from './event-sink.ts';
import { NO_SITE } from '../limits/fair-room.ts';
import { createSharedRoom } from './shared-room.ts';

export interface SpooledEvent {
  /** Increases with each event. */
  readonly id: number;
  /** The JSON of an AuditEvent. */
  readonly json: string;
}

/** Events that are added together. */
export interface SpoolEntry {
  readonly events: readonly string[];
  readonly kind: EventKind;
  readonly owner: EventOwner;
}

export interface Spool {
  /** Whether other users had access to the file before it was opened. */
  readonly wasOpenToOthers: boolean;
  /** The number of events that wait for delivery. */
  readonly waiting: number;
  /** The number of events that the FHIR server rejected. They stay until an operator handles them. */
  readonly undeliverable: number;
  /**
   * Returns whether this many more events of a site fit: a site may hold as much as is free, to leave room for the others.
   * @param refusals how many of them are refusals, which have their own share
   */
  hasRoomFor(count: number, refusals?: number, site?: string): boolean;
  /** Counts events that will be added. Returns the function that stops counting them, before they are added or dropped. */
  reserve(entry: SpoolEntry): () => void;
  /** Adds all of the events or none. They are on disk when it returns. @throws SQLite's error */
  add(entries: readonly SpoolEntry[]): void;
  /** Returns the audit repositories with waiting events. */
  destinations(): string[];
  /** Returns the oldest events for an audit repository, oldest first. */
  oldest(limit: number, destination?: string): SpooledEvent[];
  /** Removes delivered events, and sets rejected events aside with their HTTP status. */
  settle(delivered: readonly number[], refused: ReadonlyMap<number, number>): void;
  close(): void;
}

interface SpoolOptions {
  readonly path: string;
  /** The capacity. Undeliverable events count, because they use disk space too. */
  readonly maxEvents: number;
  /** Whether several sites share it; false by default. */
  readonly isShared?: boolean;
}

/**
 * @throws the system's or SQLite's error if the file cannot be opened, such as because another process uses it; FileOpenToOthers
 */
export function openSpool({ path, maxEvents, isShared = false }: SpoolOptions): Spool {
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
  for (const table of TABLES) addColumns(database, table);
  database.exec('CREATE INDEX IF NOT EXISTS by_destination ON events (destination, id)');
  const insert = database.prepare(
    'INSERT INTO events (json, refusal, site, destination) VALUES (?, ?, ?, ?)',
  );
  const select = database.prepare('SELECT id, json FROM events WHERE destination = ? ORDER BY id LIMIT ?');
  const remove = database.prepare('DELETE FROM events WHERE id = ? RETURNING refusal, site');
  const setAside = database.prepare(
    `INSERT INTO undeliverable (id, status, json, ${COLUMNS}) SELECT id, ?, json, ${COLUMNS} FROM events WHERE id = ?`,
  );
  let waiting = countRows(database, 'events');
  let undeliverable = countRows(database, 'undeliverable');
  const room = createSharedRoom({ capacity: maxEvents, isShared });
  for (const table of TABLES)
    for (const { site, refusal, count } of database
      .prepare(`SELECT site, refusal, count(*) AS count FROM ${table} GROUP BY site, refusal`)
      .all())
      room.hold(String(site), kindOf(refusal), Number(count));

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
    hasRoomFor: (count, refusals = 0, site = NO_SITE) => room.hasRoomFor(site, count, refusals),
    reserve({ events, kind, owner }) {
      room.hold(owner.site, kind, events.length);
      return () => room.hold(owner.site, kind, -events.length);
    },
    add(entries) {
      inTransaction(() => {
        for (const { events, kind, owner } of entries)
          for (const json of events)
            insert.run(json, Number(kind === 'refusal'), owner.site, owner.destination);
      });
      for (const { events, kind, owner } of entries) {
        waiting += events.length;
        room.hold(owner.site, kind, events.length);
      }
    },
    destinations: () =>
      database
        .prepare('SELECT DISTINCT destination FROM events')
        .all()
        .map(({ destination }) => String(destination)),
    oldest: (limit, destination = '') =>
      select
        .all(destination, limit)
        .flatMap(({ id, json }) => (typeof id === 'number' ? [{ id, json: String(json) }] : [])),
    settle(delivered, refused) {
      if (delivered.length + refused.size === 0) return;
      const released: ReturnType<typeof remove.get>[] = [];
      inTransaction(() => {
        for (const [id, status] of refused) setAside.run(status, id);
        for (const id of refused.keys()) remove.run(id);
        for (const id of delivered) released.push(remove.get(id));
      });
      for (const row of released)
        if (row !== undefined) room.hold(String(row['site']), kindOf(row['refusal']), -1);
      waiting -= delivered.length + refused.size;
      undeliverable += refused.size;
    },
    close: () => database.close(),
  };
}

const TABLES = ['events', 'undeliverable'] as const;

/** The columns that a table from an earlier version may lack. */
const ADDED_COLUMNS = {
  refusal: 'INTEGER NOT NULL DEFAULT 0',
  site: "TEXT NOT NULL DEFAULT ''",
  destination: "TEXT NOT NULL DEFAULT ''",
} as const;
const COLUMNS = Object.keys(ADDED_COLUMNS).join(', ');

function addColumns(database: DatabaseSync, table: (typeof TABLES)[number]): void {
  const existing = new Set(
    database
      .prepare(`PRAGMA table_info(${table})`)
      .all()
      .map(({ name }) => name),
  );
  for (const [name, definition] of Object.entries(ADDED_COLUMNS))
    if (!existing.has(name)) database.exec(`ALTER TABLE ${table} ADD COLUMN ${name} ${definition}`);
}

function kindOf(refusal: unknown): EventKind {
  return refusal === 1 ? 'refusal' : 'access';
}

function countRows(database: DatabaseSync, table: (typeof TABLES)[number]): number {
  return Number(database.prepare(`SELECT count(*) AS count FROM ${table}`).get()?.['count'] ?? 0);
}
