/** An audit that keeps its events in memory, and can fail on demand. */
import { type Audit, createAudit } from '../../src/audit/audit.ts';
import { auditUnavailableError } from '../../src/audit/event-sink.ts';
import type { AuditEvent } from '../../src/fhir/types.ts';
import { createLog, type Log } from '../../src/observability/log.ts';
import { NOOP_OBSERVER, type Observer } from '../../src/observability/observer.ts';

export interface MemoryAudit {
  readonly audit: Audit;
  /** Removes and returns the events so far. */
  take(): AuditEvent[];
  /** Makes every delivery fail. */
  isBroken: boolean;
}

interface KeptAuditOptions {
  /** The base URL of the FHIR server. */
  readonly upstream: string;
  readonly isRequired?: boolean;
  readonly log?: Log;
  readonly observer?: Observer;
  /** Epoch milliseconds. */
  readonly now?: () => number;
}

export function createMemoryAudit({
  upstream,
  isRequired = false,
  log = createLog('silent'),
  observer = NOOP_OBSERVER,
  now = Date.now,
}: KeptAuditOptions): MemoryAudit {
  const events: AuditEvent[] = [];
  const sink = {
    async write(lines: readonly string[]): Promise<void> {
      if (kept.isBroken) throw auditUnavailableError('The sink is broken');
      events.push(...lines.map(eventIn));
    },
    close: async () => {},
  };
  const kept: MemoryAudit = {
    audit: createAudit({ sink, isRequired, upstream, site: 'test', now, log, observer }),
    take: () => events.splice(0),
    isBroken: false,
  };
  return kept;
}

function eventIn(line: string): AuditEvent {
  // oxlint-disable-next-line typescript/no-unsafe-return -- JSON has no type; the audit wrote an event
  return JSON.parse(line);
}
