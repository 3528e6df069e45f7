/**
 * Reads files that decide whom this program trusts. Another user who could change such a file, or replace it, could make themselves trusted.
 * Windows has no such modes.
 */
import { closeSync, constants, fstatSync, lstatSync, openSync, readFileSync, type Stats } from 'node:fs';
import { basename, dirname } from 'node:path';
import { systemErrorCode } from '../errors.ts';

/** Explains why a file is not trusted: `jwks.json is a symbolic link`. It names no folder. */
export class UntrustedFile extends Error {
  override readonly name = 'UntrustedFile';
  /** Whether the file or its folder does not exist. */
  readonly isMissing: boolean;

  constructor(reason: string, isMissing = false) {
    super(reason);
    this.isMissing = isMissing;
  }
}

const CHANGE = 0o022;
const ACCESS = 0o077;
const MAX_BYTES = 64 * 1024;
/** Windows has neither flag. A pipe without a writer would block the process otherwise. */
const OPEN_FLAGS = constants.O_RDONLY | numberOf(constants.O_NOFOLLOW) | numberOf(constants.O_NONBLOCK);

/**
 * Returns the text of a regular file that only this user can change, in a folder of this user.
 * @param isSecret whether others may not read it either
 * @throws UntrustedFile
 */
export function readTrustedFile(path: string, isSecret = false): string {
  checkTrustedFolder(dirname(path));
  const name = basename(path);
  let file: number | null = null;
  try {
    file = openSync(path, OPEN_FLAGS);
    const stats = fstatSync(file);
    if (!stats.isFile()) throw new UntrustedFile(`${name} is not a file`);
    checkOwner(name, stats);
    if (isOpen(stats, isSecret ? ACCESS : CHANGE))
      throw new UntrustedFile(`other users can ${isSecret ? 'access' : 'change'} ${name}`);
    if (stats.size > MAX_BYTES) throw new UntrustedFile(`${name} is larger than ${MAX_BYTES / 1024} KB`);
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw toUntrusted(name, error);
  } finally {
    if (file !== null) closeSync(file);
  }
}

/** @throws UntrustedFile unless it is a folder that only this user can change */
function checkTrustedFolder(path: string): void {
  const name = `the folder ${basename(path)}`;
  try {
    const stats = lstatSync(path);
    if (stats.isSymbolicLink()) throw new UntrustedFile(`${name} is a symbolic link`);
    if (!stats.isDirectory()) throw new UntrustedFile(`${name} is not a folder`);
    checkOwner(name, stats);
    if (isOpen(stats, CHANGE)) throw new UntrustedFile(`other users can change ${name}`);
  } catch (error) {
    throw toUntrusted(name, error);
  }
}

function checkOwner(name: string, { uid }: Stats): void {
  // Windows has no user ids.
  const own = process.getuid?.() ?? uid;
  if (uid !== own) throw new UntrustedFile(`${name} belongs to another user`);
}

function isOpen({ mode }: Stats, access: number): boolean {
  return process.platform !== 'win32' && (mode & access) !== 0;
}

function toUntrusted(name: string, error: unknown): UntrustedFile {
  if (error instanceof UntrustedFile) return error;
  const code = systemErrorCode(error) ?? 'unknown';
  if (code === 'ENOENT') return new UntrustedFile(`${name} does not exist`, true);
  return new UntrustedFile(
    code === 'ELOOP' ? `${name} is a symbolic link` : `${name} cannot be read (${code})`,
  );
}

function numberOf(flag: unknown): number {
  return typeof flag === 'number' ? flag : 0;
}
