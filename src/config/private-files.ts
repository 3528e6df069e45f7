/**
 * Closes files that hold secrets or name patients to other users. The group of a file keeps its access: a log shipper or the user of a
 * container can belong to it. Windows has no such modes.
 */
import { chmodSync, closeSync, openSync, type Stats, statSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';

/** For the owner only. */
export const PRIVATE_MODE = 0o600;
const OTHERS = 0o007;

/** Other users can read the file, and only its owner can change that. */
export class FileOpenToOthers extends Error {
  override readonly name = 'FileOpenToOthers';

  constructor() {
    super(
      'a file that other users cannot read: run chmod o= on it (for a secret of Kubernetes, set defaultMode: 0440)',
    );
  }
}

/**
 * Closes a file to other users, if there is such a file. Returns whether they could use it.
 * @throws FileOpenToOthers where the file belongs to another user
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

/** Does the same for an open file, whose path may name another file by now. */
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
 * Creates the file of an SQLite database if there is none, and closes it and the files next to it to other users. Returns whether they
 * could use one. SQLite gives files that it creates later the same mode.
 * @throws the system's error, or FileOpenToOthers
 */
export function prepareDatabaseFile(path: string): boolean {
  closeSync(openSync(path, 'a', PRIVATE_MODE));
  return ['', '-wal', '-shm', '-journal'].map((end) => closeToOthers(path + end)).includes(true);
}

/** False for devices and pipes, which store nothing. */
function isOpen(stats: Stats): boolean {
  return process.platform !== 'win32' && stats.isFile() && (stats.mode & OTHERS) !== 0;
}

/** A file that everyone can read was not opened to its group on purpose, so the group loses access too. */
function removeOthersAccess({ mode }: Stats): number {
  return mode & 0o700;
}
