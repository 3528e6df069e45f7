/** Detects a stalled sink: once it has not answered in time, no later operation waits for it. */
import { auditUnavailableError } from './event-sink.ts';

interface StallDetector {
  /** True from the first write that was not safe in time until the sink answers that write. */
  readonly isStalled: boolean;
  /** Resolves once the work is done. @throws its error, or GatewayError AUDIT_UNAVAILABLE where the sink does not answer in time */
  wait(work: Promise<void>): Promise<void>;
}

interface StallDetectorOptions {
  readonly timeoutMs: number;
  /** Runs once the sink has answered the write that was not safe in time. */
  readonly onRecovery: () => void;
}

export function createStallDetector({ timeoutMs, onRecovery }: StallDetectorOptions): StallDetector {
  let isStalled = false;
  const waiting = new Set<() => void>();

  /** Ends all waiting. A sink answers in order, so it answers this write first once it works again. */
  const stall = (work: Promise<void>): void => {
    isStalled = true;
    for (const stop of waiting) stop();
    const recover = (): void => {
      isStalled = false;
      onRecovery();
    };
    work.then(recover, recover);
  };

  return {
    get isStalled() {
      return isStalled;
    },
    async wait(work) {
      const { promise: stalled, reject } = Promise.withResolvers<never>();
      const stop = (): void => reject(auditUnavailableError(`Events were not safe within ${timeoutMs} ms`));
      if (isStalled) {
        stop();
        return Promise.race([work, stalled]);
      }
      waiting.add(stop);
      const timer = setTimeout(stall, timeoutMs, work);
      try {
        await Promise.race([work, stalled]);
      } finally {
        clearTimeout(timer);
        waiting.delete(stop);
      }
    },
  };
}
