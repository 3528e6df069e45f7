/** Events as lines of standard output, between those of the log: `"resourceType":"AuditEvent"` tells them apart. */
import type { Output } from '../output.ts';
import { auditUnavailable, type Sink } from './sink.ts';

/** An event is safe once the operating system has it: what reads the output keeps it. */
export function createStdoutSink(output: Pick<Output, 'writeAtOnce'>): Sink {
  return {
    async write(events) {
      try {
        await output.writeAtOnce(`${events.join('\n')}\n`);
      } catch (error) {
        throw auditUnavailable('Standard output could not be written', error);
      }
    },
    async close() {},
  };
}
