import type { BufferedOutput } from '../observability/buffered-output.ts';
import { type Backlog, createBacklog } from './backlog.ts';
import { auditUnavailableError, type EventSink, NO_OWNER } from './event-sink.ts';

/**
 * Writes events to standard output, between the lines of the log. They contain `"resourceType":"AuditEvent"`. An event counts as stored when
 * the operating system accepts it; the reader of the output must keep it.
 */
export function createStdoutSink(
  output: Pick<BufferedOutput, 'writeThrough'>,
  backlog: Backlog = createBacklog(),
): EventSink {
  const write = (lines: string): Promise<void> =>
    output.writeThrough(lines).catch((error: unknown) => {
      throw auditUnavailableError('Standard output could not be written', error);
    });
  return {
    hasRoomForRefusals: (_count, owner) => backlog.hasRoomFor('refusal', owner?.site),
    write: (events, kind = 'access', { site } = NO_OWNER) =>
      backlog.enqueue({ kind, site }, `${events.join('\n')}\n`, write),
    close: async () => {},
  };
}
