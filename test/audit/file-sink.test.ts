import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createBacklog } from '../../src/audit/backlog.ts';
import type { EventSink } from '../../src/audit/event-sink.ts';
import { openFileSink } from '../../src/audit/file-sink.ts';
import { FileOpenToOthers } from '../../src/config/private-files.ts';
import { createLog } from '../../src/observability/log.ts';
import { rejectionOf } from '../support/refusal.ts';

let folder: string;
let path: string;
let logLines: string[];
const sinks: EventSink[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'audit-'));
  path = join(folder, 'audit.ndjson');
  logLines = [];
});

afterEach(async () => {
  for (const sink of sinks.splice(0)) await sink.close();
  rmSync(folder, { recursive: true });
});

async function openSink(at = path, backlog = createBacklog()): Promise<EventSink> {
  const log = createLog('trace', { write: (line) => void logLines.push(line) });
  const sink = await openFileSink(at, log, backlog);
  sinks.push(sink);
  return sink;
}

const readLines = (at = path): string[] => readFileSync(at, 'utf8').split('\n');

describe('the audit file', () => {
  it('creates a file that only its owner can read, whatever the umask [T5-S1]', async () => {
    const before = process.umask(0);
    try {
      await openSink();
    } finally {
      process.umask(before);
    }
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('removes other users’ access to an existing file, and logs it [T5-I4]', async () => {
    writeFileSync(path, '{"id":"1"}\n');
    chmodSync(path, 0o644);
    const sink = await openSink();
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(logLines.map((line): unknown => JSON.parse(line))).toMatchObject([
      {
        level: 'warn',
        event: 'audit_file_closed_to_others',
        reason: 'Other users could read the audit file. Now only its owner can.',
      },
    ]);
    renameSync(path, `${path}.1`);
    writeFileSync(path, '');
    chmodSync(path, 0o666);
    sink.reopen?.();
    await sink.write(['{"id":"2"}']);
    expect([readLines(), statSync(path).mode & 0o777]).toEqual([['{"id":"2"}', ''], 0o600]);
  });

  it('leaves a file readable for its group, such as a log shipper’s', async () => {
    writeFileSync(path, '');
    chmodSync(path, 0o640);
    await openSink();
    expect(statSync(path).mode & 0o777).toBe(0o640);
    expect(logLines).toEqual([]);
  });

  it('does not open a file of another owner that other users can read [T5-I4]', async () => {
    // On Linux, no process can change the mode of this file.
    await expect(openSink('/proc/self/comm')).rejects.toThrow(FileOpenToOthers);
  });

  it('appends events, and resolves a write after its events are in the file', async () => {
    const first = await openSink();
    await first.write(['{"id":"1"}', '{"id":"2"}']);
    expect(readLines()).toEqual(['{"id":"1"}', '{"id":"2"}', '']);
    await first.close();
    const second = await openSink();
    await second.write(['{"id":"3"}']);
    expect(readLines()).toEqual(['{"id":"1"}', '{"id":"2"}', '{"id":"3"}', '']);
  });

  it('keeps each operation’s events together and in order under concurrent writes', async () => {
    const sink = await openSink();
    const operations = Array.from({ length: 200 }, (_, at) => [`{"id":"${at}a"}`, `{"id":"${at}b"}`]);
    await Promise.all(operations.map((events) => sink.write(events)));
    expect(readLines()).toEqual([...operations.flat(), '']);
  });

  it('starts a new line after a line that a crash cut off [T5-T1]', async () => {
    writeFileSync(path, '{"id":"1"}\n{"id":');
    const sink = await openSink();
    await sink.write(['{"id":"2"}']);
    await sink.write(['{"id":"3"}']);
    expect(readLines()).toEqual(['{"id":"1"}', '{"id":', '{"id":"2"}', '{"id":"3"}', '']);
  });

  it('writes to a new file after the old one is moved and the sink reopened', async () => {
    const sink = await openSink();
    await sink.write(['{"id":"1"}']);
    renameSync(path, `${path}.1`);
    await sink.write(['{"id":"2"}']);
    sink.reopen?.();
    await sink.write(['{"id":"3"}']);
    expect(readLines(`${path}.1`)).toEqual(['{"id":"1"}', '{"id":"2"}', '']);
    expect(readLines()).toEqual(['{"id":"3"}', '']);
    expect(logLines).toEqual([]);
  });

  it('creates the new file on reopen, before any event', async () => {
    const sink = await openSink();
    renameSync(path, `${path}.1`);
    sink.reopen?.();
    await expect.poll(() => existsSync(path)).toBe(true);
  });

  it('continues in the moved file, and logs an error, if reopening fails', async () => {
    const sink = await openSink();
    const moved = `${folder}-moved`;
    renameSync(folder, moved);
    sink.reopen?.();
    await sink.write(['{"id":"1"}']);
    expect(readLines(join(moved, 'audit.ndjson'))).toEqual(['{"id":"1"}', '']);
    expect(logLines.map((line): unknown => JSON.parse(line))).toMatchObject([
      {
        level: 'error',
        event: 'audit_not_reopened',
        reason: 'The audit file could not be reopened (ENOENT).',
      },
    ]);
    renameSync(moved, folder);
  });

  it('rejects every write with the reason, without a path, if the file cannot be written', async () => {
    const sink = await openSink('/dev/full');
    const results = await Promise.all([rejectionOf(sink.write(['{}'])), rejectionOf(sink.write(['{}']))]);
    const refused = {
      code: 'AUDIT_UNAVAILABLE',
      message: 'The audit file could not be written (ENOSPC).',
    };
    expect(results).toEqual([refused, refused]);
  });

  it('rejects with the system’s error if the file cannot be opened', async () => {
    await expect(openFileSink(join(folder, 'none', 'audit'), createLog('silent'))).rejects.toMatchObject({
      code: 'ENOENT',
    });
  });

  it('writes pending events before it closes, and refuses events afterwards', async () => {
    const sink = await openSink();
    const kept = [sink.write(['{"id":"1"}']), sink.write(['{"id":"2"}'])];
    await sink.close();
    await Promise.all(kept);
    sinks.splice(0);
    expect(readLines()).toEqual(['{"id":"1"}', '{"id":"2"}', '']);
    expect(await rejectionOf(sink.write(['{"id":"3"}']))).toEqual({
      code: 'AUDIT_UNAVAILABLE',
      message: 'The audit file is closed.',
    });
  });

  it('bounds the events that wait for a slow disk, and limits refusals to a small share [T5-D3]', async () => {
    const sink = await openSink(path, createBacklog({ capacity: 1_000 }));
    const kept = [sink.write([`{"of":"${'x'.repeat(60)}"}`], 'refusal')];
    expect(sink.hasRoomForRefusals?.(1)).toBe(false);
    expect(await rejectionOf(sink.write(['{}'], 'refusal'))).toMatchObject({ code: 'AUDIT_UNAVAILABLE' });
    kept.push(sink.write([`{"of":"${'x'.repeat(1_000)}"}`]));
    expect(await rejectionOf(sink.write(['{}']))).toEqual({
      code: 'AUDIT_UNAVAILABLE',
      message: 'Too many audit events are waiting to be written.',
    });
    await Promise.all(kept);
    await sink.write(['{}']);
    expect(readLines()).toHaveLength(4);
  });

  it('preserves lines that another process appends', async () => {
    const sink = await openSink();
    await sink.write(['{"id":"1"}']);
    appendFileSync(path, '{"id":"other"}\n');
    await sink.write(['{"id":"2"}']);
    expect(readLines()).toEqual(['{"id":"1"}', '{"id":"other"}', '{"id":"2"}', '']);
  });
});
