/** Opens the audit that the configuration asks for. */
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
  /** The base URL of the FHIR server whose records are touched. */
  readonly upstream: string;
  readonly log: Log;
  readonly observer?: Observer;
  /** Standard output. */
  readonly output: Pick<BufferedOutput, 'writeThrough'>;
  /** Epoch milliseconds. */
  readonly now?: () => number;
}

/** How long one delivery may take. */
const DELIVERY_TIMEOUT_MS = 15_000;
/** What is not delivered by then is safe in the spool, for the next start. */
const CLOSE_TIMEOUT_MS = 2_000;

/**
 * Null where none is configured.
 * @throws ConfigError where the place of the events cannot be had
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
        const expected = `a file that can be appended to${systemCodeSuffix(error)}`;
        throw new ConfigError([`AUDIT_LOG: expected ${describeOpenFile(error) ?? expected}`]);
      });
    case 'fhir':
      return openFhirSink(config.sink.baseUrl, config, log);
  }
}

/**
 * Writes events as lines of standard output, between those of the log: `"resourceType":"AuditEvent"` tells them apart. An event is safe
 * once the operating system has it: what reads the output keeps it.
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
    const expected = `a file that can be written, and that no other process has${systemCodeSuffix(error)}`;
    throw new ConfigError([`AUDIT_SPOOL: expected ${describeOpenFile(error) ?? expected}`]);
  }
}

/** Closes the file to other users. Returns whether they could read it. */
function closeTokenFile(path: string): boolean {
  try {
    return closeToOthers(path);
  } catch (error) {
    const expected = `a file that can be read${systemCodeSuffix(error)}`;
    throw new ConfigError([`AUDIT_TOKEN_FILE: expected ${describeOpenFile(error) ?? expected}`]);
  }
}

function describeClosedFile(file: string): string {
  return `Other users could read the ${file}. Now only its owner can.`;
}

function describeOpenFile(error: unknown): string | null {
  return error instanceof FileOpenToOthers ? error.message : null;
}
