/** Events as lines of standard output, between those of the log: `"resourceType":"AuditEvent"` tells them apart. */
import type { Writable } from 'node:stream';
import { auditUnavailable, type Sink } from './sink.ts';

/** An event is safe once the operating system has it: what reads the output keeps it. */
export function createStdoutSink(output: Writable): Sink {
  output.on('error', ignore);
  return {
    write(events) {
      const { promise, resolve, reject } = Promise.withResolvers<undefined>();
      output.write(`${events.join('\n')}\n`, (error) => {
        if (error === null || error === undefined) resolve(undefined);
        else reject(auditUnavailable('Standard output could not be written', error));
      });
      return promise;
    },
    async close() {
      output.off('error', ignore);
    },
  };
}

/** What goes wrong is told to whoever writes; without a listener it would end the process too. */
function ignore(): void {}
