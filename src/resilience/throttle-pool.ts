/** Shares one throttle among the sites of a FHIR server: load limits and circuit breakers belong to the server. */
import type { EpicLimits } from '../config/server-settings.ts';
import type { SharedState } from '../state/shared-state.ts';
import { createThrottle, type Throttle } from './throttle.ts';

export interface ThrottlePool {
  /**
   * Returns the throttle of a FHIR server. It closes when the last site releases it, or after the pause that the server demands: a site that
   * opens again must not forget it. The sites of a server have the same limits. After a change of the limits, a site that closes keeps its
   * throttle, and new sites get another.
   * @param upstream the base URL of the server
   */
  borrow(upstream: string, limits: Pick<EpicLimits, 'maxConcurrency' | 'maxRps'>): BorrowedThrottle;
  /** Closes the throttles that wait for the end of a pause. Every throttle must be released. */
  close(): void;
}

export interface BorrowedThrottle {
  readonly throttle: Throttle;
  readonly release: () => void;
}

interface SharedThrottle {
  readonly throttle: Throttle;
  sites: number;
}

export function createThrottlePool(state: SharedState | null): ThrottlePool {
  const shared = new Map<string, SharedThrottle>();
  const closeUnused = (key: string, unused: SharedThrottle): void => {
    if (unused.sites > 0 || shared.get(key) !== unused) return;
    const { pausedForMs } = unused.throttle.health();
    if (pausedForMs > 0) {
      setTimeout(closeUnused, pausedForMs, key, unused).unref();
      return;
    }
    shared.delete(key);
    unused.throttle.close();
  };
  return {
    borrow(upstream, limits) {
      // Two spellings of a base URL can name one server: https://FHIR.example.org and https://fhir.example.org.
      const server = new URL(upstream).href;
      const key = JSON.stringify([server, limits.maxConcurrency, limits.maxRps]);
      const found = shared.get(key) ?? {
        throttle: createThrottle({ limits, upstream: server, state }),
        sites: 0,
      };
      found.sites += 1;
      shared.set(key, found);
      return {
        throttle: found.throttle,
        release() {
          found.sites -= 1;
          closeUnused(key, found);
        },
      };
    },
    close() {
      for (const { throttle } of shared.values()) throttle.close();
      shared.clear();
    },
  };
}
