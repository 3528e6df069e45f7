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

function fileOf(mode: number, file = path): void {
  writeFileSync(file, 'secret');
  // Whatever the process allows others.
  chmodSync(file, mode);
}

describe.each([
  ['by its path', async () => closeToOthers(path)],
  [
    'that is open',
    async () => {
      const file = await open(path, 'r');
      try {
        return await closeHandleToOthers(file);
      } finally {
        await file.close();
      }
    },
  ],
])('a file %s', (_how, close) => {
  it.each([
    [0o644, 0o600],
    [0o666, 0o600],
    [0o604, 0o600],
    [0o602, 0o600],
    [0o444, 0o400],
    [0o755, 0o700],
  ])('that other users can use (%o) is closed to all but its owner (%o)', async (before, after) => {
    fileOf(before);
    expect(await close()).toBe(true);
    expect(modeOf()).toBe(after);
    expect(await close()).toBe(false);
  });

  it.each([0o600, 0o400, 0o640, 0o660, 0o440])(
    'that is for its owner, or its group, stays so (%o)',
    async (mode) => {
      fileOf(mode);
      expect(await close()).toBe(false);
      expect(modeOf()).toBe(mode);
    },
  );
});

it('a file of somebody else that other users can read is refused, with the command that closes it', async () => {
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

it('neither a device nor a missing file is closed to others', () => {
  expect(closeToOthers('/dev/null')).toBe(false);
  expect(modeOf('/dev/null')).toBe(0o666);
  expect(closeToOthers(path)).toBe(false);
});

describe('the file of a database', () => {
  it('is made for its owner only, whatever the process allows others', () => {
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
    'is closed to others together with the files next to it: "%s"',
    (end) => {
      fileOf(0o600);
      fileOf(0o644, path + end);
      expect(prepareDatabaseFile(path)).toBe(true);
      expect(modeOf(path + end)).toBe(0o600);
      expect(prepareDatabaseFile(path)).toBe(false);
    },
  );

  it('that cannot be had is the system’s error', () => {
    expect(() => prepareDatabaseFile(join(folder, 'none', 'file'))).toThrow('ENOENT');
    expect(existsSync(join(folder, 'none'))).toBe(false);
    closeSync(openSync(path, 'w'));
    expect(() => prepareDatabaseFile(join(path, 'file'))).toThrow('ENOTDIR');
  });
});
