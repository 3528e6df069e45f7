import {
  chmodSync,
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  closeHandleToOthers,
  closeToOthers,
  FileOpenToOthers,
  prepareDatabaseFile,
} from '../../src/config/private-files.ts';

/** On Linux, a file of this process whose mode cannot be changed. */
const FIXED = '/proc/self/comm';

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'private-'));
  path = join(folder, 'file');
});

afterEach(() => rmSync(folder, { recursive: true }));

const modeOf = (file = path): number => statSync(file).mode & 0o777;

function createFile(mode: number, file = path): void {
  writeFileSync(file, 'secret');
  // Sets the mode regardless of the umask.
  chmodSync(file, mode);
}

describe.each([
  ['a path', async () => closeToOthers(path)],
  [
    'an open file',
    async () => {
      const file = await open(path, 'r');
      try {
        return await closeHandleToOthers(file);
      } finally {
        await file.close();
      }
    },
  ],
])('protecting %s from other users [T6-I10]', (_how, close) => {
  it.each([
    [0o644, 0o600],
    [0o666, 0o600],
    [0o604, 0o600],
    [0o602, 0o600],
    [0o444, 0o400],
    [0o755, 0o700],
  ])('restricts a file with the mode %o to the mode %o', async (before, after) => {
    createFile(before);
    expect(await close()).toBe(true);
    expect(modeOf()).toBe(after);
    expect(await close()).toBe(false);
  });

  it.each([0o600, 0o400, 0o640, 0o660, 0o440])('leaves a file with the mode %o unchanged', async (mode) => {
    createFile(mode);
    expect(await close()).toBe(false);
    expect(modeOf()).toBe(mode);
  });
});

it('refuses a file of another owner that other users can read, and names the command that protects it', async () => {
  expect(() => closeToOthers(FIXED)).toThrow(FileOpenToOthers);
  expect(() => closeToOthers(FIXED)).toThrow(
    'a file that other users cannot read: run chmod o= on it (for a Kubernetes secret, set defaultMode: 0440)',
  );
  const file = await open(FIXED, 'r');
  try {
    await expect(closeHandleToOthers(file)).rejects.toThrow(FileOpenToOthers);
  } finally {
    await file.close();
  }
});

it('does not change a device or a missing file', () => {
  expect(closeToOthers('/dev/null')).toBe(false);
  expect(modeOf('/dev/null')).toBe(0o666);
  expect(closeToOthers(path)).toBe(false);
});

describe('the file of a database', () => {
  it('creates a database file for its owner only, regardless of the umask', () => {
    const before = process.umask(0);
    try {
      expect(prepareDatabaseFile(path)).toBe(false);
    } finally {
      process.umask(before);
    }
    expect(modeOf()).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['file']);
  });

  it.each(['', '-wal', '-shm', '-journal'])(
    'restricts a database file and the files next to it to the owner: "%s"',
    (end) => {
      createFile(0o600);
      createFile(0o644, path + end);
      expect(prepareDatabaseFile(path)).toBe(true);
      expect(modeOf(path + end)).toBe(0o600);
      expect(prepareDatabaseFile(path)).toBe(false);
    },
  );

  it('passes on the system error for a database file that it cannot create', () => {
    expect(() => prepareDatabaseFile(join(folder, 'none', 'file'))).toThrow('ENOENT');
    expect(existsSync(join(folder, 'none'))).toBe(false);
    closeSync(openSync(path, 'w'));
    expect(() => prepareDatabaseFile(join(path, 'file'))).toThrow('ENOTDIR');
  });
});
