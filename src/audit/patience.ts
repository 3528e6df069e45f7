/** How long operations wait for a sink: until it answers, unless it has stopped answering. Then one operation waits in vain, and not each. */
import { auditUnavailable } from './sink.ts';

export interface Patience {
  /** True from the first write that was not safe in time until the sink has answered that write. */
  readonly isSpent: boolean;
  /** Resolves once the work is done. @throws its error, or GatewayError AUDIT_UNAVAILABLE where the sink does not answer in time */
  wait(work: Promise<void>): Promise<void>;
}

export interface PatienceOptions {
  readonly timeoutMs: number;
  /** The sink has answered the write that was not safe in time. */
  readonly onAnswer: () => void;
}

export function createPatience({ timeoutMs, onAnswer }: PatienceOptions): Patience {
  let isSpent = false;
  const waiting = new Set<() => void>();

  /** Everyone stops waiting. Sinks answer in order, so the write that was given up is the first to be answered. */
  const giveUp = (work: Promise<void>): void => {
    isSpent = true;
    for (const stop of waiting) stop();
    const answered = (): void => {
      isSpent = false;
      onAnswer();
    };
    work.then(answered, answered);
  };

  return {
    get isSpent() {
      return isSpent;
    },
    async wait(work) {
      const { promise: givenUp, reject } = Promise.withResolvers<never>();
      const stop = (): void => reject(auditUnavailable(`Events were not safe within ${timeoutMs} ms`));
      if (isSpent) {
        stop();
        return Promise.race([work, givenUp]);
      }
      waiting.add(stop);
      const timer = setTimeout(giveUp, timeoutMs, work);
      try {
        await Promise.race([work, givenUp]);
      } finally {
        clearTimeout(timer);
        waiting.delete(stop);
      }
    },
  };
}
