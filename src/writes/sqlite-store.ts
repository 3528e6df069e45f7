/** Stores idempotency keys in an SQLite file, or in memory, where they end with the process. */
import { DatabaseSync } from 'node:sqlite';
import { prepareDatabaseFile } from '../config/private-files.ts';
import {
  type Claim,
  type ClaimResult,
  type IdempotencyStore,
  RETENTION_MS,
  stateUnavailableError,
} from './idempotency-store.ts';

interface SqliteStoreOptions {
  /** Null for memory. */
  readonly path: string | null;
  /** Epoch milliseconds. */
  readonly now?: () => number;
}

/** The number of claims between purges of expired keys. */
const CLAIMS_PER_PURGE = 1_000;

/**
 * Opens the store. Only one process can open the file, so it needs no leases: the owners of keys are in memory, and no key has an owner after the
 * process ends.
 * @throws the error of the system or of SQLite if the file cannot be opened, for example because another process has it open
 */
export function openSqliteStore({ path, now = Date.now }: SqliteStoreOptions): IdempotencyStore {
  if (path !== null) prepareDatabaseFile(path);
  const database = new DatabaseSync(path ?? ':memory:');
  database.exec(`
    PRAGMA locking_mode = EXCLUSIVE;
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA secure_delete = ON;
    CREATE TABLE IF NOT EXISTS keys (
      id TEXT PRIMARY KEY, fingerprint TEXT NOT NULL, sealed TEXT, used INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    DELETE FROM keys WHERE sealed IS NULL;
  `);
  const insert = database.prepare(
    'INSERT INTO keys (id, fingerprint, used) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET used = excluded.used',
  );
  const select = database.prepare('SELECT fingerprint, sealed FROM keys WHERE id = ?');
  const update = database.prepare('UPDATE keys SET sealed = ?, used = ? WHERE id = ?');
  const remove = database.prepare('DELETE FROM keys WHERE id = ?');
  const purge = database.prepare('DELETE FROM keys WHERE used < ?');
  const owners = new Map<string, string>();
  let claims = 0;

  const isOwner = (id: string, owner: string): boolean => owners.get(id) === owner;
  const release = (id: string, owner: string): void => {
    if (isOwner(id, owner)) owners.delete(id);
  };

  const claimKey = ({ id, fingerprint, owner }: Claim): ClaimResult => {
    if (claims % CLAIMS_PER_PURGE === 0) purge.run(now() - RETENTION_MS);
    claims += 1;
    const existing = select.get(id);
    if (existing !== undefined && existing['fingerprint'] !== fingerprint) return { kind: 'other-input' };
    if (owners.has(id)) return { kind: 'busy' };
    insert.run(id, fingerprint, now());
    owners.set(id, owner);
    const sealed = existing?.['sealed'];
    return { kind: 'mine', sealed: typeof sealed === 'string' ? sealed : null };
  };

  return {
    claim: async (claim) => maskDatabaseErrors(() => claimKey(claim)),
    save: async ({ id, owner }, sealed) =>
      maskDatabaseErrors(() => isOwner(id, owner) && update.run(sealed, now(), id).changes === 1),
    release: async ({ id, owner }) => release(id, owner),
    forget: async ({ id, owner }) => {
      if (!isOwner(id, owner)) return;
      release(id, owner);
      maskDatabaseErrors(() => remove.run(id));
    },
    close: async () => database.close(),
  };
}

/** Replaces SQLite's errors, which contain the path of the file. */
function maskDatabaseErrors<T>(work: () => T): T {
  try {
    return work();
  } catch {
    throw stateUnavailableError();
  }
}
