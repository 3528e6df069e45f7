/** Opens the spool of the process, with a delivery worker for each audit repository: one that fails does not delay the others. */
import { type AuditConfig, ConfigError } from '../config/config.ts';
import { closeToOthers, FileOpenToOthers } from '../config/private-files.ts';
import { systemCodeSuffix } from '../errors.ts';
import { createHttpClient } from '../http/got-client.ts';
import { addLogFields, type Log } from '../observability/log.ts';
import { createAuditRepository } from './audit-repository.ts';
import { createDeliveryWorker, type DeliveryWorker } from './delivery-worker.ts';
import { type EventSink, NO_OWNER } from './event-sink.ts';
import { createFhirSink, type Deliveries } from './fhir-sink.ts';
import { openSpool, type Spool } from './spool.ts';

interface SpoolSinkOptions {
  readonly isShared: boolean;
  readonly log: Log;
}

/** The timeout of one delivery. */
const DELIVERY_TIMEOUT_MS = 15_000;
/** Events that are not delivered by then stay in the spool for the next start. */
const CLOSE_TIMEOUT_MS = 2_000;

/** @throws ConfigError if a file cannot be used */
export function openSpoolSink(config: AuditConfig, { isShared, log }: SpoolSinkOptions): EventSink {
  const { tokenFile, spool: facts } = config;
  if (tokenFile !== null && closeTokenFile(tokenFile))
    log.warn('audit_file_closed_to_others', { reason: describeClosedFile('file of AUDIT_TOKEN_FILE') });
  const spool = openConfiguredSpool({ ...facts, isShared });
  if (spool.wasOpenToOthers)
    log.warn('audit_file_closed_to_others', { reason: describeClosedFile('audit spool') });
  const http = createHttpClient({ timeoutMs: DELIVERY_TIMEOUT_MS });
  const deliveries = createDeliveries((destination) => {
    const baseUrl = resolveDestination(destination, config);
    if (baseUrl === null) return null;
    const repository = createAuditRepository({ baseUrl, tokenFile, http });
    // Sites can have repositories of their own, so the log names the one that fails.
    const named =
      destination === NO_OWNER.destination ? log : addLogFields(log, { host: new URL(baseUrl).host });
    return createDeliveryWorker({ spool, destination, repository, log: named });
  });
  for (const destination of spool.destinations()) deliveries.wake(destination);
  const sink = createFhirSink({ spool, deliveries, closeTimeoutMs: CLOSE_TIMEOUT_MS });
  return {
    ...sink,
    async close() {
      await sink.close();
      http.close();
    },
  };
}

/** Returns null for events from before a change of AUDIT_LOG that named another kind of destination: they wait. */
function resolveDestination(destination: string, { sink }: AuditConfig): string | null {
  if (destination !== NO_OWNER.destination) return destination;
  return sink.kind === 'fhir' ? sink.baseUrl : null;
}

function createDeliveries(start: (destination: string) => DeliveryWorker | null): Deliveries {
  const workers = new Map<string, DeliveryWorker>();
  return {
    wake(destination) {
      const worker = workers.get(destination) ?? start(destination);
      if (worker === null) return;
      workers.set(destination, worker);
      worker.wake();
    },
    async stop(timeoutMs) {
      await Promise.all([...workers.values()].map((worker) => worker.stop(timeoutMs)));
    },
  };
}

function openConfiguredSpool(options: Parameters<typeof openSpool>[0]): Spool {
  try {
    return openSpool(options);
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

export function describeOpenFile(error: unknown): string | null {
  return error instanceof FileOpenToOthers ? error.message : null;
}
