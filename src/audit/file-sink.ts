/** A sink that appends events to a file. Events count as stored after a sync to disk. */
import { type FileHandle, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { closeHandleToOthers, FileOpenToOthers, PRIVATE_MODE } from '../config/private-files.ts';
import { systemCodeSuffix } from '../errors.ts';
import type { Log } from '../observability/log.ts';
import { createBacklog } from './backlog.ts';
import { auditUnavailableError, type EventSink, NO_OWNER } from './event-sink.ts';

interface Waiting extends PromiseWithResolvers<void> {
  readonly text: string;
}

/** @throws the system's error, or FileOpenToOthers if other users can read the file and the gateway does not own it */
export async function openFileSink(path: string, log: Log, backlog = createBacklog()): Promise<EventSink> {
  let file = await openPrivately(path, log);
  /** True if the file may end with an incomplete line. */
  let isTorn = await endsTorn(path);
  let isMoved = false;
  let isClosed = false;
  const waiting: Waiting[] = [];
  let flushing: Promise<void> | null = null;

  /** Reopens the file after a rotation. If that fails, events go to the rotated file. */
  const follow = async (): Promise<void> => {
    isMoved = false;
    try {
      const opened = await openPrivately(path, log);
      await file.close();
      file = opened;
      isTorn = await endsTorn(path);
    } catch (error) {
      const why = error instanceof FileOpenToOthers ? ': other users can read it' : systemCodeSuffix(error);
      log.error('audit_not_reopened', { reason: `The audit file could not be reopened${why}.` });
    }
  };

  const append = async (batch: readonly Waiting[]): Promise<void> => {
    try {
      await file.appendFile(`${isTorn ? '\n' : ''}${batch.map(({ text }) => text).join('')}`);
      await file.datasync();
      isTorn = false;
      for (const { resolve } of batch) resolve();
    } catch (error) {
      isTorn = true;
      const unavailable = auditUnavailableError('The audit file could not be written', error);
      for (const { reject } of batch) reject(unavailable);
    }
  };

  /** Writes all events that arrived during the previous write at once. */
  const flush = async (): Promise<void> => {
    for (;;) {
      if (isMoved) await follow();
      const batch = waiting.splice(0);
      if (batch.length === 0) break;
      await append(batch);
    }
    flushing = null;
  };

  const enqueue = (text: string): Promise<void> => {
    const entry: Waiting = { text, ...Promise.withResolvers() };
    waiting.push(entry);
    flushing ??= flush();
    return entry.promise;
  };

  return {
    hasRoomForRefusals: (_count, owner) => backlog.hasRoomFor('refusal', owner?.site),
    write(events, kind = 'access', { site } = NO_OWNER) {
      if (isClosed) return Promise.reject(auditUnavailableError('The audit file is closed'));
      return backlog.enqueue({ kind, site }, `${events.join('\n')}\n`, enqueue);
    },
    reopen() {
      isMoved = true;
      flushing ??= flush();
    },
    async close() {
      isClosed = true;
      await flushing;
      await file.close();
    },
  };
}

/** Opens the file and denies other users access, because it identifies patients. Syncs the folder, so that a new file survives a crash. */
async function openPrivately(path: string, log: Log): Promise<FileHandle> {
  const file = await open(path, 'a', PRIVATE_MODE);
  try {
    if (await closeHandleToOthers(file))
      log.warn('audit_file_closed_to_others', { reason: WAS_OPEN_TO_OTHERS });
  } catch (error) {
    await file.close();
    throw error;
  }
  const folder = await open(dirname(path), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
  return file;
}

/** Returns true if the last line is incomplete, such as after a power failure. The next event must start on a new line. */
async function endsTorn(path: string): Promise<boolean> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    if (size === 0) return false;
    const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1);
    return buffer[0] !== NEWLINE;
  } finally {
    await file.close();
  }
}

const WAS_OPEN_TO_OTHERS = 'Other users could read the audit file. Now only its owner can.';

const NEWLINE = 0x0a;
