/** Waits for a sink, and stops waiting once it has not answered in time: then one operation waits in vain, and not each. */
import { auditUnavailableError } from './event-sink.ts';

export interface StallDetector {
  /** True from the first write that was not safe in time until the sink answers that write. */
  readonly isStalled: boolean;
  /** Resolves once the work is done. @throws its error, or GatewayError AUDIT_UNAVAILABLE where the sink does not answer in time */
  wait(work: Promise<void>): Promise<void>;
}

export interface StallDetectorOptions {
  readonly timeoutMs: number;
  /** Runs once the sink has answered the write that was not safe in time. */
  readonly onRecovery: () => void;
}

export function createStallDetector({ timeoutMs, onRecovery }: StallDetectorOptions): StallDetector {
  let isSpent = false;
  const waiting = new Set<() => void>();

  /** Ends all waiting. A sink answers in order, so it answers this write first once it works again. */
  const giveUp = (work: Promise<void>): void => {
    isSpent = true;
    for (const stop of waiting) stop();
    const answered = (): void => {
      isSpent = false;
      onRecovery();
    };
    work.then(answered, answered);
  };

  return {
    get isStalled() {
      return isSpent;
    },
    async wait(work) {
      const { promise: givenUp, reject } = Promise.withResolvers<never>();
      const stop = (): void => reject(auditUnavailableError(`Events were not safe within ${timeoutMs} ms`));
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
