/** Events as lines of standard output, between those of the log: `"resourceType":"AuditEvent"` tells them apart. */
import type { Output } from '../output.ts';
import { createBacklog } from './backlog.ts';
import { auditUnavailable, type Sink } from './sink.ts';

/** An event is safe once the operating system has it: what reads the output keeps it. */
export function createStdoutSink(output: Pick<Output, 'writeAtOnce'>, backlog = createBacklog()): Sink {
  return {
    hasRoomForRefusals: () => backlog.hasRoomFor('refusal'),
    write: (events, kind = 'access') =>
      backlog.hold(kind, `${events.join('\n')}\n`, async (lines) => {
        try {
          await output.writeAtOnce(lines);
        } catch (error) {
          throw auditUnavailable('Standard output could not be written', error);
        }
      }),
    async close() {},
  };
}
