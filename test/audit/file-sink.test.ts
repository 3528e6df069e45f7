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

async function open(at = path, backlog = createBacklog()): Promise<EventSink> {
  const log = createLog('trace', { write: (line) => void logLines.push(line) });
  const sink = await openFileSink(at, log, backlog);
  sinks.push(sink);
  return sink;
}

const lines = (at = path): string[] => readFileSync(at, 'utf8').split('\n');

describe('the audit file', () => {
  it('is for its owner alone, whatever the process allows others', async () => {
    const before = process.umask(0);
    try {
      await open();
    } finally {
      process.umask(before);
    }
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('is closed to other users who could read it, and the log says so', async () => {
    writeFileSync(path, '{"id":"1"}\n');
    chmodSync(path, 0o644);
    const sink = await open();
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
    expect([lines(), statSync(path).mode & 0o777]).toEqual([['{"id":"2"}', ''], 0o600]);
  });

  it('stays readable for a group that its owner lets read it, such as a log shipper’s', async () => {
    writeFileSync(path, '');
    chmodSync(path, 0o640);
    await open();
    expect(statSync(path).mode & 0o777).toBe(0o640);
    expect(logLines).toEqual([]);
  });

  it('that other users can read, and that is somebody else’s, cannot be opened', async () => {
    // On Linux, a file whose mode cannot be changed.
    await expect(open('/proc/self/comm')).rejects.toThrow(FileOpenToOthers);
  });

  it('is appended to, and has every event by the time that it counts as kept', async () => {
    const first = await open();
    await first.write(['{"id":"1"}', '{"id":"2"}']);
    expect(lines()).toEqual(['{"id":"1"}', '{"id":"2"}', '']);
    await first.close();
    const second = await open();
    await second.write(['{"id":"3"}']);
    expect(lines()).toEqual(['{"id":"1"}', '{"id":"2"}', '{"id":"3"}', '']);
  });

  it('keeps the events of many operations at once, those of each together and in their order', async () => {
    const sink = await open();
    const operations = Array.from({ length: 200 }, (_, at) => [`{"id":"${at}a"}`, `{"id":"${at}b"}`]);
    await Promise.all(operations.map((events) => sink.write(events)));
    expect(lines()).toEqual([...operations.flat(), '']);
  });

  it('starts a new line after one that a crash cut off', async () => {
    writeFileSync(path, '{"id":"1"}\n{"id":');
    const sink = await open();
    await sink.write(['{"id":"2"}']);
    await sink.write(['{"id":"3"}']);
    expect(lines()).toEqual(['{"id":"1"}', '{"id":', '{"id":"2"}', '{"id":"3"}', '']);
  });

  it('is followed when it is moved away and the sink is told so', async () => {
    const sink = await open();
    await sink.write(['{"id":"1"}']);
    renameSync(path, `${path}.1`);
    await sink.write(['{"id":"2"}']);
    sink.reopen?.();
    await sink.write(['{"id":"3"}']);
    expect(lines(`${path}.1`)).toEqual(['{"id":"1"}', '{"id":"2"}', '']);
    expect(lines()).toEqual(['{"id":"3"}', '']);
    expect(logLines).toEqual([]);
  });

  it('is opened anew without an event to write', async () => {
    const sink = await open();
    renameSync(path, `${path}.1`);
    sink.reopen?.();
    await expect.poll(() => existsSync(path)).toBe(true);
  });

  it('is written on where it was moved to, and the log says so, where there can be no new one', async () => {
    const sink = await open();
    const moved = `${folder}-moved`;
    renameSync(folder, moved);
    sink.reopen?.();
    await sink.write(['{"id":"1"}']);
    expect(lines(join(moved, 'audit.ndjson'))).toEqual(['{"id":"1"}', '']);
    expect(logLines.map((line): unknown => JSON.parse(line))).toMatchObject([
      {
        level: 'error',
        event: 'audit_not_reopened',
        reason: 'The audit file could not be reopened (ENOENT).',
      },
    ]);
    renameSync(moved, folder);
  });

  it('that cannot be written keeps nothing, and says why without a path', async () => {
    const sink = await open('/dev/full');
    const results = await Promise.all([rejectionOf(sink.write(['{}'])), rejectionOf(sink.write(['{}']))]);
    const refused = {
      code: 'AUDIT_UNAVAILABLE',
      message: 'The audit file could not be written (ENOSPC).',
    };
    expect(results).toEqual([refused, refused]);
  });

  it('that cannot be opened is the system’s error', async () => {
    await expect(openFileSink(join(folder, 'none', 'audit'), createLog('silent'))).rejects.toMatchObject({
      code: 'ENOENT',
    });
  });

  it('has all that was on its way once it is closed, and takes no more', async () => {
    const sink = await open();
    const kept = [sink.write(['{"id":"1"}']), sink.write(['{"id":"2"}'])];
    await sink.close();
    await Promise.all(kept);
    sinks.splice(0);
    expect(lines()).toEqual(['{"id":"1"}', '{"id":"2"}', '']);
    expect(await rejectionOf(sink.write(['{"id":"3"}']))).toEqual({
      code: 'AUDIT_UNAVAILABLE',
      message: 'The audit file is closed.',
    });
  });

  it('that the disk is slow to take keeps a bounded number of events waiting, and a small share of refusals', async () => {
    const sink = await open(path, createBacklog(1_000));
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
    expect(lines()).toHaveLength(4);
  });

  it('leaves what others append to it', async () => {
    const sink = await open();
    await sink.write(['{"id":"1"}']);
    appendFileSync(path, '{"id":"other"}\n');
    await sink.write(['{"id":"2"}']);
    expect(lines()).toEqual(['{"id":"1"}', '{"id":"other"}', '{"id":"2"}', '']);
  });
});
