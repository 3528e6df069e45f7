/** Detects a stalled sink: after one timeout, later operations do not wait for it. */
import { auditUnavailableError } from './event-sink.ts';

interface StallDetector {
  /** True from the first write that timed out until the sink completes that write. */
  readonly isStalled: boolean;
  /** Resolves when the work is done. @throws its error, or GatewayError AUDIT_UNAVAILABLE if it times out */
  wait(work: Promise<void>): Promise<void>;
}

interface StallDetectorOptions {
  readonly timeoutMs: number;
  /** Called when the sink completes the write that timed out. */
  readonly onRecovery: () => void;
}

export function createStallDetector({ timeoutMs, onRecovery }: StallDetectorOptions): StallDetector {
  let isStalled = false;
  const waiting = new Set<() => void>();

  /** Ends every wait. A sink completes writes in order, so this write is the first to complete. */
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
      const stop = (): void => reject(auditUnavailableError(`Events were not stored within ${timeoutMs} ms`));
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
