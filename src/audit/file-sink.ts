/** Events as lines of a file that is only ever appended to, and on the disk before they count. */
import { type FileHandle, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { closeHandleToOthers, FileOpenToOthers, PRIVATE_MODE } from '../config/private-files.ts';
import { systemCodeSuffix } from '../errors.ts';
import type { Log } from '../observability/log.ts';
import { createBacklog } from './backlog.ts';
import { auditUnavailableError, type EventSink } from './event-sink.ts';

interface Waiting extends PromiseWithResolvers<void> {
  readonly text: string;
}

/** @throws the system's error where the file cannot be opened, or FileOpenToOthers where other users can read it and it is not the gateway's */
export async function openFileSink(path: string, log: Log, backlog = createBacklog()): Promise<EventSink> {
  let file = await openPrivately(path, log);
  /** True where the file may end in half a line. */
  let isTorn = await endsTorn(path);
  let isMoved = false;
  let isClosed = false;
  const waiting: Waiting[] = [];
  let flushing: Promise<void> | null = null;

  /** After a rotation: where the new file cannot be had, events go on to the one that was moved away. */
  const follow = async (): Promise<void> => {
    isMoved = false;
    try {
      const opened = await openPrivately(path, log);
      await file.close();
      file = opened;
      isTorn = await endsTorn(path);
    } catch (error) {
      const why = error instanceof FileOpenToOthers ? ': other users can read it' : systemCodeSuffix(error);
      log.error('audit_not_reopened', { reason: `The audit file could not be opened anew${why}.` });
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

  /** What comes while the disk is busy shares the next write, so that many operations cost one. */
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
    hasRoomForRefusals: () => backlog.hasRoomFor('refusal'),
    write(events, kind = 'access') {
      if (isClosed) return Promise.reject(auditUnavailableError('The audit file is closed'));
      return backlog.enqueue(kind, `${events.join('\n')}\n`, enqueue);
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

/** A file that is new is safe only once its folder says so too. It names patients, so it is closed to other users. */
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

/** True where the last line was cut off, as by a power cut: what follows is not to be one with it. */
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
