/**
 * Denies other users access to files that contain secrets or patient data. A file that others cannot read keeps its group's access, because a log shipper or a
 * container's user may belong to it. A file that they can read becomes private to its owner. Windows has no such modes.
 */
import { chmodSync, closeSync, openSync, type Stats, statSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';

/** Access for the owner only. */
export const PRIVATE_MODE = 0o600;
const OTHERS = 0o007;

/** Other users can read the file, and this process may not change its mode. */
export class FileOpenToOthers extends Error {
  override readonly name = 'FileOpenToOthers';

  constructor() {
    super(
      'a file that other users cannot read: run chmod o= on it (for a Kubernetes secret, set defaultMode: 0440)',
    );
  }
}

/**
 * Denies other users access to a file, if it exists. Returns whether they had access.
 * @throws FileOpenToOthers if the file belongs to another user
 */
export function closeToOthers(path: string): boolean {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined || !isOpen(stats)) return false;
  try {
    chmodSync(path, removeOthersAccess(stats));
    return true;
  } catch {
    throw new FileOpenToOthers();
  }
}

/** Does the same for an open file: its path may name another file by now. */
export async function closeHandleToOthers(file: FileHandle): Promise<boolean> {
  const stats = await file.stat();
  if (!isOpen(stats)) return false;
  try {
    await file.chmod(removeOthersAccess(stats));
    return true;
  } catch {
    throw new FileOpenToOthers();
  }
}

/**
 * Creates the file of an SQLite database if it does not exist, and denies other users access to it and to its journal files. Returns whether
 * they had access to any. SQLite gives the same mode to files that it creates later.
 * @throws the system's error, or FileOpenToOthers
 */
export function prepareDatabaseFile(path: string): boolean {
  closeSync(openSync(path, 'a', PRIVATE_MODE));
  return ['', '-wal', '-shm', '-journal'].map((end) => closeToOthers(path + end)).includes(true);
}

/** Returns false for devices and pipes, because they store nothing. */
function isOpen(stats: Stats): boolean {
  return process.platform !== 'win32' && stats.isFile() && (stats.mode & OTHERS) !== 0;
}

/** A world-readable file grants its group access by accident, so the group loses access too. */
function removeOthersAccess({ mode }: Stats): number {
  return mode & 0o700;
}
