/**
 * Files that hold secrets or name patients, and that other users must not read. The group of a file may: a log shipper or a container's user
 * can be in it. Windows has no such modes.
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
 * Takes a file from other users, or from none where there is no such file. Returns whether they could use it.
 * @throws FileOpenToOthers where the file belongs to another user
 */
export function closeToOthers(path: string): boolean {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined || !isOpen(stats)) return false;
  try {
    chmodSync(path, closed(stats));
    return true;
  } catch {
    throw new FileOpenToOthers();
  }
}

/** The same for a file that is open already, and is not looked for by its path again. */
export async function closeHandleToOthers(file: FileHandle): Promise<boolean> {
  const stats = await file.stat();
  if (!isOpen(stats)) return false;
  try {
    await file.chmod(closed(stats));
    return true;
  } catch {
    throw new FileOpenToOthers();
  }
}

/**
 * Makes the file of an SQLite database where there is none, and closes it and the files next to it to other users. Returns whether they
 * could use one. SQLite gives the files that it makes later the mode of this one.
 * @throws the system's error, or FileOpenToOthers
 */
export function prepareDatabaseFile(path: string): boolean {
  closeSync(openSync(path, 'a', PRIVATE_MODE));
  return ['', '-wal', '-shm', '-journal'].map((end) => closeToOthers(path + end)).includes(true);
}

/** False for devices and pipes, which keep nothing. */
function isOpen(stats: Stats): boolean {
  return process.platform !== 'win32' && stats.isFile() && (stats.mode & OTHERS) !== 0;
}

/** Nobody chose the group of a file that everyone can read, so that the group loses it too. */
function closed({ mode }: Stats): number {
  return mode & 0o700;
}
