/** Opens the destinations of audit events once per process, and shares them among sites. */
import { resolve } from 'node:path';
import { type AuditConfig, ConfigError } from '../config/config.ts';
import type { AuditSink } from '../config/values.ts';
import { systemCodeSuffix } from '../errors.ts';
import type { BufferedOutput } from '../observability/buffered-output.ts';
import { type Log, logOfSite } from '../observability/log.ts';
import { createBacklog } from './backlog.ts';
import { type EventSink, NO_OWNER, type SpoolCounts } from './event-sink.ts';
import { openFileSink } from './file-sink.ts';
import { describeOpenFile, openSpoolSink } from './spool-sink.ts';
import { createStdoutSink } from './stdout-sink.ts';

export interface SinkPool {
  /**
   * Returns a sink of a destination; null for `none`. The last one that closes closes the destination. The spool stays open until the pool
   * closes, to deliver its events.
   * @param site the id of the site whose events it writes; empty by default
   * @throws ConfigError if the destination cannot be opened
   */
  borrow(destination: AuditSink, site?: string): Promise<EventSink | null>;
  /** Delivers events that an earlier process left in the spool. @throws ConfigError if the spool cannot be opened */
  resumeDelivery(): void;
  /** Reopens the files after a rotation. */
  reopen(): void;
  /** Returns the counts of the spool; null if it is not open. */
  spoolCounts(): SpoolCounts | null;
  /** Closes the spool. Every sink must be closed. */
  close(): Promise<void>;
}

interface SinkPoolOptions {
  /** Its sink is the destination of events that the spool holds from before a sites file. */
  readonly config: AuditConfig;
  /** Whether several sites share the destinations, so each must leave room for the others. */
  readonly isShared?: boolean;
  readonly log: Log;
  /** Standard output. */
  readonly output: Pick<BufferedOutput, 'writeThrough'>;
}

interface SharedSink {
  readonly sink: Promise<EventSink>;
  users: number;
}

export function createSinkPool(options: SinkPoolOptions): SinkPool {
  const { config, isShared = false, log, output } = options;
  const shared = new Map<string, SharedSink>();
  /** The destinations that are closing. One that opens again waits, because a file has one writer. */
  const closing = new Map<string, Promise<void>>();
  let spool: EventSink | null = null;
  const useSpool = (): EventSink => (spool ??= openSpoolSink(config, { isShared, log }));

  /** @param site the id of the first site that uses the destination; the log of a file names it */
  const open = async (
    destination: AuditSink & { readonly kind: 'file' | 'stdout' },
    site: string,
  ): Promise<EventSink> => {
    const backlog = createBacklog({ isShared });
    if (destination.kind === 'stdout') return createStdoutSink(output, backlog);
    const fileLog = logOfSite(log, site === NO_OWNER.site ? undefined : site);
    return openFileSink(destination.path, fileLog, backlog).catch((error: unknown) => {
      const expected = `a writable file${systemCodeSuffix(error)}`;
      throw new ConfigError([`AUDIT_LOG: expected ${describeOpenFile(error) ?? expected}`]);
    });
  };

  const share = async (key: string, openOne: () => Promise<EventSink>): Promise<EventSink> => {
    const found = shared.get(key) ?? {
      sink: (closing.get(key) ?? Promise.resolve()).then(openOne),
      users: 0,
    };
    shared.set(key, found);
    found.users += 1;
    const release = (): boolean => {
      found.users -= 1;
      if (found.users === 0) shared.delete(key);
      return found.users === 0;
    };
    try {
      const sink = await found.sink;
      return {
        ...sink,
        close: async () => {
          if (!release()) return;
          const closed = sink.close();
          const ended = closed.catch(() => undefined);
          closing.set(key, ended);
          await ended;
          if (closing.get(key) === ended) closing.delete(key);
          await closed;
        },
      };
    } catch (error) {
      release();
      throw error;
    }
  };

  const borrow = async (destination: AuditSink, site: string): Promise<EventSink | null> => {
    switch (destination.kind) {
      case 'none':
        return null;
      case 'stdout':
        return share('stdout', () => open(destination, site));
      case 'file':
        return share(`file:${resolve(destination.path)}`, () => open(destination, site));
      case 'fhir':
        return { ...useSpool(), close: () => Promise.resolve() };
    }
  };

  return {
    async borrow(destination, site = NO_OWNER.site) {
      const sink = await borrow(destination, site);
      if (sink === null) return null;
      const isDefault = destination.kind !== 'fhir' || isSameRepository(destination, config.sink);
      const owner = { site, destination: isDefault ? NO_OWNER.destination : destination.baseUrl };
      return {
        ...sink,
        write: (events, kind) => sink.write(events, kind, owner),
        hasRoomForRefusals: (count) => sink.hasRoomForRefusals?.(count, owner) !== false,
      };
    },
    resumeDelivery: () => void useSpool(),
    reopen() {
      for (const { sink } of shared.values())
        void sink.then(
          (opened) => opened.reopen?.(),
          () => undefined,
        );
    },
    spoolCounts: () => spool?.spoolCounts?.() ?? null,
    async close() {
      await spool?.close();
      spool = null;
    },
  };
}

function isSameRepository({ baseUrl }: AuditSink & { readonly kind: 'fhir' }, other: AuditSink): boolean {
  return other.kind === 'fhir' && other.baseUrl === baseUrl;
}
