/** Opens the configured audit. */
import { hostname } from 'node:os';
import { type AuditConfig, ConfigError } from '../config/config.ts';
import { closeToOthers, FileOpenToOthers } from '../config/private-files.ts';
import { systemCodeSuffix } from '../errors.ts';
import { createHttpClient } from '../http/got-client.ts';
import type { BufferedOutput } from '../observability/buffered-output.ts';
import type { Log } from '../observability/log.ts';
import { NOOP_OBSERVER, type Observer } from '../observability/observer.ts';
import { createAuditRepository } from './audit-repository.ts';
import { type Audit, createAudit } from './audit.ts';
import { createBacklog } from './backlog.ts';
import { createDeliveryWorker } from './delivery-worker.ts';
import { auditUnavailableError, type EventSink } from './event-sink.ts';
import { createFhirSink } from './fhir-sink.ts';
import { openFileSink } from './file-sink.ts';
import { openSpool, type Spool } from './spool.ts';

interface OpenAuditOptions {
  readonly config: AuditConfig;
  /** The base URL of the FHIR server whose records are accessed. */
  readonly upstream: string;
  readonly log: Log;
  readonly observer?: Observer;
  /** Standard output. */
  readonly output: Pick<BufferedOutput, 'writeThrough'>;
  /** Epoch milliseconds. */
  readonly now?: () => number;
}

/** The timeout of one delivery. */
const DELIVERY_TIMEOUT_MS = 15_000;
/** Events that are not delivered by then stay in the spool for the next start. */
const CLOSE_TIMEOUT_MS = 2_000;

/**
 * Opens the audit. Returns null if none is configured.
 * @throws ConfigError if the destination cannot be opened
 */
export async function openAudit(options: OpenAuditOptions): Promise<Audit | null> {
  const { config, upstream, log, observer = NOOP_OBSERVER, now = Date.now } = options;
  const sink = await openSink(options);
  return sink === null
    ? null
    : createAudit({ sink, isRequired: config.isRequired, upstream, site: hostname(), now, log, observer });
}

async function openSink({ config, log, output }: OpenAuditOptions): Promise<EventSink | null> {
  switch (config.sink.kind) {
    case 'none':
      return null;
    case 'stdout':
      return createStdoutSink(output);
    case 'file':
      return openFileSink(config.sink.path, log).catch((error: unknown) => {
        const expected = `a writable file${systemCodeSuffix(error)}`;
        throw new ConfigError([`AUDIT_LOG: expected ${describeOpenFile(error) ?? expected}`]);
      });
    case 'fhir':
      return openFhirSink(config.sink.baseUrl, config, log);
  }
}

/**
 * Writes events to standard output, between the lines of the log. They contain `"resourceType":"AuditEvent"`. An event counts as stored when
 * the operating system accepts it; the reader of the output must keep it.
 */
export function createStdoutSink(output: Pick<BufferedOutput, 'writeThrough'>): EventSink {
  const backlog = createBacklog();
  const write = (lines: string): Promise<void> =>
    output.writeThrough(lines).catch((error: unknown) => {
      throw auditUnavailableError('Standard output could not be written', error);
    });
  return {
    hasRoomForRefusals: () => backlog.hasRoomFor('refusal'),
    write: (events, kind = 'access') => backlog.enqueue(kind, `${events.join('\n')}\n`, write),
    close: async () => {},
  };
}

function openFhirSink(
  baseUrl: string,
  { spool: { path, maxEvents }, tokenFile }: AuditConfig,
  log: Log,
): EventSink {
  if (tokenFile !== null && closeTokenFile(tokenFile))
    log.warn('audit_file_closed_to_others', { reason: describeClosedFile('file of AUDIT_TOKEN_FILE') });
  const spool = openConfiguredSpool(path, maxEvents);
  if (spool.wasOpenToOthers)
    log.warn('audit_file_closed_to_others', { reason: describeClosedFile('audit spool') });
  const http = createHttpClient({ timeoutMs: DELIVERY_TIMEOUT_MS });
  const repository = createAuditRepository({ baseUrl, tokenFile, http });
  const deliveryWorker = createDeliveryWorker({ spool, repository, log });
  const sink = createFhirSink({ spool, deliveryWorker, closeTimeoutMs: CLOSE_TIMEOUT_MS });
  return {
    ...sink,
    async close() {
      await sink.close();
      http.close();
    },
  };
}

function openConfiguredSpool(path: string, maxEvents: number): Spool {
  try {
    return openSpool({ path, maxEvents });
  } catch (error) {
    const expected = `a writable file that no other process has open${systemCodeSuffix(error)}`;
    throw new ConfigError([`AUDIT_SPOOL: expected ${describeOpenFile(error) ?? expected}`]);
  }
}

/** Denies other users access to the file. Returns whether they had access. */
function closeTokenFile(path: string): boolean {
  try {
    return closeToOthers(path);
  } catch (error) {
    const expected = `a readable file${systemCodeSuffix(error)}`;
    throw new ConfigError([`AUDIT_TOKEN_FILE: expected ${describeOpenFile(error) ?? expected}`]);
  }
}

function describeClosedFile(file: string): string {
  return `Other users could read the ${file}. Now only its owner can.`;
}

function describeOpenFile(error: unknown): string | null {
  return error instanceof FileOpenToOthers ? error.message : null;
}
